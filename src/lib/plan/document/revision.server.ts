import type { Db } from '#lib/db/open.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { metadataOf, mayRevise, type Metadata } from '../model.ts';
import { holdOpenRevision, lastAdopted, stands } from './versions.server.ts';

/**
 * The municipality's plan, empty, with its first draft open. Years are inclusive. Refuses `notAllowed`, `duplicatePlan`,
 * `invalidPeriod`.
 */
export async function createPlan(db: Db, actor: Actor, created: Metadata, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (created.periodTo < created.periodFrom) return refuse('invalidPeriod');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		if (await trx.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst())
			return refuse('duplicatePlan');
		const planId = newId();
		await trx.insertInto('plan').values({ id: planId, municipalityId, createdAt: now }).execute();
		const versionId = await openDraft(trx, municipalityId, { planId, number: 1, ...created }, now);
		await record(trx, actor, 'plan.create', { kind: 'plan', id: planId }, now);
		return { ok: true as const, planId, versionId };
	});
}

/**
 * Opens a revision: a draft that begins as the last adopted version, with what was decided "later" in it back in the queue
 * (`carried` counts). Refuses `notAllowed`, `missingPlan`, `duplicateRevision`.
 */
export async function openRevision(db: Db, actor: Actor, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		if (await holdOpenRevision(trx, municipalityId)) return refuse('duplicateRevision');
		const last = await lastAdopted(trx, municipalityId);
		if (!last) return refuse('missingPlan');
		const number = await nextVersion(trx, last.planId);
		const versionId = await openDraft(trx, municipalityId, { ...last, number }, now);
		const standing = await trx
			.selectFrom('elementText')
			.selectAll()
			.where('versionId', '=', last.id)
			.where('removedAt', 'is', null)
			.execute();
		for (const element of standing)
			await trx
				.insertInto('elementText')
				.values({ ...element, versionId, edition: 1 })
				.execute();
		const carried = await carryLater(trx, municipalityId, { versionId: last.id }, { versionId }, now);
		await record(trx, actor, 'revision.open', { kind: 'version', id: versionId, detail: { number, carried } }, now);
		return { ok: true as const, versionId, carried };
	});
}

/**
 * Gives the open revision another name, period or legal status; adopted versions keep theirs.
 * Refuses `notAllowed`, `invalidPeriod`, `closedRevision`.
 */
export async function updateMetadata(db: Db, actor: Actor, metadata: Metadata, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (metadata.periodTo < metadata.periodFrom) return refuse('invalidPeriod');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return refuse('closedRevision');
		await trx.updateTable('planVersion').set(metadataOf(metadata)).where('id', '=', draft.id).execute();
		await record(trx, actor, 'plan.updateMetadata', { kind: 'version', id: draft.id, detail: metadataOf(metadata) }, now);
		return { ok: true as const };
	});
}

/** The number of the next version: those that were entered afterwards have theirs by when they were entered. */
export async function nextVersion(trx: Db, planId: string): Promise<number> {
	const { last } = await trx
		.selectFrom('planVersion')
		.select((select) => select.fn.max('number').as('last'))
		.where('planId', '=', planId)
		.executeTakeFirstOrThrow();
	return Number(last ?? 0) + 1;
}

/** An empty draft; gives its id. */
export async function openDraft(
	trx: Db,
	municipalityId: string,
	begun: Metadata & { planId: string; number: number },
	now: Instant
): Promise<string> {
	const id = newId();
	await trx
		.insertInto('planVersion')
		.values({
			id,
			municipalityId,
			planId: begun.planId,
			number: begun.number,
			...metadataOf(begun),
			createdAt: now,
			adoptedAt: null,
			adoptedDate: null,
			adoptedBy: null,
			caseNumber: null,
			contentHash: null
		})
		.execute();
	return id;
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
