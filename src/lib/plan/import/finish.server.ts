import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { freezeVersion } from '../document/adoption.server.ts';
import { fieldsFor, nothingMore, type ElementFields } from '../document/model.ts';
import { carryLater, nextVersion, openDraft } from '../document/revision.server.ts';
import { reportStatus } from '../document/status.server.ts';
import { holdOpenRevision, lastAdopted, rowsOf } from '../document/versions.server.ts';
import { isAfter, mayRevise, metadataOf } from '../model.ts';
import { versionOf, versionsInTime } from '../queries.server.ts';
import { readOf, type Placed, type Purpose } from './model.ts';
import { holdImport, lookedThrough, type Looked } from './queries.server.ts';
import { wordsWith } from './text.ts';

/**
 * Makes an import the open draft of the plan, or an adopted version of before: entered afterwards, which its hashed text and the trail
 * say. Lines that somebody said are elements of the plan stay these; all others are new. What was not understood goes in as words.
 * Refuses `notAllowed`, `notFound`, `conflictEdition`, `emptyPlan` (no measure), `invalidPeriod`, `missingName`, `invalidFuture`,
 * `invalidParent` (with how many stand under nothing), `missingWords`, `duplicateNumber` and `tooLong` (with the `number` of what says
 * nothing, has another's number, or is longer than a plan holds), `conflictRevision` (a draft with something in it is open) and
 * `duplicateVersion` (adopted for the same years with the same date or case number).
 */
export async function finishImport(db: Db, actor: Actor, at: { importId: string; edition: number }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const found = await holdImport(trx, municipalityId, at.importId);
		if (!found) return refuse('notFound');
		if (found.edition !== at.edition) return refuse('conflictEdition');
		const { purpose } = found;
		const looked = await lookedThrough(trx, municipalityId, found, now);
		const wrong = faultIn(purpose, looked, now);
		if (wrong) return wrong;
		const into = purpose.becomes === 'draft' ? await draftFor(trx, actor, purpose, now) : await versionFor(trx, actor, purpose, now);
		if (!into.ok) return into;
		await putIn(trx, actor, into, purpose, looked, now);
		if (purpose.becomes === 'adopted') {
			const version = (await versionOf(trx, municipalityId, into.versionId))!;
			await freezeVersion(trx, actor, version, { ...purpose, isEntered: true }, now);
		} else {
			const detail = { elements: looked.placed.length };
			await record(trx, actor, 'plan.import', { kind: 'version', id: into.versionId, detail }, now);
		}
		await reportStatuses(trx, actor, into.ids, purpose, looked, now);
		await trx.deleteFrom('planImport').where('id', '=', found.id).execute();
		return { ok: true as const, versionId: into.versionId, becomes: purpose.becomes };
	});
}

function faultIn(purpose: Purpose, { placed, numbers, twice }: Looked, now: Instant) {
	if (!placed.some(({ kind }) => kind === 'measure')) return refuse('emptyPlan');
	if (purpose.nameNn === '' && purpose.nameNb === '') return refuse('missingName');
	if (purpose.periodFrom === 0 || purpose.periodTo < purpose.periodFrom) return refuse('invalidPeriod');
	if (purpose.date !== null && isAfter(purpose.date, civilDate(now))) return refuse('invalidFuture');
	if (purpose.statusDate !== null && isAfter(purpose.statusDate, civilDate(now))) return refuse('invalidFuture');
	const loose = placed.filter(({ parent }) => parent === -1).length;
	if (loose > 0) return refuse('invalidParent', { count: loose });
	const silent = placed.find(({ text }) => text === '');
	if (silent) return refuse('missingWords', { number: numbers.get(silent.id) ?? '' });
	const [again] = twice;
	if (again !== undefined) return refuse('duplicateNumber', { number: numbers.get(again) ?? '' });
	const long = placed.find((line) => wordsWith(line, [], purpose.locale).length > 9_000);
	return long ? refuse('tooLong', { number: numbers.get(long.id) ?? '' }) : undefined;
}

type Into = { ok: true; planId: string; versionId: string; ids: Map<number, string> };

/** The draft that the import becomes: the open one, if nothing stands in it, else a new one. */
async function draftFor(trx: Db, actor: Actor, purpose: Purpose, now: Instant) {
	const { municipalityId } = actor;
	const open = await holdOpenRevision(trx, municipalityId);
	if (open) {
		if ((await rowsOf(trx, open.id)).some(({ removedAt }) => removedAt === null)) return refuse('conflictRevision');
		await trx.updateTable('planVersion').set(metadataOf(purpose)).where('id', '=', open.id).execute();
		return { ok: true as const, planId: open.planId, versionId: open.id, ids: new Map<number, string>() };
	}
	const planId = await planFor(trx, actor, now);
	const number = await nextVersion(trx, planId);
	const versionId = await openDraft(trx, municipalityId, { planId, number, ...metadataOf(purpose) }, now);
	const last = await lastAdopted(trx, municipalityId);
	const carried = last ? await carryLater(trx, municipalityId, { versionId: last.id }, { versionId }, now) : 0;
	await record(trx, actor, 'revision.open', { kind: 'version', id: versionId, detail: { number, carried } }, now);
	return { ok: true as const, planId, versionId, ids: new Map<number, string>() };
}

