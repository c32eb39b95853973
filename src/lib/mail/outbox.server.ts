import type { ExpressionBuilder } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { MailKind, MailState, MailTables } from '#db/schema/mail.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor, Locale } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { fitsHeader } from './address.ts';
import { reworded } from './letter.ts';
import { hashLinks, renewLinks } from './links.server.ts';
import { isCancellable, isReleasable, isRetriable, isUndoable, maxMailBytes, mayRelease } from './model.ts';
import { leavingThemselves } from './audience/ownDuty.server.ts';
import { bouncedAddresses, withoutUnsubscribed } from './unsubscribe.server.ts';

/** What a batch of mails is about: one version of one document. `title` is what the outbox calls it. */
export type Document = { kind: MailKind; id: string; version: number; title: string };

/** One mail to one person. `text` and `html` come from `letter()`. */
export type NewMail = {
	recipient: { personId: string | null; name: string; email: string };
	locale: Locale;
	subject: string;
	text: string;
	html: string;
	/** A whole iCalendar object; its METHOD line must say `method`. */
	calendar?: { method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; text: string };
	/** The recipient has asked for it just now, so it needs nobody's release. */
	askedFor?: true;
	/**
	 * It follows from mails that this person has released, and goes by that release (decision on follow-ups); or it is about the
	 * recipient's own duty, and they have said once that such letters leave by themselves (`ownDuty.server.ts`).
	 */
	releasedBy?: string;
	/** Where they unsubscribe from mails of this kind; the letter has it at its foot. */
	unsubscribeUrl?: string;
};

/** A mail that can't be sent: its address, its name or subject, or its size. */
export type Undeliverable = { email: string; reason: 'invalidAddress' | 'invalidHeader' | 'tooLong' };

/**
 * Puts mails in the outbox, in the transaction of the command that causes them; they leave when somebody releases them, those about
 * somebody's own duty at once when they have said yes to that.
 * A recipient who already has this version of the document is left alone (`already`); one whose address, name or subject
 * cannot stand in a mail is `refused`, one who has unsubscribed from this kind is left out, and the others go in all the same.
 * To an address that has `bounced` nothing leaves before it is mended: its letter has failed before it was tried. `enqueued` is how
 * many will leave.
 */
export async function enqueue(
	db: Db,
	municipalityId: string,
	document: Document,
	mails: readonly NewMail[],
	now: Instant
): Promise<{ enqueued: number; already: number; unsubscribed: number; bounced: string[]; refused: Undeliverable[] }> {
	const refused: Undeliverable[] = [];
	const dead = await bouncedAddresses(db, municipalityId);
	const leaving = await leavingThemselves(db, municipalityId, document.kind);
	const wanted = (await withoutUnsubscribed(db, municipalityId, document.kind, mails)).map((mail) => {
		const { personId } = mail.recipient;
		return personId !== null && leaving.has(personId) ? { releasedBy: personId, ...mail } : mail;
	});
	const rows = wanted.flatMap((mail) => {
		const row = rowOf(municipalityId, document, mail, now);
		if (typeof row !== 'string')
			return [
				dead.has(row.recipientEmail) && !mail.askedFor ? { ...row, state: 'failed' as const, nextAttemptAt: null, releasedAt: now } : row
			];
		refused.push({ email: mail.recipient.email, reason: row });
		return [];
	});
	let added = 0;
	const bounced: string[] = [];
	await joinEdited(db, municipalityId, rows);
	// SQLite binds 32,766 values at most.
	for (let start = 0; start < rows.length; start += 500) {
		const inserted = await db
			.insertInto('mail')
			.values(rows.slice(start, start + 500))
			.onConflict((conflict) => conflict.columns(['municipalityId', 'kind', 'documentId', 'documentVersion', 'recipientEmail']).doNothing())
			.returning(['recipientEmail', 'state'])
			.execute();
		for (const { recipientEmail, state } of inserted) if (state === 'failed') bounced.push(recipientEmail);
		added += inserted.length;
	}
	const enqueued = added - bounced.length;
	return { enqueued, already: rows.length - added, unsubscribed: mails.length - wanted.length, bounced, refused };
}

