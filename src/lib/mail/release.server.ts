import type { MailTables } from '#db/schema/mail.ts';
import { shortened } from '#lib/text/shortened.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor, Locale } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { fitsHeader } from './address.ts';
import { openingOf, paragraphs, reworded, type Wording } from './letter.ts';
import { maxMailBytes, mayRelease } from './model.ts';
import { enqueue } from './outbox.server.ts';
import { oneMail, type Mail } from './queries.server.ts';

/** Since when, and by whom, a municipality's outbox stands still; undefined when it does not. */
export async function pauseOf(db: Db, municipalityId: string): Promise<{ pausedAt: Instant; pausedBy: string } | undefined> {
	return db.selectFrom('mailPause').select(['pausedAt', 'pausedBy']).where('municipalityId', '=', municipalityId).executeTakeFirst();
}

/**
 * Stops everything that is released but has not left, until it is resumed; the mail that is being sent at this moment still goes.
 * Nothing loses its place or an attempt. Refuses `notAllowed` and `duplicate`.
 */
export async function pause(db: Db, actor: Actor, now: Instant) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const set = await trx
			.insertInto('mailPause')
			.values({ municipalityId, pausedAt: now, pausedBy: actor.id })
			.onConflict((conflict) => conflict.doNothing())
			.returning('pausedAt')
			.executeTakeFirst();
		if (!set) return refuse('duplicate');
		await record(trx, actor, 'mail.pause', { kind: 'outbox', id: municipalityId }, now);
		return { ok: true as const };
	});
}

/** Lets the outbox go on. Refuses `notAllowed` and `conflict`. */
export async function resume(db: Db, actor: Actor, now: Instant) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gone = await trx.deleteFrom('mailPause').where('municipalityId', '=', municipalityId).returning('pausedAt').executeTakeFirst();
		if (!gone) return refuse('conflict');
		await record(trx, actor, 'mail.resume', { kind: 'outbox', id: municipalityId }, now);
		return { ok: true as const };
	});
}

/**
 * Sends one mail of the outbox to whoever asks, as a copy that says so and whose links lead to the front page only: the links are the
 * recipient's own. Each time it is asked for is a copy of its own. Refuses `notAllowed`, `notFound`, and why the address can't be written
 * to.
 */
export async function sendTrial(db: Db, actor: Actor, mailId: string, to: { email: string; origin: string }, now: Instant) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const mail = await oneMail(trx, municipalityId, mailId);
		if (!mail) return refuse('notFound');
		const { count } = await trx
			.selectFrom('mail')
			.select((select) => select.fn.countAll<number>().as('count'))
			.where('municipalityId', '=', municipalityId)
			.where('kind', '=', 'trial')
			.where('documentId', '=', mailId)
			.executeTakeFirstOrThrow();
		const copy = {
			recipient: { personId: actor.id, name: actor.name, email: to.email },
			locale: mail.locale,
			subject: shortened(m.mail_trial_subject({ subject: mail.subject }, { locale: mail.locale }), 250),
			text: mail.text.replace(/https?:\/\/\S+/g, to.origin),
			html: mail.html.replace(/href="[^"]*"/g, `href="${to.origin}"`),
			askedFor: true as const
		};
		const { refused } = await enqueue(
			trx,
			municipalityId,
			{ kind: 'trial', id: mailId, version: Number(count) + 1, title: mail.title },
			[copy],
			now
		);
		if (refused[0]) return refuse(refused[0].reason);
		await record(trx, actor, 'mail.trial', { kind: 'mail', id: mailId }, now);
		return { ok: true as const, sentTo: to.email };
	});
}

/**
 * Reads a returned mail (RFC 3464, pasted whole) and marks the mail it is about as bounced, with the reason it gives. What was sent is
 * found by the Message-ID, which only the mail's own recipient and their servers have seen. Refuses `notAllowed`, `invalid` (the server
 * is still trying) and `missing` (no mail of ours, or one that is marked already).
 */
export async function matchBounce(db: Db, actor: Actor, returned: string, now: Instant) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	const text = returned.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ');
	// Spaces within a line only: over lines, each would be tried from each of them.
	const field = (name: string) => new RegExp(`^>?[ \\t]*${name}:[ \\t]*(\\S.*)$`, 'im').exec(text)?.[1]?.trim();
	if (field('Action')?.toLowerCase() === 'delayed') return refuse('invalid');
	const ids = [...new Set([...text.matchAll(/<[^<>\s@]{1,120}@[^<>\s@]{1,250}>/g)].map(([id]) => id))].slice(0, 500);
	if (ids.length === 0) return refuse('missing');
	const why = (field('Diagnostic-Code')?.replace(/^\w+;\s*/, '') ?? field('Status') ?? '').slice(0, 300);
	return command(db, async (trx) => {
		const bounced = await trx
			.updateTable('mail')
			.set({ state: 'bounced', lastError: why || null })
			.where('municipalityId', '=', actor.municipalityId)
			.where('messageId', 'in', ids)
			.where('state', '=', 'sent')
			.returning(['id', 'recipientName'])
			.execute();
		if (bounced.length === 0) return refuse('missing');
		for (const { id } of bounced) await record(trx, actor, 'mail.bounce', { kind: 'mail', id, detail: { why } }, now);
		return { ok: true as const, recipients: bounced.map((mail) => mail.recipientName) };
	});
}

