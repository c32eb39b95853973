import { error } from '@sveltejs/kit';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { mayWorkOnPoints, summaryState } from '#lib/summaries/model.ts';
import { nearGroups } from '#lib/summaries/points/cluster.ts';
import { nextMove } from '#lib/summaries/points/plenary.ts';
import { pointsWithArrival, tablesOf } from '#lib/summaries/points/plenary.server.ts';
import { plenaryView } from '#lib/summaries/points/plenaryView.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';

/** What who leads plenary has in the hand: where it stands, what comes next, and the points that the room has been told of. */
export async function plenaryPage({ db, locale, now }: App.Locals, actor: Actor, gatheringId: string) {
	const scope = [db, actor.municipalityId, gatheringId] as const;
	const room = (await cafeOf(...scope)) ?? error(404);
	const today = civilDate(now);
	const view = await plenaryView(...scope, today, true);
	const points = await pointsWithArrival(...scope);
	const words = new Map(points.map(({ id, text }) => [id, text]));
	const told = (view?.points ?? []).filter(({ arrived }) => arrived).map((point) => ({ ...point, words: words.get(point.id) ?? '' }));
	const starters = new Map(points.map(({ id, starterUnitId, starterRole, startBy }) => [id, { starterUnitId, starterRole, startBy }]));
	const tables = await tablesOf(...scope);
	const next = view && nextMove({ part: view.part, tableId: view.table?.id ?? null, pointId: view.pointId }, tables, points);
	return {
		mayWork: mayWorkOnPoints(actor, summaryState(await versions(...scope))),
		mayStart: room.tables.some(({ harvestedAt, points }) => harvestedAt !== null && points > 0),
		view: view && { part: view.part, turn: view.turn, table: view.table, tables: view.tables, pointId: view.pointId },
		next: next && {
			part: next.part,
			text: next.arrives === undefined ? null : (words.get(next.arrives) ?? null),
			number: next.tableId === null ? null : (tables.find(({ id }) => id === next.tableId)?.number ?? null)
		},
		points: told.map((point) => ({ ...point, ...starters.get(point.id)! })),
		near: nearGroups(told.map(({ id, words, tables }) => ({ id, text: words, tables }))),
		units: (await units(db, actor.municipalityId))
			.filter((unit) => isCurrent(unit, today))
			.map((unit) => ({ value: unit.id, label: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
}