/** Letters that join a batch whose words were changed say the same as the others. */
async function joinEdited(db: Db, municipalityId: string, rows: MailTables['mail'][]): Promise<void> {
	const batches = [...new Set(rows.map(({ batch }) => batch))];
	if (batches.length === 0) return;
	const edits = await db
		.selectFrom('mailEdit')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('batch', 'in', batches)
		.execute();
	for (const row of rows) {
		const edit = edits.find(({ batch, locale }) => batch === row.batch && locale === row.locale);
		if (edit) Object.assign(row, reworded(row, { subject: edit.defaultSubject, words: edit.defaultWords }, edit));
	}
}

function rowOf(municipalityId: string, document: Document, mail: NewMail, now: Instant): MailTables['mail'] | Undeliverable['reason'] {
	const address = mailAddress(mail.recipient.email);
	if (!address) return 'invalidAddress';
	const name = mail.recipient.name.trim();
	if (!fitsHeader(name) || !fitsHeader(mail.subject) || mail.subject.trim() === '') return 'invalidHeader';
	const { calendar } = mail;
	if (calendar && !new RegExp(`^METHOD:${calendar.method}\\r?$`, 'm').test(calendar.text)) {
		throw new Error(`The calendar of this mail does not say METHOD:${calendar.method}.`);
	}
	const bytes = Buffer.byteLength(mail.text) + Buffer.byteLength(mail.html) + Buffer.byteLength(calendar?.text ?? '');
	if (bytes > maxMailBytes) return 'tooLong';
	const mayLeave = mail.askedFor || mail.releasedBy !== undefined;
	return {
		id: newId(),
		municipalityId,
		kind: document.kind,
		documentId: document.id,
		documentVersion: document.version,
		batch: `${document.kind}-${document.id}-${document.version}`,
		title: document.title,
		recipientPersonId: mail.recipient.personId,
		recipientName: name,
		recipientEmail: address,
		locale: mail.locale,
		subject: mail.subject.trim(),
		text: mail.text,
		html: mail.html,
		calendar: calendar?.text ?? null,
		calendarMethod: calendar?.method ?? null,
		state: mayLeave ? 'queued' : 'held',
		attempts: 0,
		nextAttemptAt: mayLeave ? now : null,
		lastError: null,
		messageId: null,
		createdAt: now,
		releasedAt: mayLeave ? now : null,
		releasedBy: mail.releasedBy ?? null,
		sentAt: null,
		stopUrl: mail.unsubscribeUrl ?? null
	};
}

/**
 * Takes back what has not left of all versions of a document (to one person or address, or to all), when there is no more need of it.
 * Gives how many were.
 */
export async function withdraw(
	db: Db,
	municipalityId: string,
	document: { kind: MailKind; id: string; personId?: string; email?: string }
): Promise<number> {
	const { personId, email } = document;
	const withdrawn = await db
		.updateTable('mail')
		.set({ state: 'cancelled', nextAttemptAt: null })
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', document.kind)
		.where('documentId', '=', document.id)
		.where('state', 'in', statesWhere(isCancellable))
		.$if(personId !== undefined, (query) => query.where('recipientPersonId', '=', personId!))
		.$if(email !== undefined, (query) => query.where('recipientEmail', '=', email!))
		.returning('id')
		.execute();
	await hashLinks(
		db,
		withdrawn.map(({ id }) => id)
	);
	return withdrawn.length;
}

/** A whole batch, some mails of the outbox by their ids, or what some batches held at a time (`until`, inclusive). */
export type Selection = { batch: string } | { ids: readonly string[] } | { batches: readonly string[]; until: Instant };

/**
 * Lets held mails go: from `at` on (now, when it is not given) the delivery may take them.
 * Refuses `notAllowed`, `past`, and `empty` when nothing is held any longer.
 */
export async function release(db: Db, actor: Actor, which: Selection, now: Instant, at: Instant = now) {
	if (at < now) return refuse('past');
	const change = { state: 'queued', nextAttemptAt: at, releasedAt: now, releasedBy: actor.id } as const;
	return transition(db, actor, which, { from: isReleasable, change, verb: 'mail.release', none: 'empty' }, now);
}

