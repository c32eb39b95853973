import { appliesIn } from '#lib/cycle/series/obligation.ts';
import { obligationsIn } from '#lib/cycle/series/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { heldPerYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { evaluations, type Evaluation } from '#lib/gatherings/evaluation/commands.server.ts';
import { languageOf } from '#lib/gatherings/queries.server.ts';
import { heldGatherings, type HeldGathering } from './heldGatherings.server.ts';
import { statusHistory, type StatusSaid } from '../followUp/queries.server.ts';
import type { Indicator } from '../indicators/model.ts';
import { indicators } from '../indicators/queries.server.ts';
import type { DecisionOutcome } from '../model.ts';
import { documentOf, type ElementView } from '../document/queries.server.ts';
import type { Plan } from '../queries.server.ts';

type Home = { municipalityId: string; municipalityName: string };

/** The facts of all reports, read once: reports differ in selection, never in numbers. */
export type Facts = {
	plan: Plan;
	home: Home;
	locale: Locale;
	/** The language that the municipality writes in. */
	from: Locale;
	/** The last day that is told of. */
	until: string;
	/** The version as it is told of, and its measures. */
	elements: ElementView[];
	measures: ElementView[];
	history: Map<string, StatusSaid[]>;
	indicators: Indicator[];
	held: HeldGathering[];
	/** What those who were there have answered afterwards. */
	evaluations: Evaluation[];
	/** How many inputs came from forums, by what was decided; '' for those not decided. */
	asked: Map<DecisionOutcome | '', number>;
	/** Measures of the version in force that somebody at a forum asked for. */
	fromForum: ElementView[];
	duties: { label: { nn: string; nb: string }; legalBasis: string | null; years: { year: number; held: number; min: number }[] }[];
};

/** Reads the facts of every report. */
export async function factsOf(
	db: Db,
	home: Home,
	{ plan, versionId, locale, today, until }: { plan: Plan; versionId: string; locale: Locale; today: string; until: string }
): Promise<Facts> {
	const { municipalityId } = home;
	const elements = await documentOf(db, municipalityId, versionId);
	const rows = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.id', 'planInput.elementId', 'decision.outcome'])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.origin', '=', 'harvest')
		.where('planInput.withdrawnAt', 'is', null)
		.where('planInput.createdAt', '<=', `${until}T23:59:59.999Z`)
		.execute();
	const inputs = await askedOnce(db, municipalityId, rows);
	const asked = new Map<DecisionOutcome | '', number>();
	for (const { outcome } of inputs) asked.set(outcome ?? '', (asked.get(outcome ?? '') ?? 0) + 1);
	const wanted = new Set(
		inputs.flatMap(({ elementId, outcome }) => (elementId && (outcome === 'in' || outcome === 'partly') ? elementId : []))
	);
	const held = await heldGatherings(db, municipalityId, { from: plan.periodFrom, to: Number(until.slice(0, 4)) });
	const thisYear = Number(today.slice(0, 4));
	const series = await db.selectFrom('series').select(['id', 'legalBasis']).where('municipalityId', '=', municipalityId).execute();
	const counts = await heldPerYear(db, municipalityId);
	const duties = (await obligationsIn(db, municipalityId, thisYear)).map((duty) => ({
		label: { nn: duty.labelNn, nb: duty.labelNb },
		legalBasis:
			series.find(({ id }) => id === duty.seriesId)?.legalBasis ??
			elements.find((element) => element.seriesId === duty.seriesId)?.legalBasis ??
			null,
		years: Array.from({ length: thisYear - plan.periodFrom + 1 }, (_, at) => plan.periodFrom + at)
			.filter((year) => appliesIn(duty, year))
			.map((year) => ({
				year,
				held: counts.find((count) => count.seriesId === duty.seriesId && count.year === year)?.held ?? 0,
				min: duty.minPerYear
			}))
	}));
	return {
		plan,
		home,
		locale,
		from: await languageOf(db, municipalityId),
		until,
		elements,
		measures: elements.filter((element) => element.kind === 'measure'),
		history: await statusHistory(db, municipalityId),
		indicators: await indicators(db, municipalityId),
		held,
		evaluations: await evaluations(db, municipalityId),
		asked,
		fromForum: elements.filter((element) => element.kind === 'measure' && wanted.has(element.elementId)),
		duties
	};
}

/** What was put off stands again in the next revision: it was asked for once, and counts as it was decided last. */
async function askedOnce<R extends { id: string }>(db: Db, municipalityId: string, rows: readonly R[]): Promise<R[]> {
	const carried = await db
		.selectFrom('lineage')
		.select(['fromId', 'toId'])
		.where('municipalityId', '=', municipalityId)
		.where('fromKind', '=', 'input')
		.where('toKind', '=', 'input')
		.execute();
	const here = new Set(rows.map(({ id }) => id));
	const again = new Set(carried.flatMap(({ fromId, toId }) => (here.has(toId) ? fromId : [])));
	return rows.filter(({ id }) => !again.has(id));
}
