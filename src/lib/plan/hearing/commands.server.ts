import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { nameKey } from '#lib/text/names.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import type { Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { askBodies, releasedIn, writeReminders } from './letters.server.ts';
import { isHeard, isSameBody, remindsOn, type NewBody } from './model.ts';
import { mayRevise } from '../model.ts';
import { elementsOf, holdOpenRevision } from '../document/versions.server.ts';

/**
 * Opens a hearing round on the current draft: stores the draft's content with its hash and queues a mail to each address, with a
 * personal link for each body. Refuses `notAllowed`, `closedRevision`, `invalidDate`, `past`, `empty`, `invalidAddress` (with the
 * `email`), `duplicateBody` (with the `name` that stands twice with one address), `duplicate` and `emptyPlan`.
 */
export async function openHearing(
	db: Db,
	actor: Actor,
	opened: { deadline: CivilDate; bodies: readonly NewBody[]; words?: string; caseNumber?: string | null },
	origin: string,
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(opened.deadline)) return refuse('invalidDate');
	if (opened.deadline < civilDate(now)) return refuse('past');
	const wrong = opened.bodies.find((body) => !mailAddress(body.email));
	if (wrong) return refuse('invalidAddress', { email: wrong.email });
	const bodies = opened.bodies.map((body) => ({ ...body, email: mailAddress(body.email)! }));
	if (bodies.length === 0) return refuse('empty');
	const twice = bodies.find((body, at) => bodies.some((other, before) => before < at && isSameBody(body, other)));
	if (twice) return refuse('duplicateBody', { name: twice.name });
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		const rounds = await trx.selectFrom('hearing').select(['round', 'closedAt']).where('versionId', '=', draft.id).execute();
		if (rounds.some((round) => round.closedAt === null)) return refuse('duplicate');
		const elements = await elementsOf(trx, draft.id);
		if (elements.length === 0) return refuse('emptyPlan');
		const content = canonicalJson(elements);
		const said = { deadline: opened.deadline, words: opened.words ?? '', caseNumber: opened.caseNumber ?? null };
		const round = { id: newId(), ...said };
		await trx
			.insertInto('hearing')
			.values({
				...round,
				municipalityId,
				versionId: draft.id,
				round: rounds.length + 1,
				content,
				contentHash: contentHash(content),
				letters: 1,
				reminders: 0,
				openedAt: now,
				openedBy: actor.id,
				closedAt: null
			})
			.execute();
		const made = await insertBodies(trx, municipalityId, round.id, bodies);
		const queued = await askBodies(trx, { municipalityId, origin, now }, round, { news: 'asked', version: 1 }, made);
		const detail = { round: rounds.length + 1, bodies: made.length };
		await record(trx, actor, 'hearing.open', { kind: 'hearing', id: round.id, detail }, now);
		return { ok: true as const, hearingId: round.id, queued };
	});
}

async function insertBodies(trx: Db, municipalityId: string, hearingId: string, bodies: readonly NewBody[]) {
	const known = await units(trx, municipalityId);
	const unitOf = ({ kind, name }: NewBody) =>
		kind === 'unit'
			? (known.find(({ nameNn, nameNb }) => [nameNn, nameNb].some((one) => nameKey(one) === nameKey(name)))?.id ?? null)
			: null;
	const made = bodies.map((body) => ({ id: newId(), ...body, unitId: unitOf(body) }));
	await trx
		.insertInto('hearingBody')
		.values(made.map((body) => ({ ...body, municipalityId, hearingId, answeredAt: null, noRemarksAt: null })))
		.execute();
	return made;
}

/** A round that can still be changed, with what its letters say. Refuses `notFound` and `closed`; `past`: its last day may have been. */
export async function openRound(trx: Db, municipalityId: string, hearingId: string, now: Instant, may: { past: boolean }) {
	const round = await trx
		.selectFrom('hearing')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.select(['hearing.id', 'deadline', 'words', 'hearing.caseNumber', 'letters', 'reminders', 'openedAt', 'closedAt', 'adoptedAt'])
		.where('hearing.municipalityId', '=', municipalityId)
		.where('hearing.id', '=', hearingId)
		.executeTakeFirst();
	if (!round) return refuse('notFound');
	if (may.past ? round.closedAt !== null || round.adoptedAt !== null : !isHeard(round, now)) return refuse('closed');
	return { ok: true as const, round };
}

/**
 * One body more in an open round, asked by a letter in the outbox. Refuses `notAllowed`, `notFound`, `closed`, `invalidAddress` (with the
 * `email`) and `duplicateBody` (with the `name`).
 */
export async function addBody(db: Db, actor: Actor, hearingId: string, added: NewBody, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const email = mailAddress(added.email);
	if (!email) return refuse('invalidAddress', { email: added.email });
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const open = await openRound(trx, municipalityId, hearingId, now, { past: false });
		if (!open.ok) return open;
		const body = { ...added, email };
		const others = await trx.selectFrom('hearingBody').select(['name', 'email']).where('hearingId', '=', hearingId).execute();
		if (others.some((other) => isSameBody(body, other))) return refuse('duplicateBody', { name: added.name });
		const made = await insertBodies(trx, municipalityId, hearingId, [body]);
		const version = await nextLetter(trx, hearingId);
		const queued = await askBodies(trx, { municipalityId, origin, now }, open.round, { news: 'asked', version }, made);
		await record(trx, actor, 'hearing.addBody', { kind: 'hearing', id: hearingId }, now);
		return { ok: true as const, queued };
	});
}

