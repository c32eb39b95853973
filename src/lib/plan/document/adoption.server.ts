import { canonicalJson, contentHash as hashOf } from '#lib/canonical.server.ts';
import { tieObligation } from '#lib/cycle/series/commands.server.ts';
import { civilDate, isCivilDate, isDateAsKnown, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { link } from '#lib/lineage.server.ts';
import { append } from '#lib/merkle/log.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { metadataOf, isAfter, mayRevise, versionColumns, type Version } from '../model.ts';
import { changes } from './diff.ts';
import { inHashedOrder, type Element } from './model.ts';
import { adoptedBefore } from '../queries.server.ts';
import { elementsOf, holdOpenRevision, lastAdopted, undecided } from './versions.server.ts';

/**
 * Adopts the draft: stores the decision and freezes the version with its hash. Obligations without a measure are tied to the
 * measure that their series keeps. A hearing that can still be answered ends with it, when `endHearing` says so. Refuses `notAllowed`,
 * `closedRevision`, `missingBody`, `missingCase`, `invalidDate`, `invalidFuture`, `emptyPlan`, `missingDecisions` with the `count` of
 * undecided inputs, and `conflictHearing` with the `deadline`, how many `waiting` bodies could still answer, and until when everybody can
 * (`publicUntil`).
 */
export async function adopt(
	db: Db,
	actor: Actor,
	adopted: { date: CivilDate; body: string; caseNumber: string; endHearing?: boolean },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (adopted.body === '') return refuse('missingBody');
	if (adopted.caseNumber === '') return refuse('missingCase');
	if (!isCivilDate(adopted.date)) return refuse('invalidDate');
	return freeze(db, actor, adopted, now);
}

/**
 * Registers the first version of a plan that was adopted before the municipality used Samling. Unknown parts of the decision stay
 * null; the date may be a year or a month. Refuses as `adopt` does, and `conflict` when a version is adopted already.
 */
export async function registerAdopted(
	db: Db,
	actor: Actor,
	known: { date: string | null; body: string | null; caseNumber: string | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (known.date !== null && !isDateAsKnown(known.date)) return refuse('invalidDate');
	return command(db, async (trx) => {
		if (await lastAdopted(trx, actor.municipalityId)) return refuse('conflict');
		return freeze(trx, actor, { ...known, isEntered: true }, now);
	});
}

type Decision = { date: string | null; body: string | null; caseNumber: string | null };
type Known = Decision & { endHearing?: boolean; isEntered?: boolean };

async function freeze(db: Db, actor: Actor, known: Known, now: Instant) {
	const { municipalityId } = actor;
	if (known.date !== null && isAfter(known.date, civilDate(now))) return refuse('invalidFuture');
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		const count = await undecided(trx, draft.id);
		if (count > 0) return refuse('missingDecisions', { count });
		const elements = await elementsOf(trx, draft.id);
		if (!elements.some((element) => element.kind === 'measure')) return refuse('emptyPlan');
		const heard = await openHearingOf(trx, draft.id, now);
		if (heard && !known.endHearing) return refuse('conflictHearing', heard);
		await trx.updateTable('hearing').set({ closedAt: now }).where('versionId', '=', draft.id).where('closedAt', 'is', null).execute();

		const contentHash = await freezeVersion(trx, actor, draft, known, now);
		return { ok: true as const, versionId: draft.id, contentHash };
	});
}

/**
 * Writes what was decided of a version, and freezes it as it stands: hash, leaf of the log, thread, obligations. `isEntered`: it was
 * adopted elsewhere before, which its hashed text says. Part of a transaction that holds the version; gives the hash.
 */
export async function freezeVersion(
	trx: Db,
	actor: Actor,
	draft: Version,
	{ date, body, caseNumber, isEntered = false }: Decision & { isEntered?: boolean },
	now: Instant
): Promise<string> {
	const { municipalityId } = actor;
	const decision = { adoptedDate: date, adoptedBy: body, caseNumber };
	const entered = { enteredAt: isEntered ? now : null, enteredBy: isEntered ? actor.id : null };
	const elements = await elementsOf(trx, draft.id);
	const contentHash = hashOf(contentOf({ ...draft, ...decision, ...entered }, elements));
	await trx
		.updateTable('planVersion')
		.set({ adoptedAt: now, contentHash, ...decision, ...entered })
		.where('id', '=', draft.id)
		.execute();
	await append(trx, municipalityId, { kind: 'version', id: draft.id, hash: contentHash, at: now });

	const before = await adoptedBefore(trx, municipalityId, draft.id);
	// Another number is told where versions are compared; it is no change that an element's thread leads to.
	const changed = changes(before ? await elementsOf(trx, before.id) : [], elements)
		.filter((change) => change.what !== 'changed' || change.moved || change.fields.length > 0)
		.map((change) => change.elementId);
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
	const detail = { number: draft.number, ...decision, contentHash };
	await record(trx, actor, isEntered ? 'version.enter' : 'version.adopt', { kind: 'version', id: draft.id, detail }, now);
	return contentHash;
}

