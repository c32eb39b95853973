import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { link, unlink } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { addElement, editElement } from '../document/elements.server.ts';
import { assignInput, holdInput } from './commands.server.ts';
import { stands } from '../document/versions.server.ts';
import { isTakenIn, mayRevise, type DecisionOutcome } from '../model.ts';
import { needsReason, type PlanChange } from './model.ts';

/**
 * Decides an input of the open revision; deciding again replaces the decision as long as the revision is open (both are in the
 * audit trail). `in` and `partly` change a measure, add one, or point to one that already says it, and the red thread goes from
 * input to element; `later` and `no` leave the draft alone: words that an earlier yes put there stay until somebody edits them.
 * Everything but `in` needs a reason. `reason` is public, `internalRemark` is not. Inputs that say the same (`linkInputs`) are
 * decided together. Refuses `notAllowed`, `notFound`, `closedRevision`, `closedInput`, `missingReason`, `missingChange`,
 * `conflict`, and what `addElement` and `editElement` refuse.
 */
export async function decide(
	db: Db,
	actor: Actor,
	inputId: string,
	decided: { outcome: DecisionOutcome; reason: string; internalRemark: string | null; change: PlanChange },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { outcome, reason, internalRemark } = decided;
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const held = await holdInput(trx, municipalityId, inputId);
		if (!held.ok) return held;
		if (needsReason(outcome) && reason === '') return refuse('missingReason');
		let elementId: string | null = null;
		if (isTakenIn(outcome)) {
			const changed = await change(trx, actor, held.versionId, decided.change, now);
			if (!changed.ok) return changed;
			elementId = changed.elementId;
		}
		const decision = { outcome, reason, internalRemark, decidedBy: actor.id, decidedAt: now };
		for (const id of [inputId, ...(await jointDecisions(trx, municipalityId, inputId))]) {
			await unlink(trx, municipalityId, { kind: 'input', id }, 'element');
			if (elementId !== null) {
				await trx.updateTable('planInput').set({ elementId }).where('id', '=', id).execute();
				await link(trx, municipalityId, { from: { kind: 'input', id }, to: { kind: 'element', id: elementId } }, now);
			}
			await trx
				.insertInto('decision')
				.values({ inputId: id, municipalityId, ...decision })
				.onConflict((conflict) => conflict.column('inputId').doUpdateSet(decision))
				.execute();
			await record(
				trx,
				actor,
				'input.decide',
				{ kind: 'input', id, detail: { outcome, reason, change: decided.change.kind, elementId } },
				now
			);
		}
		return { ok: true as const, elementId };
	});
}

/** The other inputs that say the same as this one and have not been withdrawn. */
async function jointDecisions(trx: Db, municipalityId: string, inputId: string): Promise<string[]> {
	const self = await trx.selectFrom('planInput').select(['id', 'sameAsId']).where('id', '=', inputId).executeTakeFirstOrThrow();
	const lead = self.sameAsId ?? self.id;
	const rows = await trx
		.selectFrom('planInput')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where((where) => where.or([where('id', '=', lead), where('sameAsId', '=', lead)]))
		.where('id', '!=', inputId)
		.where('withdrawnAt', 'is', null)
		.execute();
	return rows.map((row) => row.id);
}

/** How many inputs one form may name. */
export const maxAtOnce = 1_000;

/**
 * Decides many undecided inputs alike, all of them or none: `in` and `partly` where an element of the draft already covers them,
 * `later` and `no` with one reason for all. Refuses as `decide` does, `closedDecision` when one is decided, and `empty`.
 */