/** What the mails of a batch that have not begun to leave say in one language, and which person changed it. */
export type BatchWords = Wording & { locale: Locale; count: number; edited: { by: string; at: Instant } | null };

/**
 * The subject and covering words of a batch by language, of those that can still be changed: what all the mails have in common in the
 * paragraphs they begin with, behind one that may be each reader's own.
 */
export async function batchWords(db: Db, municipalityId: string, batch: string): Promise<BatchWords[]> {
	const mails = await changeable(db, municipalityId, batch);
	const edits = await db
		.selectFrom('mailEdit')
		.select(['locale', 'subject', 'words', 'editedAt', 'editedBy'])
		.where('municipalityId', '=', municipalityId)
		.where('batch', '=', batch)
		.execute();
	return [...Map.groupBy(mails, ({ locale }) => locale)].map(([locale, own]) => {
		const edit = edits.find((one) => one.locale === locale);
		const wording = edit ?? common(own);
		const edited = edit ? { by: edit.editedBy, at: edit.editedAt } : null;
		return { locale, count: own.length, subject: wording.subject, words: wording.words, edited };
	});
}

function changeable(db: Db, municipalityId: string, batch: string) {
	return db
		.selectFrom('mail')
		.select(['id', 'kind', 'locale', 'subject', 'text', 'html', 'calendar'])
		.where('municipalityId', '=', municipalityId)
		.where('batch', '=', batch)
		.where('state', 'in', ['held', 'queued'])
		.orderBy('locale', 'desc')
		.orderBy('id')
		.execute();
}

function common(mails: readonly Pick<Mail, 'subject' | 'html'>[]): Wording {
	const openings = mails.map((mail) => openingOf(mail) ?? []);
	const [first = []] = openings;
	const same = (at: number) => openings.every((opening) => opening[at] === first[at]);
	const from = first.length > 0 && same(0) ? 0 : 1;
	const end = first.findIndex((_, at) => at >= from && !same(at));
	const words = first.slice(from, end < 0 ? first.length : end).join('\n\n');
	return { subject: mails.every(({ subject }) => subject === mails[0]?.subject) ? (mails[0]?.subject ?? null) : null, words };
}

/**
 * Changes subject and covering words of a batch in one language, in all mails that have not begun to leave and in those that join it. What
 * they said first is kept, with who changed it. Refuses `notAllowed`, `closed` (none is left), `missingSubject`, `invalidSubject` and
 * `tooLong` (no mail program takes it).
 */
export async function editBatch(
	db: Db,
	actor: Actor,
	{ batch, locale, ...asked }: { batch: string; locale: Locale; subject: string | null; words: string },
	now: Instant
) {
	return reword(db, actor, { batch, locale }, () => asked, now);
}

/** Puts back what a batch said before anybody changed it. Refuses `notAllowed`, `closed` and `conflict` (nobody has changed it). */
export async function resetBatch(db: Db, actor: Actor, which: { batch: string; locale: Locale }, now: Instant) {
	return reword(db, actor, which, (edit) => edit && { subject: edit.defaultSubject, words: edit.defaultWords, isReset: true }, now);
}

type Edit = MailTables['mailEdit'];
type Asked = Wording & { isReset?: boolean };

async function reword(
	db: Db,
	actor: Actor,
	{ batch, locale }: { batch: string; locale: Locale },
	wordingFrom: (edit: Edit | undefined) => Asked | undefined,
	now: Instant
) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const mails = (await changeable(trx, municipalityId, batch)).filter((mail) => mail.locale === locale);
		if (mails.length === 0) return refuse('closed');
		const own = { municipalityId, batch, locale };
		const edit = await trx
			.selectFrom('mailEdit')
			.selectAll()
			.where((of) => of.and(own))
			.executeTakeFirst();
		const before = common(mails);
		const standing = edit ?? before;
		const asked = wordingFrom(edit);
		if (!asked) return refuse('conflict');
		const to = { subject: standing.subject === null ? null : (asked.subject ?? '').trim(), words: paragraphs(asked.words).join('\n\n') };
		if (to.subject === '') return refuse('missingSubject');
		if (to.subject !== null && !fitsHeader(to.subject)) return refuse('invalidSubject');
		for (const { id, ...mail } of mails) {
			const { subject, text, html } = reworded(mail, standing, to);
			if (Buffer.byteLength(text) + Buffer.byteLength(html) + Buffer.byteLength(mail.calendar ?? '') > maxMailBytes)
				return refuse('tooLong');
			await trx.updateTable('mail').set({ subject, text, html }).where('id', '=', id).where('state', 'in', ['held', 'queued']).execute();
		}
		await trx
			.deleteFrom('mailEdit')
			.where((of) => of.and(own))
			.execute();
		const first = edit ?? { defaultSubject: before.subject, defaultWords: before.words };
		const { defaultSubject, defaultWords } = first;
		if (!asked.isReset)
			await trx
				.insertInto('mailEdit')
				.values({ ...own, ...to, kind: mails[0]!.kind, defaultSubject, defaultWords, editedBy: actor.id, editedAt: now })
				.execute();
		const detail = { locale, count: mails.length };
		await record(trx, actor, asked.isReset ? 'mail.resetWords' : 'mail.editWords', { kind: 'mail', id: batch, detail }, now);
		return { ok: true as const, count: mails.length };
	});
}