/**
 * Gives a round another last day, also after it has passed, and tells all its bodies in the outbox. Refuses `notAllowed`, `notFound`,
 * `closed`, `invalidDate`, `past`, and `duplicateDay` when it is that day already.
 */
export async function moveDeadline(db: Db, actor: Actor, hearingId: string, deadline: CivilDate, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(deadline)) return refuse('invalidDate');
	if (deadline < civilDate(now)) return refuse('past');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const open = await openRound(trx, municipalityId, hearingId, now, { past: true });
		if (!open.ok) return open;
		if (open.round.deadline === deadline) return refuse('duplicateDay');
		await trx.updateTable('hearing').set({ deadline }).where('id', '=', hearingId).execute();
		const bodies = await trx.selectFrom('hearingBody').select(['id', 'name', 'email']).where('hearingId', '=', hearingId).execute();
		const version = await nextLetter(trx, hearingId);
		const queued = await askBodies(trx, { municipalityId, origin, now }, { ...open.round, deadline }, { news: 'moved', version }, bodies);
		await record(trx, actor, 'hearing.move', { kind: 'hearing', id: hearingId, detail: { from: open.round.deadline, to: deadline } }, now);
		return { ok: true as const, queued };
	});
}

/** The version of the next letter of a round that is no reminder. */
export async function nextLetter(trx: Db, hearingId: string): Promise<number> {
	const { letters } = await trx
		.updateTable('hearing')
		.set((hearing) => ({ letters: hearing('letters', '+', 1) }))
		.where('id', '=', hearingId)
		.returning('letters')
		.executeTakeFirstOrThrow();
	return letters;
}

/**
 * Puts a reminder in the outbox to each body that has not answered. Refuses `notAllowed`, `notFound`, `closed`, and `emptyReminder`
 * when all have.
 */
export async function remindBodies(db: Db, actor: Actor, hearingId: string, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const open = await openRound(trx, municipalityId, hearingId, now, { past: false });
		if (!open.ok) return open;
		const queued = await remind(trx, municipalityId, open.round, {}, origin, now);
		if (queued === null) return refuse('emptyReminder');
		await record(trx, actor, 'hearing.remind', { kind: 'hearing', id: hearingId, detail: { queued } }, now);
		return { ok: true as const, queued };
	});
}

/** Writes to those that have not answered; null when all have. */
async function remind(
	trx: Db,
	municipalityId: string,
	round: { id: string; deadline: CivilDate; words: string; caseNumber: string | null },
	about: { releasedBy?: ReadonlyMap<string, string> },
	origin: string,
	now: Instant
): Promise<number | null> {
	const waiting = await trx
		.selectFrom('hearingBody')
		.select(['id', 'name', 'email'])
		.where('hearingId', '=', round.id)
		.where('answeredAt', 'is', null)
		.execute();
	if (waiting.length === 0) return null;
	const { version } = await trx
		.updateTable('hearing')
		.set((hearing) => ({ reminders: hearing('reminders', '+', 1) }))
		.where('id', '=', round.id)
		.returning('reminders as version')
		.executeTakeFirstOrThrow();
	return writeReminders(trx, { municipalityId, origin, now }, round, { ...about, version }, waiting);
}

/**
 * The hourly job for hearings: in its last week a round reminds once, by itself, those that have not answered. Where somebody let the first
 * letter to an address go, the reminder goes by that; else it waits in the outbox.
 */
export async function keepHearings(db: Db, { origin }: { origin: string }, now: Instant): Promise<void> {
	const today = civilDate(now);
	const rounds = await db
		.selectFrom('hearing')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.select(['hearing.id', 'hearing.municipalityId'])
		.where('closedAt', 'is', null)
		.where('adoptedAt', 'is', null)
		.where('reminders', '=', 0)
		.execute();
	for (const { id, municipalityId } of rounds) {
		await inTransaction(db, async (trx) => {
			const open = await openRound(trx, municipalityId, id, now, { past: false });
			const day = open.ok ? remindsOn(open.round) : null;
			if (!open.ok || day === null || today < day) return;
			const releasedBy = await releasedIn(trx, municipalityId, id);
			const queued = await remind(trx, municipalityId, open.round, { releasedBy }, origin, now);
			if (queued === null) return;
			const machine = { id: null, municipalityId, name: 'Samling' };
			await record(trx, machine, 'hearing.remind', { kind: 'hearing', id, detail: { queued } }, now);
		});
	}
}

/**
 * Ends a round before or after its deadline; its links then show what was answered. Refuses `notAllowed`, `notFound`, `closed`, and
 * `conflictPublic` with the last day while it is open to everybody: that was announced.
 */
export async function closeHearing(db: Db, actor: Actor, hearingId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const hearing = await trx
			.selectFrom('hearing')
			.leftJoin('publicHearing', 'publicHearing.hearingId', 'hearing.id')
			.select(['closedAt', 'publicHearing.deadline as publicUntil'])
			.where('hearing.municipalityId', '=', actor.municipalityId)
			.where('hearing.id', '=', hearingId)
			.executeTakeFirst();
		if (!hearing) return refuse('notFound');
		if (hearing.closedAt !== null) return refuse('closed');
		if (hearing.publicUntil !== null && hearing.publicUntil >= civilDate(now))
			return refuse('conflictPublic', { deadline: hearing.publicUntil });
		await trx.updateTable('hearing').set({ closedAt: now }).where('id', '=', hearingId).execute();
		await record(trx, actor, 'hearing.close', { kind: 'hearing', id: hearingId }, now);
		return { ok: true as const };
	});
}
