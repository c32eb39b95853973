import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { archive, type Packed } from '#lib/documents/archive.server.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { documentOf, type ElementView } from '../document/queries.server.ts';
import { keptFiles } from '../package/queries.server.ts';
import { packed } from '../package/files.ts';
import { isTakenIn, type Version } from '../model.ts';
import { planOf } from '../queries.server.ts';
import { publishedPoints } from '../story/queries.server.ts';
import { tooFewToTell } from '../story/rule.ts';
import type { Outcome } from '../thread/model.ts';
import { cameOf } from '../thread/queries.server.ts';

/** What became of a published point, as far as a decision stands: a draft is not public. */
export type Became = 'inPlan' | 'later' | 'no' | 'waits' | 'inSummary';

export type PublishedPlan = {
	municipalityName: string;
	inForce: Version;
	elements: ElementView[];
	/** How many points the published summaries have, by what became of each. */
	counts: Map<Became, number>;
	/** By measure: the points that led to it. `hidden`: those that are counted and not shown, as they may point at somebody. */
	came: { measure: ElementView; points: string[]; hidden: number }[];
	/** Whether the files of the adopted version are made. */
	hasFiles: boolean;
};

/** Whose plan it is, when the municipality has opened its page; undefined for all other addresses. */
export async function openPlan(db: Db, planId: string): Promise<{ municipalityId: string; municipalityName: string } | undefined> {
	return db
		.selectFrom('plan')
		.innerJoin('planPage', 'planPage.municipalityId', 'plan.municipalityId')
		.innerJoin('municipality', 'municipality.id', 'plan.municipalityId')
		.select(['plan.municipalityId', 'municipality.name as municipalityName'])
		.where('plan.id', '=', planId)
		.where('planPage.openedAt', 'is not', null)
		.executeTakeFirst();
}

/** Since when the page is open (null: it is not), and where; undefined while there is no plan. */
export async function planPageOf(db: Db, municipalityId: string): Promise<{ openedAt: string | null; planId: string } | undefined> {
	const row = await db
		.selectFrom('plan')
		.leftJoin('planPage', 'planPage.municipalityId', 'plan.municipalityId')
		.select(['plan.id as planId', 'planPage.openedAt'])
		.where('plan.municipalityId', '=', municipalityId)
		.executeTakeFirst();
	return row;
}

/**
 * What the page shows: the plan in force with its status, and what became of the points of published summaries. Undefined where the page
 * is not open or nothing is adopted.
 */
export async function publishedPlan(db: Db, planId: string): Promise<PublishedPlan | undefined> {
	const home = await openPlan(db, planId);
	return home && toldPlan(db, home);
}

/** The same for who may read what is adopted, whether the page is open or not; undefined where nothing is adopted. */
export async function toldPlan(
	db: Db,
	{ municipalityId, municipalityName }: { municipalityId: string; municipalityName: string }
): Promise<PublishedPlan | undefined> {
	const inForce = (await planOf(db, municipalityId))?.inForce;
	if (!inForce) return undefined;
	const elements = await documentOf(db, municipalityId, inForce.id);
	const measures = new Map(elements.flatMap((element) => (element.kind === 'measure' ? [[element.elementId, element] as const] : [])));
	const points = await publishedPoints(db, municipalityId);
	const came = await cameOf(db, municipalityId, { kind: 'forumPoint', ids: points.map(({ id }) => id) });
	const counts = new Map<Became, number>();
	const by = new Map<string, { points: string[]; hidden: number }>();
	for (const point of points) {
		const became = came.get(point.id)!;
		const led = became.measures.filter(({ id }) => measures.has(id));
		const state = led.length > 0 ? 'inPlan' : stateOf(became);
		counts.set(state, (counts.get(state) ?? 0) + 1);
		const isHidden = personalKinds(point.text).length > 0 || tooFewToTell(point);
		for (const { id } of led) {
			const told = by.get(id) ?? { points: [], hidden: 0 };
			by.set(id, isHidden ? { ...told, hidden: told.hidden + 1 } : { ...told, points: [...told.points, point.text] });
		}
	}
	return {
		municipalityName,
		inForce,
		elements,
		counts,
		came: [...measures].flatMap(([id, measure]) => (by.has(id) ? [{ measure, ...by.get(id)! }] : [])),
		hasFiles: (await keptFiles(db, municipalityId, inForce.id, packed)).length > 0
	};
}

function stateOf({ inputs }: Pick<Outcome, 'inputs'>): Exclude<Became, 'inPlan'> {
	if (inputs.length === 0) return 'inSummary';
	const standing = inputs.filter(({ isSettled }) => isSettled).map(({ outcome }) => outcome);
	if (standing.length < inputs.length || standing.some((outcome) => outcome === null || isTakenIn(outcome))) return 'waits';
	return standing.includes('later') ? 'later' : 'no';
}

/**
 * A file of the plan in force as it was kept at adoption, or `plan.zip` with all of them: the plan, its hashed text and the script that
 * checks it. Not the thread of every note, nor remarks and changes: they name who sent a remark, also one that was held back. Nothing is
 * made here: a stranger's request writes nothing.
 */
export async function publishedFile(db: Db, planId: string, name: string): Promise<{ content: Buffer; title: string } | undefined> {
	const home = await openPlan(db, planId);
	const inForce = home && (await planOf(db, home.municipalityId))?.inForce;
	if (!inForce) return undefined;
	const title = [inForce.caseNumber, inForce.nameNn || inForce.nameNb].filter(Boolean).join(' ');
	if (name !== 'plan.zip') {
		const [file] = isPublic(name) ? await keptFiles(db, home.municipalityId, inForce.id, name) : [];
		return file && { content: file.content, title };
	}
	const files = (await keptFiles(db, home.municipalityId, inForce.id)).filter((file) => isPublic(file.name));
	if (files.length === 0) return undefined;
	const at = files
		.map(({ madeAt }) => madeAt)
		.toSorted()
		.at(-1)!;
	const inOrder: Packed[] = inNameOrder(files, ({ name: path }) => path);
	return { content: archive(inOrder, at), title };
}

/** Of the kept files, those that hold nothing but what is adopted and told to everybody; a new kind is not among them by itself. */
const isPublic = (name: string) => /^(?:n[nb]\/plan\.(?:pdf|docx)|plan\.json|log\.json|verify\.mjs)$/.test(name);