export async function decideMany(
	db: Db,
	actor: Actor,
	inputIds: readonly string[],
	decided: { outcome: DecisionOutcome; reason: string; elementId: string | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { outcome, reason, elementId } = decided;
	if (isTakenIn(outcome) && elementId === null) return refuse('missingChange');
	const ids = [...new Set(inputIds)];
	if (ids.length === 0 || ids.length > maxAtOnce) return refuse('empty');
	return command(db, async (trx) => {
		const all = ids.map((inputId) => ({ inputId, outcome, reason }));
		const done = await decideEach(trx, actor, all, elementId, now);
		return done.ok ? { ok: true as const, count: ids.length } : done;
	});
}

type Answer = { inputId: string; outcome: DecisionOutcome; reason: string };

/** Decides each that no other of them has decided already; `decided` are all that got a decision, those that were linked too. */
async function decideEach(trx: Db, actor: Actor, answers: readonly Answer[], elementId: string | null, now: Instant) {
	const change: PlanChange = elementId === null ? { kind: 'none' } : { kind: 'existing', elementId };
	const decided = new Set<string>();
	for (const { inputId: id, outcome, reason } of answers) {
		if (decided.has(id)) continue;
		const held = await holdInput(trx, actor.municipalityId, id);
		if (!held.ok) return held;
		if (held.outcome !== null) return refuse('closedDecision');
		const one = await decide(trx, actor, id, { outcome, reason, internalRemark: null, change }, now);
		if (!one.ok) return one;
		for (const other of [id, ...(await jointDecisions(trx, actor.municipalityId, id))]) decided.add(other);
	}
	return { ok: true as const, decided };
}

/**
 * Decides inputs that are alike and that somebody has seen and confirmed, each with its own outcome and reason; all of them or none.
 * `shown` are those that were on the page in full: nothing else gets a decision, also not by a link made meanwhile (`conflictShown`).
 * Refuses as `decideMany`.
 */
export async function decideSeen(
	db: Db,
	actor: Actor,
	seen: { shown: readonly string[]; answers: readonly Answer[]; elementId: string | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { answers, elementId } = seen;
	if (answers.length === 0 || answers.length > maxAtOnce) return refuse('empty');
	if (elementId === null && answers.some(({ outcome }) => isTakenIn(outcome))) return refuse('missingChange');
	return command(db, async (trx) => {
		const done = await decideEach(trx, actor, answers, elementId, now);
		if (!done.ok) return done;
		if (!done.decided.isSubsetOf(new Set(seen.shown))) return refuse('conflictShown');
		return { ok: true as const, count: done.decided.size };
	});
}

/**
 * Links undecided inputs that ask for the same, with all they were linked to before: the first leads, and deciding one decides
 * all. Refuses `notAllowed`, `missingOther` (fewer than two), `closedDecision`, and as `holdInput`.
 */
export async function linkInputs(db: Db, actor: Actor, inputIds: readonly string[], now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const ids = [...new Set(inputIds)];
	if (ids.length < 2 || ids.length > maxAtOnce) return refuse('missingOther');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const all = new Set(ids);
		for (const id of ids) {
			const held = await holdInput(trx, municipalityId, id);
			if (!held.ok) return held;
			if (held.outcome !== null) return refuse('closedDecision');
			for (const other of await jointDecisions(trx, municipalityId, id)) all.add(other);
		}
		const [lead] = ids;
		const others = [...all].filter((id) => id !== lead);
		await trx.updateTable('planInput').set({ sameAsId: null }).where('id', '=', lead!).execute();
		await trx.updateTable('planInput').set({ sameAsId: lead! }).where('id', 'in', others).execute();
		await record(trx, actor, 'input.link', { kind: 'input', id: lead!, detail: { with: others } }, now);
		return { ok: true as const, count: all.size };
	});
}

/** Takes an input out of those it was linked with. Refuses `notAllowed`, and what `decide` refuses about the input. */
export async function unlinkInput(db: Db, actor: Actor, inputId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const held = await holdInput(trx, municipalityId, inputId);
		if (!held.ok) return held;
		const [next, ...rest] = await jointDecisions(trx, municipalityId, inputId);
		const self = await trx.selectFrom('planInput').select('sameAsId').where('id', '=', inputId).executeTakeFirstOrThrow();
		await trx.updateTable('planInput').set({ sameAsId: null }).where('id', '=', inputId).execute();
		if (self.sameAsId === null && next !== undefined) {
			await trx.updateTable('planInput').set({ sameAsId: null }).where('id', '=', next).execute();
			if (rest.length > 0) await trx.updateTable('planInput').set({ sameAsId: next }).where('id', 'in', rest).execute();
		}
		await record(trx, actor, 'input.unlink', { kind: 'input', id: inputId }, now);
		return { ok: true as const };
	});
}

async function change(trx: Db, actor: Actor, versionId: string, wanted: PlanChange, now: Instant) {
	if (wanted.kind === 'none') return refuse('missingChange');
	if (wanted.kind === 'existing') {
		return (await stands(trx, versionId, wanted.elementId))
			? ({ ok: true as const, elementId: wanted.elementId } as const)
			: refuse('conflict');
	}
	if (wanted.kind === 'new') {
		const { kind: _, ...fields } = wanted;
		const added = await addElement(trx, actor, { kind: 'measure', ...fields }, now);
		return added.ok ? ({ ok: true as const, elementId: added.elementId } as const) : added;
	}
	const { kind: _, ...fields } = wanted;
	const edited = await editElement(trx, actor, fields, now);
	if (edited.ok) return { ok: true as const, elementId: wanted.elementId } as const;
	return edited.reason === 'notFound' ? refuse('conflict') : edited;
}

/** Says of many undecided inputs which element they are about, all of them or none. Refuses as `assignInput`, and `empty`. */
export async function assignMany(db: Db, actor: Actor, inputIds: readonly string[], elementId: string | null, now: Instant) {
	const ids = [...new Set(inputIds)];
	if (ids.length === 0 || ids.length > maxAtOnce) return refuse('empty');
	return command(db, async (trx) => {
		for (const id of ids) {
			const one = await assignInput(trx, actor, id, elementId, now);
			if (!one.ok) return one;
		}
		return { ok: true as const, count: ids.length };
	});
}
