import { refuse } from '#lib/result.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { requireGathering } from '#lib/gatherings/commands.server.ts';
import { mailFactsOf, readersOf, type PersonReader } from '#lib/gatherings/invitations/queries.server.ts';
import type { MailFacts } from '#lib/gatherings/invitations/mail.ts';
import { edition } from '#lib/gatherings/invitations/waitlist.server.ts';
import { hasNews, whyNotAnswer, type MailSettings } from '#lib/gatherings/model.ts';
import { recordPlanningTime } from '#lib/gatherings/planningTime.server.ts';
import { titleOf } from '#lib/gatherings/text.ts';
import { newId } from '#lib/ids.ts';
import { enqueue, withdraw, type NewMail } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { mayRun } from '../model.ts';
import { hostLetter, type HostLetter } from './mail.ts';
import { candidates, holdsTable, hostRequests, hostTables, isHost, settleHosts, type HostTable } from './queries.server.ts';

/** Who is asked for which table; null: whichever needs a host. */
export type Wanted = { personId: string; tableId: string | null };

/**
 * Asks people who are invited to be hosts: a letter each with a personal link, held in the outbox. Gives how many were `asked` and who is
 * `unreachable` (no address, or one that mails come back from: they are asked in person). Refuses `notAllowed`, `notFound`, `closed`,
 * `closedCancelled`, `missingDate`, `conflictNews` (those invited must first be told of the change), `empty` (nobody chosen), `duplicate`
 * (somebody twice), `invalidPerson` (not invited, declined or asked already) and `conflictTable` (gone, or somebody else is asked for it).
 */
export async function askHosts(db: Db, actor: Actor, gatheringId: string, wanted: readonly Wanted[], mail: MailSettings, now: Instant) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const open = await openGathering(trx, actor, gatheringId, now);
		if (!open.ok) return open;
		if (wanted.length === 0) return refuse('empty');
		if (new Set(wanted.map(({ personId }) => personId)).size < wanted.length) return refuse('duplicate');
		const people = await candidates(trx, municipalityId, gatheringId);
		if (!wanted.every(({ personId }) => people.some(({ id }) => id === personId))) return refuse('invalidPerson');
		const tables = await hostTables(trx, municipalityId, gatheringId);
		const held = (await hostRequests(trx, municipalityId, gatheringId)).filter(holdsTable);
		const asked = wanted.flatMap(({ tableId }) => tableId ?? []);
		const isFree = (id: string) =>
			tables.some((table) => table.id === id && table.hostId === null) && !held.some(({ cafeTableId }) => cafeTableId === id);
		if (new Set(asked).size < asked.length || !asked.every(isFree)) return refuse('conflictTable');
		const reached = wanted.filter(({ personId }) => people.find(({ id }) => id === personId)?.reach === 'yes');
		const readers = await readersOf(trx, municipalityId);
		for (const { personId, tableId } of reached) {
			const reader = readers.find(({ id }) => id === personId)!;
			await ask(trx, { municipalityId, facts: open.facts, table: tables.find(({ id }) => id === tableId) ?? null, reader }, mail, now);
		}
		if (reached.length > 0) {
			await settleHosts(trx, municipalityId, gatheringId, now);
			await recordPlanningTime(trx, municipalityId, gatheringId, now);
			await record(trx, actor, 'host.ask', { kind: 'gathering', id: gatheringId, detail: { asked: reached.length } }, now);
		}
		const unreachable = people.filter(({ id, reach }) => reach !== 'yes' && wanted.some(({ personId }) => personId === id));
		return { ok: true as const, asked: reached.length, unreachable: unreachable.map(({ id, name }) => ({ id, name })) };
	});
}

/** The gathering as long as hosts can be asked, with what letters say of it. Refuses as `askHosts`. */
async function openGathering(trx: Db, actor: Actor, gatheringId: string, now: Instant) {
	const gathering = await requireGathering(trx, actor, gatheringId);
	if (!gathering) return refuse('notFound');
	const refusal = whyNotAnswer(gathering, civilDate(now));
	if (refusal) return refuse(refusal);
	if (hasNews(gathering)) return refuse('conflictNews');
	const facts = await mailFactsOf(trx, actor.municipalityId, gatheringId);
	return facts ? { ok: true as const, facts } : refuse('missingDate');
}

type Asking = { municipalityId: string; facts: MailFacts; table: HostTable | null; reader: PersonReader };

/** A first letter to somebody, or the first since they were let off or said no: a row of their own, asked anew. */
async function ask(trx: Db, { municipalityId, facts, table, reader }: Asking, mail: MailSettings, now: Instant): Promise<void> {
	const before = await trx
		.selectFrom('hostRequest')
		.select(['id', 'letters'])
		.where('gatheringId', '=', facts.id)
		.where('personId', '=', reader.id)
		.executeTakeFirst();
	const letters = (before?.letters ?? 0) + 1;
	const { href, tokenHash } = newPersonalLink('host', mail.origin);
	const fresh = { reminderHash: null, answer: null, remindedAt: null, answeredAt: null, takenBackAt: null, arrivedAt: null };
	const row = { cafeTableId: table?.id ?? null, tokenHash, letters, askedAt: now, ...fresh };
	if (before) await trx.updateTable('hostRequest').set(row).where('id', '=', before.id).execute();
	else
		await trx
			.insertInto('hostRequest')
			.values({ id: newId(), municipalityId, gatheringId: facts.id, personId: reader.id, ...row })
			.execute();
	const document = { kind: 'hostRequest', id: facts.id, version: letters, title: titleOf(facts, 'nn') } as const;
	await enqueue(trx, municipalityId, document, [mailTo(reader, 'ask', facts, table, href)], now);
}

