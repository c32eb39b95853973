import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise } from '../model.ts';
import { earliestLastDay, isPublicOpen } from './model.ts';

/**
 * Opens a round of a hearing to everybody, on the draft as that round has it. Refuses `notAllowed`, `notFound`, `closed` (the round is
 * over), `duplicate`, `invalidDate`, `past`, and `invalidPeriod` with the `earliest` last day where the law asks for six weeks.
 */
export async function openPublicHearing(db: Db, actor: Actor, hearingId: string, deadline: CivilDate, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(deadline)) return refuse('invalidDate');
	if (deadline < civilDate(now)) return refuse('past');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const round = await trx
			.selectFrom('hearing')
			.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
			.leftJoin('publicHearing', 'publicHearing.hearingId', 'hearing.id')
			.select(['hearing.closedAt', 'planVersion.adoptedAt', 'planVersion.legalStatus', 'publicHearing.hearingId as isPublic'])
			.where('hearing.municipalityId', '=', municipalityId)
			.where('hearing.id', '=', hearingId)
			.executeTakeFirst();
		if (!round) return refuse('notFound');
		if (round.closedAt !== null || round.adoptedAt !== null) return refuse('closed');
		if (round.isPublic !== null) return refuse('duplicate');
		const earliest = earliestLastDay(round.legalStatus, now);
		if (deadline < earliest) return refuse('invalidPeriod', { earliest });
		await trx.insertInto('publicHearing').values({ hearingId, municipalityId, deadline, openedAt: now, openedBy: actor.id }).execute();
		await record(trx, actor, 'hearing.openPublic', { kind: 'hearing', id: hearingId, detail: { to: deadline } }, now);
		return { ok: true as const };
	});
}

/**
 * Gives a public hearing a later last day, also after it has passed: what was announced is never made shorter. Refuses `notAllowed`,
 * `notFound`, `closed`, `invalidDate`, `past` and `invalidEarlier`.
 */
export async function prolongPublicHearing(db: Db, actor: Actor, hearingId: string, deadline: CivilDate, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(deadline)) return refuse('invalidDate');
	if (deadline < civilDate(now)) return refuse('past');
	return command(db, async (trx) => {
		const round = await trx
			.selectFrom('publicHearing')
			.innerJoin('hearing', 'hearing.id', 'publicHearing.hearingId')
			.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
			.select(['publicHearing.deadline', 'hearing.closedAt', 'planVersion.adoptedAt'])
			.where('publicHearing.municipalityId', '=', actor.municipalityId)
			.where('hearingId', '=', hearingId)
			.executeTakeFirst();
		if (!round) return refuse('notFound');
		if (!isPublicOpen({ ...round, deadline }, now)) return refuse('closed');
		if (deadline <= round.deadline) return refuse('invalidEarlier');
		await trx.updateTable('publicHearing').set({ deadline }).where('hearingId', '=', hearingId).execute();
		const detail = { from: round.deadline, to: deadline };
		await record(trx, actor, 'hearing.prolongPublic', { kind: 'hearing', id: hearingId, detail }, now);
		return { ok: true as const };
	});
}

/**
 * Somebody of the municipality has read a remark, and shows it on the public page, or holds it back there and tells its author why; it is
 * decided in either case, and this can be changed. Refuses `notAllowed`, `notFound`, `missingReason`.
 */
export async function reviewRemark(db: Db, actor: Actor, reviewed: { inputId: string; isShown: boolean; reason: string }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { inputId, isShown, reason } = reviewed;
	if (!isShown && reason === '') return refuse('missingReason');
	return command(db, async (trx) => {
		const { numUpdatedRows } = await trx
			.updateTable('publicRemark')
			.set({ reviewedAt: now, reviewedBy: actor.id, isShown: isShown ? 1 : 0, heldReason: isShown ? '' : reason })
			.where('municipalityId', '=', actor.municipalityId)
			.where('inputId', '=', inputId)
			.executeTakeFirstOrThrow();
		if (numUpdatedRows === 0n) return refuse('notFound');
		await record(trx, actor, 'remark.review', { kind: 'input', id: inputId, detail: { shown: isShown } }, now);
		return { ok: true as const };
	});
}
