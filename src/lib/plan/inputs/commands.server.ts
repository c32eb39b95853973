import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { link } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { holdOpenRevision, stands } from '../document/versions.server.ts';
import type { Wording } from './amendment.ts';
import { attachRemark, readNow } from './remarks.server.ts';
import { elementsBehind, takeTableNotes } from './tableNotes.server.ts';
import { mayRevise } from '../model.ts';
import { mayTakeOff, type TypedOrigin } from './model.ts';
import { enqueueInput } from './queue.server.ts';

/**
 * Takes the forum's points (those not merged into another) into the open revision's queue, with the gathering as origin, and what
 * tables said about the plan that lay on them, on the elements it was said about. A point that was taken in before, in this
 * revision or an earlier one, is not taken again: saying it twice adds nothing. `added` counts, `firstId` is the first of them.
 * Refuses `notAllowed`, `closedRevision`, `notFound` (no such gathering), `empty` (nothing is harvested yet).
 */
export async function takeHarvest(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		const gathering = await trx
			.selectFrom('gathering')
			.select('theme')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', gatheringId)
			.executeTakeFirst();
		if (!gathering) return refuse('notFound');
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
		const tableNotes = await takeTableNotes(trx, municipalityId, { id: gatheringId, theme: gathering.theme }, draft, now);
		if (points.length + tableNotes.length === 0) return refuse('empty');
		const fresh = points.filter((point) => point.inputId === null);
		const ids = fresh.map(({ id }) => id);
		const about = await elementsBehind(trx, municipalityId, gatheringId, draft, ids);
		let firstId: string | null = null;
		for (const point of fresh) {
			const inputId = await enqueueInput(
				trx,
				municipalityId,
				draft,
				{ text: point.text, origin: 'harvest', originId: point.id, originLabel: gathering.theme, elementId: about.get(point.id) ?? null },
				now
			);
			firstId ??= inputId;
			await link(trx, municipalityId, { from: { kind: 'forumPoint', id: point.id }, to: { kind: 'input', id: inputId } }, now);
		}
		const added = fresh.length + tableNotes.length;
		if (added > 0)
			await record(trx, actor, 'input.takeHarvest', { kind: 'gathering', id: gatheringId, detail: { version: draft.number, added } }, now);
		return { ok: true as const, added, firstId: firstId ?? tableNotes[0] ?? null };
	});
}

/**
 * Something asked in a hearing, by mail or on paper, typed in, perhaps with wording it suggests for the element. Refuses
 * `notAllowed`, `closedRevision`, `missing`, `conflict`.
 */
export async function addInput(
	db: Db,
	actor: Actor,
	added: { text: string; origin: TypedOrigin; originLabel: string; elementId: string | null; suggestion?: Wording | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (added.text === '') return refuse('missing');
	const { municipalityId } = actor;
	const { suggestion, ...input } = added;
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		if (added.elementId !== null && !(await stands(trx, draft.id, added.elementId))) return refuse('conflict');
		const inputId = await enqueueInput(trx, municipalityId, draft, { ...input, originId: null }, now);
		const about = suggestion && input.elementId !== null ? await readNow(trx, draft.id, input.elementId) : null;
		await attachRemark(trx, { inputId, bodyId: null, elementId: input.elementId, about, suggested: suggestion ?? null });
		await record(trx, actor, 'input.add', { kind: 'input', id: inputId, detail: { version: draft.number, origin: added.origin } }, now);
		return { ok: true as const, inputId };
	});
}

/**
 * Says which element an undecided input is about, null for none. Refuses `notAllowed`, `notFound`, `closedRevision`, `closedInput`,
 * `closedDecision`, `conflict`.
 */
export async function assignInput(db: Db, actor: Actor, inputId: string, elementId: string | null, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const held = await holdInput(trx, actor.municipalityId, inputId);
		if (!held.ok) return held;
		if (held.outcome !== null) return refuse('closedDecision');
		if (elementId !== null && !(await stands(trx, held.versionId, elementId))) return refuse('conflict');
		await trx.updateTable('planInput').set({ elementId }).where('id', '=', inputId).execute();
		await record(trx, actor, 'input.assign', { kind: 'input', id: inputId, detail: { elementId } }, now);
		return { ok: true as const };
	});
}

/**
 * Takes an undecided input that was typed in here off the queue, for instance one typed in twice. What others have said themselves, at a
 * table or in a hearing, is decided or linked and never taken away. Refuses `notAllowed`, `notFound`, `closedRevision`, `closedInput`,
 * `closedDecision`, `notAllowedOthers`.
 */
export async function withdrawInput(db: Db, actor: Actor, inputId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const held = await holdInput(trx, actor.municipalityId, inputId);
		if (!held.ok) return held;
		if (held.outcome !== null) return refuse('closedDecision');
		if (!mayTakeOff(held)) return refuse('notAllowedOthers');
		await trx.updateTable('planInput').set({ withdrawnAt: now }).where('id', '=', inputId).execute();
		await record(trx, actor, 'input.withdraw', { kind: 'input', id: inputId }, now);
		return { ok: true as const };
	});
}

/** An input that can still be changed: of the open revision (held until the transaction ends), not withdrawn. */
export async function holdInput(trx: Db, municipalityId: string, inputId: string) {
	const draft = await holdOpenRevision(trx, municipalityId);
	const input = await trx
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.leftJoin('remark', 'remark.inputId', 'planInput.id')
		.leftJoin('publicRemark', 'publicRemark.inputId', 'planInput.id')
		.select(['planInput.versionId', 'planInput.withdrawnAt', 'planInput.origin', 'remark.bodyId', 'decision.outcome'])
		.select('publicRemark.inputId as publicId')
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.id', '=', inputId)
		.executeTakeFirst();
	if (!input) return refuse('notFound');
	if (input.versionId !== draft?.id) return refuse('closedRevision');
	if (input.withdrawnAt !== null) return refuse('closedInput');
	const { outcome, origin, bodyId, publicId } = input;
	return { ok: true as const, versionId: draft.id, outcome, origin, bodyId, isPublic: publicId !== null };
}