/** A round that can still be answered: by `waiting` bodies, and by everybody until `publicUntil` (null: not by everybody). */
export type OpenHearing = { deadline: CivilDate; waiting: number; publicUntil: CivilDate | null };

/** The round of a version that bodies or everybody can still answer, with how many bodies could and have not. */
export async function openHearingOf(db: Db, versionId: string, now: Instant): Promise<OpenHearing | undefined> {
	const today = civilDate(now);
	const round = await db
		.selectFrom('hearing')
		.leftJoin('publicHearing', 'publicHearing.hearingId', 'hearing.id')
		.select(['hearing.id', 'hearing.deadline', 'publicHearing.deadline as publicUntil'])
		.where('versionId', '=', versionId)
		.where('closedAt', 'is', null)
		.where((where) => where.or([where('hearing.deadline', '>=', today), where('publicHearing.deadline', '>=', today)]))
		.executeTakeFirst();
	if (!round) return undefined;
	const isHeard = round.deadline >= today;
	const publicUntil = round.publicUntil !== null && round.publicUntil >= today ? round.publicUntil : null;
	const bodies = isHeard ? await db.selectFrom('hearingBody').select('answeredAt').where('hearingId', '=', round.id).execute() : [];
	return { deadline: round.deadline, publicUntil, waiting: bodies.filter((body) => body.answeredAt === null).length };
}

/** Ties the obligations of each series to the measure, as now adopted, that the series keeps. */
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

/**
 * The text that is hashed at adoption: plan, decision and every element that stands, as canonical JSON. Of what was adopted elsewhere it
 * says when somebody entered it here.
 */
function contentOf(version: Version, elements: readonly Element[]): string {
	const { number, adoptedDate, adoptedBy, caseNumber, enteredAt } = version;
	return canonicalJson({
		plan: { id: version.planId, ...metadataOf(version) },
		version: { number, adoptedDate, adoptedBy, caseNumber, ...(enteredAt !== null && { enteredAt }) },
		elements: inHashedOrder(elements).map(hashed)
	});
}

/** What came to measures after the first versions were hashed is left out where nothing is said: those keep their hashes. */
const later: readonly (keyof Element)[] = ['aimNn', 'aimNb', 'costKr', 'legalBasis', 'indicatorId', 'notMeasurableNn', 'notMeasurableNb'];

function hashed({ edition: _, ...element }: Element): Partial<Element> {
	return Object.fromEntries(Object.entries(element).filter(([field, value]) => value !== null || !later.includes(field as keyof Element)));
}

/** What an adopted version was hashed as, as it reads now: its SHA-256 is the checksum that is printed under it. */
export async function adoptedText(db: Db, version: Version): Promise<string> {
	return contentOf(version, await elementsOf(db, version.id));
}

/** Whether an adopted version still says what was adopted: its content, read now, has the hash from then. */
export async function isIntact(db: Db, version: Version): Promise<boolean> {
	return version.contentHash === hashOf(await adoptedText(db, version));
}

/** Whether each adopted version, and each draft that was sent out, still says what it was hashed as; for who runs the server. */
export async function checkPlans(db: Db): Promise<{ name: string; state: 'whole' | 'forged' }[]> {
	const found: { name: string; state: 'whole' | 'forged' }[] = [];
	const versions = await db.selectFrom('planVersion').select(versionColumns).where('adoptedAt', 'is not', null).execute();
	for (const version of versions)
		found.push({ name: `version ${version.number} of plan ${version.planId}`, state: (await isIntact(db, version)) ? 'whole' : 'forged' });
	for (const { id, content, contentHash } of await db.selectFrom('hearing').select(['id', 'content', 'contentHash']).execute())
		found.push({ name: `consultation ${id}`, state: hashOf(content) === contentHash ? 'whole' : 'forged' });
	return found;
}

/** The hashes of a municipality's adopted versions, to be compared with its log. */
export function adoptedHashes(db: Db, municipalityId: string): Promise<{ id: string; hash: string | null }[]> {
	return db
		.selectFrom('planVersion')
		.select(['id', 'contentHash as hash'])
		.where('municipalityId', '=', municipalityId)
		.where('adoptedAt', 'is not', null)
		.execute();
}
