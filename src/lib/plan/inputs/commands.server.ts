import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { holdOpenRevision } from '../document/draft.server.ts';
import { attachRemark, type Suggestion } from './remarks.server.ts';
import { elementsBehind, takeTablecloths } from './tableNotes.server.ts';
import { mayRevise, type DecisionOutcome, type TypedOrigin } from '../model.ts';

type Refused<R extends string> = { ok: false; reason: R };

/**
 * Takes the forum's points (those not merged into another) into the open revision's queue, with the gathering as origin, and what tables
 * said about the plan that lay on them, on the elements it was said about. A point that was taken
 * in before, in this revision or an earlier one, is not taken again: saying it twice adds nothing. `added` counts, `firstId` is the first of them.
 * Refuses `notAllowed`, `noOpenRevision`, `notFound` (no such gathering), `noPoints` (nothing is harvested yet).
 */
export async function takeHarvest(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true; added: number; firstId: string | null } | Refused<'notAllowed' | 'noOpenRevision' | 'notFound' | 'noPoints'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return { ok: false, reason: 'noOpenRevision' };
		const gathering = await trx
			.selectFrom('gathering')
			.select('theme')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', gatheringId)
			.executeTakeFirst();
		if (!gathering) return { ok: false, reason: 'notFound' };
		const points = await trx
			.selectFrom('forumPoint')
			.leftJoin('planInput', (join) =>
				join
					.onRef('planInput.originId', '=', 'forumPoint.id')
					.on('planInput.origin', '=', 'harvest')
					.on('planInput.planId', '=', draft.planId)
			)
			.select(['forumPoint.id', 'forumPoint.text', 'planInput.id as inputId'])
			.where('forumPoint.municipalityId', '=', municipalityId)
			.where('forumPoint.gatheringId', '=', gatheringId)
			.where('forumPoint.mergedIntoId', 'is', null)
			.orderBy('forumPoint.position')
			.execute();
		const cloths = await takeTablecloths(trx, municipalityId, { id: gatheringId, theme: gathering.theme }, draft, now);
		if (points.length + cloths.length === 0) return { ok: false, reason: 'noPoints' };
		const fresh = points.filter((point) => point.inputId === null);
		const ids = fresh.map(({ id }) => id);
		const about = await elementsBehind(trx, municipalityId, gatheringId, draft, ids);
		let firstId: string | null = null;
		for (const point of fresh) {
			const inputId = newId();
			firstId ??= inputId;
			await trx
				.insertInto('planInput')
				.values({
					id: inputId,
					municipalityId,
					planId: draft.planId,
					versionId: draft.id,
					text: point.text,
					origin: 'harvest',
					originId: point.id,
					originLabel: gathering.theme,
					elementId: about.get(point.id) ?? null,
					createdAt: now,
					withdrawnAt: null,
					sameAsId: null
				})
				.execute();
			await link(trx, municipalityId, { from: { kind: 'forumPoint', id: point.id }, to: { kind: 'input', id: inputId } }, now);
		}
		const added = fresh.length + cloths.length;
		if (added > 0)
			await record(trx, actor, 'takeHarvest', { kind: 'gathering', id: gatheringId, detail: { version: draft.number, added } }, now);
		return { ok: true, added, firstId: firstId ?? cloths[0] ?? null };
	});
}

/** Something asked in a hearing, by mail or on paper, typed in, perhaps with wording it suggests for the element. Refuses `notAllowed`, `noOpenRevision`, `noText`, `unknownElement`. */
export async function addInput(
	db: Db,
	actor: Actor,
	added: { text: string; origin: TypedOrigin; originLabel: string; elementId: string | null; suggestion?: Suggestion | null },
	now: Instant
): Promise<{ ok: true; inputId: string } | Refused<'notAllowed' | 'noOpenRevision' | 'noText' | 'unknownElement'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	if (added.text === '') return { ok: false, reason: 'noText' };
	const { municipalityId } = actor;
	const { suggestion, ...input } = added;
	return inTransaction(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return { ok: false, reason: 'noOpenRevision' };
		if (added.elementId !== null && !(await stands(trx, draft.id, added.elementId))) return { ok: false, reason: 'unknownElement' };
		const inputId = newId();
		await trx
			.insertInto('planInput')
			.values({
				id: inputId,
				municipalityId,
				planId: draft.planId,
				versionId: draft.id,
				...input,
				originId: null,
				createdAt: now,
				withdrawnAt: null,
				sameAsId: null
			})
			.execute();
		await attachRemark(trx, draft, { inputId, bodyId: null, elementId: input.elementId, suggested: suggestion ?? null });
		await record(trx, actor, 'addInput', { kind: 'input', id: inputId, detail: { version: draft.number, origin: added.origin } }, now);
		return { ok: true, inputId };
	});
}