/** A version beside the open one, to be frozen in the same transaction: until then it has no hash. */
async function versionFor(trx: Db, actor: Actor, purpose: Purpose, now: Instant) {
	const { municipalityId } = actor;
	const same = (await versionsInTime(trx, municipalityId)).some(
		(version) =>
			version.adoptedAt !== null &&
			version.periodFrom === purpose.periodFrom &&
			version.periodTo === purpose.periodTo &&
			(version.adoptedDate === purpose.date || (version.caseNumber !== null && version.caseNumber === purpose.caseNumber))
	);
	if (same) return refuse('duplicateVersion');
	const planId = await planFor(trx, actor, now);
	const versionId = newId();
	await trx
		.insertInto('planVersion')
		.values({
			id: versionId,
			municipalityId,
			planId,
			number: await nextVersion(trx, planId),
			...metadataOf(purpose),
			createdAt: now,
			adoptedAt: now,
			adoptedDate: null,
			adoptedBy: null,
			caseNumber: null,
			contentHash: '',
			enteredAt: now,
			enteredBy: actor.id
		})
		.execute();
	return { ok: true as const, planId, versionId, ids: new Map<number, string>() };
}

async function planFor(trx: Db, actor: Actor, now: Instant): Promise<string> {
	const { municipalityId } = actor;
	const plan = await trx.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst();
	if (plan) return plan.id;
	const id = newId();
	await trx.insertInto('plan').values({ id, municipalityId, createdAt: now }).execute();
	await record(trx, actor, 'plan.create', { kind: 'plan', id }, now);
	return id;
}

/** Writes the lines as elements; `into.ids` then says which element each became. */
async function putIn(trx: Db, actor: Actor, into: Into, purpose: Purpose, looked: Looked, now: Instant): Promise<void> {
	const { municipalityId } = actor;
	const kinds = new Map(looked.known.map(({ elementId, kind }) => [elementId, kind]));
	const used = new Set<string>();
	for (const [at, line] of looked.placed.entries()) {
		const said = line.elementId || null;
		const isKnown = said !== null && kinds.get(said) === line.kind && !used.has(said);
		const elementId = isKnown ? said : newId();
		used.add(elementId);
		into.ids.set(line.id, elementId);
		if (!isKnown)
			await trx
				.insertInto('planElement')
				.values({ id: elementId, municipalityId, planId: into.planId, kind: line.kind, createdAt: now })
				.execute();
		await trx
			.insertInto('elementText')
			.values({
				versionId: into.versionId,
				elementId,
				municipalityId,
				...fieldsOf(line, into.ids, purpose, looked),
				position: at + 1,
				number: looked.numbers.get(line.id)!,
				edition: 1,
				removedAt: null
			})
			.execute();
	}
}

function fieldsOf(line: Placed, ids: ReadonlyMap<number, string>, purpose: Purpose, { unitOf, unread }: Looked): ElementFields {
	const { deadline, costKr } = readOf(line);
	const isNynorsk = purpose.locale === 'nn';
	const role = unitOf.has(line.id) || line.unit.length > 120 ? null : line.unit || null;
	const aim = line.aim.length > 1_000 ? null : line.aim || null;
	const legalBasis = line.legalBasis.length > 300 ? null : line.legalBasis || null;
	const inWords = [
		...(unread.get(line.id) ?? []).filter((field) => field !== 'unit' || role === null),
		...(line.aim !== '' && aim === null ? (['aim'] as const) : []),
		...(line.legalBasis !== '' && legalBasis === null ? (['legalBasis'] as const) : []),
		...(line.status !== '' && purpose.statusDate === null ? (['status'] as const) : [])
	];
	const words = wordsWith(line, [...new Set(inWords)], purpose.locale);
	return fieldsFor(line.kind, {
		...nothingMore,
		nn: isNynorsk ? words : '',
		nb: isNynorsk ? '' : words,
		parentId: line.parent === null ? null : ids.get(line.parent)!,
		unitId: unitOf.get(line.id)?.id ?? null,
		roleNn: isNynorsk ? role : null,
		roleNb: isNynorsk ? null : role,
		deadline,
		costKr,
		legalBasis,
		aimNn: isNynorsk ? aim : null,
		aimNb: isNynorsk ? null : aim
	});
}

/** What the source says of status, as of the day that somebody said it is from. */
async function reportStatuses(
	trx: Db,
	actor: Actor,
	ids: ReadonlyMap<number, string>,
	purpose: Purpose,
	looked: Looked,
	now: Instant
): Promise<void> {
	const { statusDate: date } = purpose;
	if (date === null) return;
	for (const line of looked.placed) {
		const { status } = readOf(line);
		if (line.kind === 'measure' && status !== null) await reportStatus(trx, actor, { elementId: ids.get(line.id)!, status, date }, now);
	}
}
