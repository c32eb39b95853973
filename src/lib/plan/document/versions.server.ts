import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { tieObligation } from '#lib/cycle/commands.server.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { changes } from './diff.ts';
import { holdOpenRevision, rowsOf } from './draft.server.ts';
import { carryLater } from '../inputs/commands.server.ts';
import {
	canonicalJson,
	frameOf,
	inDocumentOrder,
	isAfter,
	isDateAsKnown,
	mayRevise,
	versionColumns,
	type Element,
	type Frame,
	type Version
} from '../model.ts';

type Refused<R extends string> = { ok: false; reason: R };

/** The municipality's plan, empty, with its first draft open. Years are inclusive. Refuses `notAllowed`, `planExists`, `periodBackwards`. */
export async function createPlan(
	db: Db,
	actor: Actor,
	created: Frame,
	now: Instant
): Promise<{ ok: true; planId: string; versionId: string } | Refused<'notAllowed' | 'planExists' | 'periodBackwards'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	if (created.periodTo < created.periodFrom) return { ok: false, reason: 'periodBackwards' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		if (await trx.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst())
			return { ok: false, reason: 'planExists' };
		const planId = newId();
		await trx.insertInto('plan').values({ id: planId, municipalityId, createdAt: now }).execute();
		const versionId = await openDraft(trx, municipalityId, { planId, number: 1, ...created }, now);
		await record(trx, actor, 'createPlan', { kind: 'plan', id: planId }, now);
		return { ok: true, planId, versionId };
	});
}

/**
 * Opens a revision: a draft that begins as the last adopted version, with what was decided "later" in it back in the queue (`carried` counts).
 * Refuses `notAllowed`, `noPlan`, `alreadyOpen`.
 */
export async function openRevision(
	db: Db,
	actor: Actor,
	now: Instant
): Promise<{ ok: true; versionId: string; carried: number } | Refused<'notAllowed' | 'noPlan' | 'alreadyOpen'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		if (await holdOpenRevision(trx, municipalityId)) return { ok: false, reason: 'alreadyOpen' };
		const last = await lastAdopted(trx, municipalityId);
		if (!last) return { ok: false, reason: 'noPlan' };
		const versionId = await openDraft(trx, municipalityId, { ...last, number: last.number + 1 }, now);
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
		await record(trx, actor, 'openRevision', { kind: 'version', id: versionId, detail: { number: last.number + 1, carried } }, now);
		return { ok: true, versionId, carried };
	});
}

/**
 * Gives the open revision another name, period or legal status; adopted versions keep theirs.
 * Refuses `notAllowed`, `periodBackwards`, `noOpenRevision`.
 */
export async function updateMetadata(
	db: Db,
	actor: Actor,
	frame: Frame,
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | 'periodBackwards' | 'noOpenRevision'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	if (frame.periodTo < frame.periodFrom) return { ok: false, reason: 'periodBackwards' };
	return inTransaction(db, async (trx) => {
		const draft = await holdOpenRevision(trx, actor.municipalityId);
		if (!draft) return { ok: false, reason: 'noOpenRevision' };
		await trx.updateTable('planVersion').set(frameOf(frame)).where('id', '=', draft.id).execute();
		await record(trx, actor, 'reframePlan', { kind: 'version', id: draft.id, detail: frameOf(frame) }, now);
		return { ok: true };
	});
}

async function openDraft(
	trx: Db,
	municipalityId: string,
	begun: Frame & { planId: string; number: number },
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
			...frameOf(begun),
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

/** The version in force; undefined before the first adoption. */
export async function lastAdopted(db: Db, municipalityId: string): Promise<Version | undefined> {
	return db
		.selectFrom('planVersion')
		.select(versionColumns)
		.where('municipalityId', '=', municipalityId)
		.where('adoptedAt', 'is not', null)
		.orderBy('number', 'desc')
		.executeTakeFirst();
}

type AdoptRefusal =
	| Refused<'notAllowed' | 'noOpenRevision' | 'noBody' | 'noCaseNumber' | 'badDate' | 'dateInFuture' | 'emptyPlan'>
	| { ok: false; reason: 'undecidedInputs'; count: number };

/**
 * Writes the decision down and freezes the draft as a version that never changes again; an obligation of the year that no measure stands for yet
 * is tied to the measure that its series keeps.
 * Refuses `notAllowed`, `noOpenRevision`, `noBody`, `noCaseNumber`, `badDate`, `dateInFuture`, `emptyPlan`, and `undecidedInputs` with how many there are.
 */
export async function adopt(
	db: Db,
	actor: Actor,
	adopted: { date: CivilDate; body: string; caseNumber: string },
	now: Instant
): Promise<{ ok: true; versionId: string; contentHash: string } | AdoptRefusal> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	if (adopted.body === '') return { ok: false, reason: 'noBody' };
	if (adopted.caseNumber === '') return { ok: false, reason: 'noCaseNumber' };
	if (!isCivilDate(adopted.date)) return { ok: false, reason: 'badDate' };
	return freeze(db, actor, adopted, now);
}

/**
 * Registers the first version of a plan that was adopted before the municipality used Samling: what is not known of the decision stays null,
 * and the date may be a year or a month. Refuses as `adopt` does, and `notTheFirst`.
 */