/** Takes a release back for the mails that have not begun to leave. Refuses `notAllowed`, and `closed` when it is too late. */
export function undoRelease(db: Db, actor: Actor, which: Selection, now: Instant) {
	const change = { state: 'held', nextAttemptAt: null, releasedAt: null, releasedBy: null } as const;
	return transition(db, actor, which, { from: isUndoable, change, verb: 'mail.undoRelease', none: 'closed' }, now);
}

/** Keeps mails that have not left from leaving. Refuses `notAllowed`, and `closed` when all have left. */
export function cancel(db: Db, actor: Actor, which: Selection, now: Instant) {
	const change = { state: 'cancelled', nextAttemptAt: null } as const;
	return transition(db, actor, which, { from: isCancellable, change, verb: 'mail.cancel', none: 'closed', relink: hashLinks }, now);
}

/**
 * Tries mails anew that were given up, with all attempts before them and links of their own; not those to an address that a mail has come
 * back from. Refuses `notAllowed`, `emptyFailed` when none has failed and `closedBounced` when all that have are to such addresses.
 */
export async function retry(db: Db, actor: Actor, which: Selection, now: Instant) {
	const dead = [...(await bouncedAddresses(db, actor.municipalityId))];
	const change = { state: 'queued', nextAttemptAt: now, attempts: 0 } as const;
	const way = { from: isRetriable, change, verb: 'mail.retry', none: 'emptyFailed', relink: renewLinks } as const;
	const tried = await transition(db, actor, which, { ...way, without: dead }, now);
	if (tried.ok || tried.reason !== 'emptyFailed') return tried;
	const failed = await db
		.selectFrom('mail')
		.select('id')
		.where('municipalityId', '=', actor.municipalityId)
		.where('state', 'in', statesWhere(isRetriable))
		.where(selected(which))
		.executeTakeFirst();
	return failed ? refuse('closedBounced') : tried;
}

type Transition<Reason extends string> = {
	from: (state: MailState) => boolean;
	change: Partial<MailTables['mail']>;
	/** The audit entry's. */
	verb: Parameters<typeof record>[2];
	/** The refusal when no mail is in such a state. */
	none: Reason;
	/** What becomes of the links in the mails that were moved. */
	relink?: (trx: Db, ids: readonly string[]) => Promise<void>;
	/** Addresses whose mails stay as they are. */
	without?: readonly string[];
};

/** One UPDATE that asks for the state it changes: of two who press the button at once, one moves the mails and the other none. */
async function transition<Reason extends string>(
	db: Db,
	actor: Actor,
	which: Selection,
	{ from, change, verb, none, relink, without = [] }: Transition<Reason>,
	now: Instant
) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const moved = await trx
			.updateTable('mail')
			.set(change)
			.where('municipalityId', '=', actor.municipalityId)
			.where('state', 'in', statesWhere(from))
			.where(selected(which))
			.$if(without.length > 0, (query) => query.where('recipientEmail', 'not in', without))
			.returning(['id', 'batch'])
			.execute();
		if (moved.length === 0) return refuse(none);
		await relink?.(
			trx,
			moved.map(({ id }) => id)
		);
		for (const batch of new Set(moved.map((mail) => mail.batch))) {
			const ids = moved.filter((mail) => mail.batch === batch).map((mail) => mail.id);
			await record(trx, actor, verb, { kind: 'mail', id: batch, detail: { count: ids.length, ...('ids' in which && { ids }) } }, now);
		}
		return { ok: true as const, count: moved.length };
	});
}

/** The mails of a selection. */
function selected(which: Selection) {
	return (mail: ExpressionBuilder<Database, 'mail'>) => {
		if ('batch' in which) return mail('batch', '=', which.batch);
		if ('ids' in which) return mail('id', 'in', which.ids.length > 0 ? which.ids : ['']);
		return mail.and([mail('batch', 'in', which.batches.length > 0 ? which.batches : ['']), mail('createdAt', '<=', which.until)]);
	};
}

const states: readonly MailState[] = ['held', 'queued', 'sending', 'sent', 'awaitingRetry', 'failed', 'bounced', 'cancelled'];

function statesWhere(is: (state: MailState) => boolean): MailState[] {
	return states.filter(is);
}
