import { error } from '@sveltejs/kit';
import * as cafe from '#lib/cafe/commands.server.ts';
import * as input from '#lib/cafe/input.ts';
import { shownCode } from '#lib/joincode.ts';
import { mayArrange, tablesFor } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { seatingChart } from '#lib/cafe/seatingChart.server.ts';
import { questionLibrary } from '#lib/cafe/questions.ts';
import { changeTable } from '#lib/cafe/seats.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { elementsAt, layPlan } from '#lib/cafe/planOnTable.server.ts';
import type { TableElement } from '#lib/cafe/planOnTable.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/versions.server.ts';
import { byName } from '#lib/i18n/format.ts';
import { gatheringFor, step, stepWith } from '../cafe.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals } = event;
	const { actor, gathering } = await gatheringFor(event);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	if (!room) error(404);
	const { people } = await seatingChart(locals.db, actor.municipalityId, gathering.id);
	const { preset, rounds, roundMinutes, changeoverMinutes, phase, joinCode, joinLockedAt } = room.cafe;
	const { silentMinutes, votesPerSeat, silentShows, talkShows } = room.cafe;
	const order = byName(locals.locale);
	const plan = await planToLay(locals.db, actor.municipalityId);
	const laid = await elementsAt(locals.db, room.cafe.id);
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		cafe: { preset, rounds, roundMinutes, changeoverMinutes, phase, code: shownCode(joinCode), locked: joinLockedAt !== null },
		ways: { silentMinutes, votesPerSeat, silentShows, talkShows },
		mayArrange: mayArrange(room.cafe),
		tables: room.tables.map(({ id, number, question, hostId, hostName }) => ({ id, number, question, hostId, hostName })),
		people: people.map(({ attendanceId, name, hosts }) => ({ id: attendanceId, name, hosts })).sort((a, b) => order(a.name, b.name)),
		present: room.present,
		goals: plan
			.filter(({ kind }) => kind !== 'measure')
			.map(({ elementId, number, nn, nb }) => ({
				value: elementId,
				label: `${number} ${inLanguage(locals.locale, { nn: nn || nb, nb: nb || nn })}`
			})),
		laid: Object.fromEntries([...laid].map(([tableId, [top]]) => [tableId, top!.elementId])),
		suggested: tablesFor(preset, room.present),
		library: questionLibrary(locals.locale).filter((question) => !room.tables.some((table) => table.question === question))
	};
};

/** The plan as it reads now: its open revision, or what is in force. */
async function planToLay(db: Db, municipalityId: string) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.open ?? plan?.inForce;
	if (!version) return [];
	return (await elementsOf(db, version.id)).map(({ elementId, parentId, kind, number, nn, nb }) => ({
		...{ elementId, parentId, kind, number, nn, nb },
		...{ versionId: version.id, versionNumber: version.number }
	}));
}

/** A goal with all that stands under it, in the order of the plan. */
function under(plan: Awaited<ReturnType<typeof planToLay>>, goalId: string | null): TableElement[] {
	const within = new Set(goalId === null ? [] : [goalId]);
	return plan.flatMap(({ parentId, ...element }) => {
		if (parentId !== null && within.has(parentId)) within.add(element.elementId);
		return within.has(element.elementId) ? [element] : [];
	});
}

const nothing = { findingId: null };

export const actions: Actions = {
	preset: (event) =>
		stepWith(
			event,
			'preset',
			input.preset,
			(data) => (db, actor, cafeId) =>
				cafe.choosePreset(db, actor, cafeId, data.preset, data.preset === 'own' ? data : undefined, event.locals.now)
		),
	ways: (event) => stepWith(event, 'ways', input.ways, (chosen) => (db, actor, cafeId) => cafe.chooseWays(db, actor, cafeId, chosen)),
	table: (event) =>
		stepWith(event, 'table', input.arranged, (data) => (db, actor, cafeId) => changeTable(db, actor, cafeId, data.tableId, data)),
	add: (event) =>
		stepWith(
			event,
			'add',
			input.newTable,
			(data) => (db, actor, cafeId) => cafe.addTable(db, actor, cafeId, { text: data.question, ...nothing }, event.locals.now)
		),
	tablecloth: (event) =>
		stepWith(event, 'tablecloth', input.tablecloth, ({ tableId, goalId }) => async (db, actor, cafeId) => {
			const plan = goalId === null ? [] : await planToLay(db, actor.municipalityId);
			return layPlan(db, actor, cafeId, tableId, under(plan, goalId));
		}),
	remove: (event) =>
		stepWith(
			event,
			'remove',
			input.table,
			(data) => (db, actor, cafeId) => cafe.removeTable(db, actor, cafeId, data.tableId, event.locals.now)
		),
	rotate: (event) => step(event, 'code', (db, actor, cafeId) => cafe.rotateCode(db, actor, cafeId, event.locals.now)),
	lock: (event) => step(event, 'code', (db, actor, cafeId) => cafe.lockJoining(db, actor, cafeId, true, event.locals.now)),
	unlock: (event) => step(event, 'code', (db, actor, cafeId) => cafe.lockJoining(db, actor, cafeId, false, event.locals.now))
};