export async function registerAdopted(
	db: Db,
	actor: Actor,
	known: { date: string | null; body: string | null; caseNumber: string | null },
	now: Instant
): Promise<{ ok: true; versionId: string; contentHash: string } | AdoptRefusal | Refused<'notTheFirst'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	if (known.date !== null && !isDateAsKnown(known.date)) return { ok: false, reason: 'badDate' };
	return inTransaction(db, async (trx) => {
		if (await lastAdopted(trx, actor.municipalityId)) return { ok: false, reason: 'notTheFirst' };
		return freeze(trx, actor, known, now);
	});
}

async function freeze(
	db: Db,
	actor: Actor,
	known: { date: string | null; body: string | null; caseNumber: string | null },
	now: Instant
): Promise<{ ok: true; versionId: string; contentHash: string } | AdoptRefusal> {
	const { municipalityId } = actor;
	if (known.date !== null && isAfter(known.date, civilDate(now))) return { ok: false, reason: 'dateInFuture' };
	return inTransaction(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return { ok: false, reason: 'noOpenRevision' };
		const count = await undecided(trx, draft.id);
		if (count > 0) return { ok: false, reason: 'undecidedInputs', count };
		const elements = await elementsOf(trx, draft.id);
		if (!elements.some((element) => element.kind === 'measure')) return { ok: false, reason: 'emptyPlan' };

		const last = await lastAdopted(trx, municipalityId);
		const decision = { adoptedDate: known.date, adoptedBy: known.body, caseNumber: known.caseNumber };
		const contentHash = hashOf(contentOf({ ...draft, ...decision }, elements));
		await trx
			.updateTable('planVersion')
			.set({ adoptedAt: now, contentHash, ...decision })
			.where('id', '=', draft.id)
			.execute();

		const changed = changes(last ? await elementsOf(trx, last.id) : [], elements).map((change) => change.elementId);
		const answered = await trx
			.selectFrom('planInput')
			.innerJoin('decision', 'decision.inputId', 'planInput.id')
			.select('planInput.elementId')
			.where('planInput.versionId', '=', draft.id)
			.where('decision.outcome', 'in', ['in', 'partly'])
			.execute();
		const ids = new Set([...changed, ...answered.flatMap(({ elementId }) => elementId ?? [])]);
		await link(
			trx,
			municipalityId,
			{ from: [...ids].map((id) => ({ kind: 'element' as const, id })), to: { kind: 'version', id: draft.id } },
			now
		);
		await tieObligations(trx, actor, elements, now);
		await record(trx, actor, 'adopt', { kind: 'version', id: draft.id, detail: { number: draft.number, ...decision, contentHash } }, now);
		return { ok: true, versionId: draft.id, contentHash };
	});
}

/** What the year's wheel watches over is the measure as now adopted: the obligations of a series that keeps one stand in that measure. */
async function tieObligations(trx: Db, actor: Actor, elements: readonly Element[], now: Instant): Promise<void> {
	for (const { elementId, seriesId } of elements) {
		if (seriesId === null) continue;
		const loose = await trx
			.selectFrom('obligation')
			.select('id')
			.where('municipalityId', '=', actor.municipalityId)
			.where('seriesId', '=', seriesId)
			.where('validTo', 'is', null)
			.where((where) =>
				where.or([
					where('elementId', 'is', null),
					where(
						'elementId',
						'not in',
						elements.map((element) => element.elementId)
					)
				])
			)
			.execute();
		for (const { id } of loose) await tieObligation(trx, actor, id, elementId, now);
	}
}

/** How many inputs of a version wait for a decision. */
export async function undecided(db: Db, versionId: string): Promise<number> {
	const { count } = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select((select) => select.fn.countAll<number>().as('count'))
		.where('planInput.versionId', '=', versionId)
		.where('planInput.withdrawnAt', 'is', null)
		.where('decision.inputId', 'is', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** What stands in a version, in the order of the document. */
export async function elementsOf(db: Db, versionId: string): Promise<Element[]> {
	const rows = await rowsOf(db, versionId);
	return inDocumentOrder(rows.filter((row) => row.removedAt === null)).map(({ removedAt: _, ...element }) => element);
}

/** The text that is hashed at adoption: plan, decision and every element that stands, as canonical JSON. */
function contentOf(version: Version, elements: readonly Element[]): string {
	const { number, adoptedDate, adoptedBy, caseNumber } = version;
	return canonicalJson({
		plan: { id: version.planId, ...frameOf(version) },
		version: { number, adoptedDate, adoptedBy, caseNumber },
		elements: elements.map(hashed)
	});
}

/** What came to measures after the first versions were hashed is left out where nothing is said: those keep their hashes. */
const later: readonly (keyof Element)[] = ['aimNn', 'aimNb', 'costKr', 'legalBasis', 'indicatorId', 'notMeasurableNn', 'notMeasurableNb'];
function hashed({ edition: _, ...element }: Element): Partial<Element> {
	return Object.fromEntries(Object.entries(element).filter(([field, value]) => value !== null || !later.includes(field as keyof Element)));
}

/** Whether an adopted version still says what was adopted: its content, read now, has the hash from then. */
export async function isIntact(db: Db, version: Version): Promise<boolean> {
	return version.contentHash === hashOf(contentOf(version, await elementsOf(db, version.id)));
}
