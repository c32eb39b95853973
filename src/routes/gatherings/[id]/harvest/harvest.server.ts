import { mayRun } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { draftWords } from '#lib/summaries/draft/queries.server.ts';
import { inReadingOrder, mayWorkOnPoints, summaryState } from '#lib/summaries/model.ts';
import { nearGroups } from '#lib/summaries/points/cluster.ts';
import { forumPoints, ungathered } from '#lib/summaries/points/queries.server.ts';
import { unitsBehind } from '#lib/summaries/points/split.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';

/** What the harvest's page shows of a gathering: the forum's points, those that are alike, and tables that have not brought theirs. */
export async function harvestPage({ db, live, locale, now }: App.Locals, actor: Actor, gatheringId: string) {
	const scope = [db, actor.municipalityId, gatheringId] as const;
	const all = await versions(...scope);
	const state = summaryState(all);
	const draft = all.find((version) => version.publishedAt === null);
	const words = draft && (await draftWords(live, draft));
	const cafe = await cafeOf(...scope);
	// While a draft is open, the points read as they are worded there.
	const points = inReadingOrder(await forumPoints(...scope)).map((point) => ({
		...point,
		text: words?.points.get(point.id)?.text || point.text
	}));
	const behind = await unitsBehind(...scope, points);
	const named = (await units(db, actor.municipalityId)).map((unit) => ({
		value: unit.id,
		label: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }),
		isCurrent: isCurrent(unit, civilDate(now))
	}));
	const nameOf = (id: string) => named.find(({ value }) => value === id)?.label ?? '';
	return {
		state,
		mayWork: mayWorkOnPoints(actor, state),
		mayType: mayRun(actor) && cafe !== undefined,
		drafting: draft?.boardId != null,
		late: (cafe?.tables ?? [])
			.filter((table) => table.frozenAt !== null && table.harvestedAt === null)
			.map(({ id, number, hostName, points }) => ({ id, number, hostName, points })),
		points: points.map((point) => {
			const { unitIds, others } = behind.get(point.id)!;
			return { ...point, units: unitIds.map(nameOf), others };
		}),
		near: nearGroups(points).map((group) => group.map(({ id, text, tables, votes }) => ({ id, text, tables, votes }))),
		waiting: (await ungathered(...scope)).length,
		units: named.filter((unit) => unit.isCurrent).map(({ value, label }) => ({ value, label }))
	};
}