function mailTo(reader: PersonReader, what: HostLetter, facts: MailFacts, table: HostTable | null, link: string): NewMail {
	const { id: personId, name, email, locale } = reader;
	return { recipient: { personId, name, email: email ?? '' }, locale, ...hostLetter(what, { facts, reader, table, link }) };
}

/**
 * Lets somebody off who was asked, whatever they have answered, so that another can be: what has not left is taken back, and their link
 * says so. `hasLeft`: they have a letter and must be told. Refuses `notAllowed`, `notFound`, `closed`, `closedCancelled` and
 * `conflictRequest` (nobody is asked there any more).
 */
export async function letOff(db: Db, actor: Actor, gatheringId: string, requestId: string, now: Instant) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		const refusal = whyNotAnswer(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		const request = (await hostRequests(trx, municipalityId, gatheringId)).find(({ id }) => id === requestId);
		if (!request) return refuse('conflictRequest');
		const { personId, name } = request;
		const hasLeft = (await letters(trx, municipalityId, gatheringId, ['sending', 'sent'])).has(personId);
		for (const kind of ['hostRequest', 'hostReminder'] as const) await withdraw(trx, municipalityId, { kind, id: gatheringId, personId });
		await trx.updateTable('hostRequest').set({ takenBackAt: now }).where('id', '=', requestId).execute();
		await settleHosts(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'host.letOff', { kind: 'person', id: personId, detail: { gatheringId } }, now);
		return { ok: true as const, name, hasLeft };
	});
}

/**
 * Writes to all hosts before the day, at most once a day each: who has not answered is asked once more, who said yes is told which table
 * and question is theirs. Only those whose first letter has left. Refuses `notAllowed`, `notFound`, `closed`, `closedCancelled`,
 * `missingDate`, `conflictNews` and `emptyHosts` (nobody to write to today).
 */
export async function remindHosts(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const open = await openGathering(trx, actor, gatheringId, now);
		if (!open.ok) return open;
		const due = await remindable(trx, municipalityId, gatheringId, now);
		const readers = await readersOf(trx, municipalityId);
		const tables = await hostTables(trx, municipalityId, gatheringId);
		const mails: NewMail[] = [];
		for (const request of due) {
			const reader = readers.find(({ id }) => id === request.personId);
			if (!reader?.email) continue;
			const { href, tokenHash } = newPersonalLink('host', mail.origin);
			const table = tables.find(({ id }) => id === request.cafeTableId) ?? null;
			mails.push(mailTo(reader, request.answer === 'yes' ? 'ready' : 'again', open.facts, table, href));
			await trx.updateTable('hostRequest').set({ reminderHash: tokenHash, remindedAt: now }).where('id', '=', request.id).execute();
		}
		if (mails.length === 0) return refuse('emptyHosts');
		const document = { kind: 'hostReminder', id: gatheringId, version: edition(now), title: titleOf(open.facts, 'nn') } as const;
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await record(trx, actor, 'host.remind', { kind: 'gathering', id: gatheringId, detail: { reminded: enqueued } }, now);
		return { ok: true as const, reminded: enqueued };
	});
}

/** Whom a reminder goes to now: who is asked and whose letter has left, and who was not written to today. */
export async function remindable(db: Db, municipalityId: string, gatheringId: string, now: Instant) {
	const left = await letters(db, municipalityId, gatheringId, ['sending', 'sent']);
	return (await hostRequests(db, municipalityId, gatheringId)).filter(
		(one) =>
			holdsTable(one) &&
			left.has(one.personId) &&
			(isHost(one) || civilDate(one.askedAt) < civilDate(now)) &&
			(one.remindedAt === null || civilDate(one.remindedAt) < civilDate(now))
	);
}

/** Those whose newest letter that asks them is in one of these states. */
async function letters(db: Db, municipalityId: string, gatheringId: string, states: ('sending' | 'sent' | 'cancelled')[]) {
	const rows = await db
		.selectFrom('mail')
		.innerJoin('hostRequest', (join) =>
			join
				.onRef('hostRequest.gatheringId', '=', 'mail.documentId')
				.onRef('hostRequest.personId', '=', 'mail.recipientPersonId')
				.onRef('hostRequest.letters', '=', 'mail.documentVersion')
		)
		.select('hostRequest.personId')
		.where('mail.municipalityId', '=', municipalityId)
		.where('mail.kind', '=', 'hostRequest')
		.where('mail.documentId', '=', gatheringId)
		.where('mail.state', 'in', states)
		.execute();
	return new Set(rows.map(({ personId }) => personId));
}

/**
 * The gathering has been moved, and what had not left was taken back: whoever never got the letter that asks them gets one that says what
 * holds now. Part of the command that tells the others (`sendUpdates`).
 */
export async function askHostsAnew(trx: Db, municipalityId: string, facts: MailFacts, mail: MailSettings, now: Instant): Promise<void> {
	const unsent = await letters(trx, municipalityId, facts.id, ['cancelled']);
	const readers = await readersOf(trx, municipalityId);
	const tables = await hostTables(trx, municipalityId, facts.id);
	for (const request of await hostRequests(trx, municipalityId, facts.id)) {
		const reader = readers.find(({ id }) => id === request.personId);
		if (request.answer !== null || !reader?.email || !unsent.has(request.personId)) continue;
		const table = tables.find(({ id }) => id === request.cafeTableId) ?? null;
		await ask(trx, { municipalityId, facts, table, reader }, mail, now);
	}
}