/** Says which element an undecided input is about, null for none. Refuses `notAllowed`, `notFound`, `noOpenRevision`, `withdrawn`, `alreadyDecided`, `unknownElement`. */
export async function assignInput(
	db: Db,
	actor: Actor,
	inputId: string,
	elementId: string | null,
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | InputRefusal | 'alreadyDecided' | 'unknownElement'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const held = await holdInput(trx, actor.municipalityId, inputId);
		if (!held.ok) return held;
		if (held.outcome !== null) return { ok: false, reason: 'alreadyDecided' };
		if (elementId !== null && !(await stands(trx, held.versionId, elementId))) return { ok: false, reason: 'unknownElement' };
		await trx.updateTable('planInput').set({ elementId }).where('id', '=', inputId).execute();
		await record(trx, actor, 'assignInput', { kind: 'input', id: inputId, detail: { elementId } }, now);
		return { ok: true };
	});
}

/** Takes an undecided input off the queue, for instance one typed in twice. Refuses `notAllowed`, `notFound`, `noOpenRevision`, `withdrawn`, `alreadyDecided`. */
export async function withdrawInput(
	db: Db,
	actor: Actor,
	inputId: string,
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | InputRefusal | 'alreadyDecided'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const held = await holdInput(trx, actor.municipalityId, inputId);
		if (!held.ok) return held;
		if (held.outcome !== null) return { ok: false, reason: 'alreadyDecided' };
		await trx.updateTable('planInput').set({ withdrawnAt: now }).where('id', '=', inputId).execute();
		await record(trx, actor, 'withdrawInput', { kind: 'input', id: inputId }, now);
		return { ok: true };
	});
}

/** Puts what was decided "later" in `from` back into the queue of the revision `to`, with the thread from the one input to the other. */
export async function carryLater(
	trx: Db,
	municipalityId: string,
	from: { versionId: string },
	to: { versionId: string },
	now: Instant
): Promise<number> {
	const later = await trx
		.selectFrom('planInput')
		.innerJoin('decision', 'decision.inputId', 'planInput.id')
		.selectAll('planInput')
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.versionId', '=', from.versionId)
		.where('decision.outcome', '=', 'later')
		.orderBy('planInput.createdAt')
		.execute();
	for (const input of later) {
		const id = newId();
		const elementId = input.elementId !== null && (await stands(trx, to.versionId, input.elementId)) ? input.elementId : null;
		await trx
			.insertInto('planInput')
			.values({ ...input, id, versionId: to.versionId, elementId, createdAt: now, sameAsId: null })
			.execute();
		await link(trx, municipalityId, { from: { kind: 'input', id: input.id }, to: { kind: 'input', id } }, now);
	}
	return later.length;
}

export type InputRefusal = 'notFound' | 'noOpenRevision' | 'withdrawn';

/** An input that can still be changed: of the open revision (held until the transaction ends), not withdrawn. */
export async function holdInput(
	trx: Db,
	municipalityId: string,
	inputId: string
): Promise<{ ok: true; versionId: string; outcome: DecisionOutcome | null } | Refused<InputRefusal>> {
	const draft = await holdOpenRevision(trx, municipalityId);
	const input = await trx
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.versionId', 'planInput.withdrawnAt', 'decision.outcome'])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.id', '=', inputId)
		.executeTakeFirst();
	if (!input) return { ok: false, reason: 'notFound' };
	if (input.versionId !== draft?.id) return { ok: false, reason: 'noOpenRevision' };
	if (input.withdrawnAt !== null) return { ok: false, reason: 'withdrawn' };
	return { ok: true, versionId: draft.id, outcome: input.outcome };
}

export async function stands(db: Db, versionId: string, elementId: string): Promise<boolean> {
	const row = await db
		.selectFrom('elementText')
		.select('elementId')
		.where('versionId', '=', versionId)
		.where('elementId', '=', elementId)
		.where('removedAt', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}
