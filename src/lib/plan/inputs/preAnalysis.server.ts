import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link, unlink } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise } from '../model.ts';

export type PreAnalysis = {
	id: string;
	title: string;
	year: number;
	/** In order; each with the elements that answer it, and whether an input was made of it. */
	findings: { id: string; text: string; elementIds: string[]; isAsked: boolean }[];
};

/** The municipality's pre-analyses with their findings, oldest first. Three queries. */
export async function preAnalyses(db: Db, municipalityId: string): Promise<PreAnalysis[]> {
	const found = await db
		.selectFrom('preAnalysis')
		.select(['id', 'title', 'year'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('year')
		.orderBy('id')
		.execute();
	const findings = await db
		.selectFrom('finding')
		.select(['id', 'preAnalysisId', 'text'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('position')
		.execute();
	const links = await db
		.selectFrom('lineage')
		.select(['fromId', 'toKind', 'toId'])
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', 'finding')
		.execute();
	return found.map((one) => ({
		...one,
		findings: findings
			.filter((finding) => finding.preAnalysisId === one.id)
			.map(({ id, text }) => {
				const came = links.filter((link) => link.fromId === id);
				const elementIds = came.flatMap((link) => (link.toKind === 'element' ? link.toId : []));
				return { id, text, elementIds, isAsked: came.some((link) => link.toKind === 'input') };
			})
	}));
}

/** A pre-analysis with what it found, in order. Refuses `notAllowed` and `missing` (no title). */
export async function addPreAnalysis(
	db: Db,
	actor: Actor,
	added: { title: string; year: number; findings: readonly string[] },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (added.title === '') return refuse('missing');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const id = newId();
		await trx.insertInto('preAnalysis').values({ id, municipalityId, title: added.title, year: added.year }).execute();
		await append(trx, municipalityId, id, added.findings);
		await record(trx, actor, 'preAnalysis.add', { kind: 'preAnalysis', id, detail: { findings: added.findings.length } }, now);
		return { ok: true as const, preAnalysisId: id };
	});
}

/** Another title or year, and findings it should have had too. Refuses `notAllowed`, `missing`, `notFound`. */
export async function editPreAnalysis(
	db: Db,
	actor: Actor,
	edited: { id: string; title: string; year: number; findings: readonly string[] },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (edited.title === '') return refuse('missing');
	const { municipalityId } = actor;
	const { id, title, year, findings } = edited;
	return command(db, async (trx) => {
		const changed = await trx
			.updateTable('preAnalysis')
			.set({ title, year })
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', id)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return refuse('notFound');
		await append(trx, municipalityId, id, findings);
		await record(trx, actor, 'preAnalysis.edit', { kind: 'preAnalysis', id, detail: { title, year, added: findings.length } }, now);
		return { ok: true as const };
	});
}

async function append(trx: Db, municipalityId: string, preAnalysisId: string, texts: readonly string[]): Promise<void> {
	if (texts.length === 0) return;
	const { last } = await trx
		.selectFrom('finding')
		.select((of) => of.fn.max('position').as('last'))
		.where('preAnalysisId', '=', preAnalysisId)
		.executeTakeFirstOrThrow();
	const first = last === null ? 0 : Number(last) + 1;
	await trx
		.insertInto('finding')
		.values(texts.map((text, at) => ({ id: newId(), municipalityId, preAnalysisId, position: first + at, text })))
		.execute();
}

/** Other words for a finding; the log keeps the former. Refuses `notAllowed`, `missing`, `notFound`. */
export async function editFinding(db: Db, actor: Actor, edited: { findingId: string; text: string }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (edited.text === '') return refuse('missing');
	return command(db, async (trx) => {
		const finding = await findingHere(trx, actor.municipalityId, edited.findingId);
		if (!finding) return refuse('notFound');
		await trx.updateTable('finding').set({ text: edited.text }).where('id', '=', finding.id).execute();
		await record(trx, actor, 'finding.edit', { kind: 'finding', id: finding.id, detail: { was: finding.text } }, now);
		return { ok: true as const };
	});
}

/**
 * Removes a finding that nothing depends on. Refuses `notAllowed`, `notFound`, `conflictUse` (the plan answers it, it is in the
 * queue, or a table discussed it).
 */
export async function removeFinding(db: Db, actor: Actor, findingId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const finding = await findingHere(trx, actor.municipalityId, findingId);
		if (!finding) return refuse('notFound');
		const used = await trx
			.selectFrom('lineage')
			.select('toId')
			.where('municipalityId', '=', actor.municipalityId)
			.where('fromKind', '=', 'finding')
			.where('fromId', '=', findingId)
			.executeTakeFirst();
		const talkedOf = await trx
			.selectFrom('cafeTable')
			.select('id')
			.where('municipalityId', '=', actor.municipalityId)
			.where('findingId', '=', findingId)
			.executeTakeFirst();
		if (used || talkedOf) return refuse('conflictUse');
		await trx.deleteFrom('finding').where('id', '=', findingId).execute();
		await record(trx, actor, 'finding.remove', { kind: 'finding', id: findingId, detail: { was: finding.text } }, now);
		return { ok: true as const };
	});
}

/** Says which elements of the plan answer a finding: these, and no others. Refuses `notAllowed`, `notFound`, `conflict`. */
export async function answerFinding(db: Db, actor: Actor, answered: { findingId: string; elementIds: readonly string[] }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const ids = [...new Set(answered.elementIds)];
	return command(db, async (trx) => {
		const finding = await findingHere(trx, municipalityId, answered.findingId);
		if (!finding) return refuse('notFound');
		const known =
			ids.length === 0
				? []
				: await trx.selectFrom('planElement').select('id').where('municipalityId', '=', municipalityId).where('id', 'in', ids).execute();
		if (known.length < ids.length) return refuse('conflict');
		const from = { kind: 'finding', id: finding.id } as const;
		await unlink(trx, municipalityId, from, 'element');
		await link(trx, municipalityId, { from, to: ids.map((id) => ({ kind: 'element' as const, id })) }, now);
		await record(trx, actor, 'finding.answer', { kind: 'finding', id: finding.id, detail: { elementIds: ids } }, now);
		return { ok: true as const };
	});
}

async function findingHere(trx: Db, municipalityId: string, id: string) {
	return trx
		.selectFrom('finding')
		.select(['id', 'text'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', id)
		.executeTakeFirst();
}
