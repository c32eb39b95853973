import { error } from '@sveltejs/kit';
import * as input from '#lib/cafe/seating/input.ts';
import { areFrozen, mayReseat, maySeat, seatingRound } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { seatLate, takeIn, takeOut } from '#lib/cafe/seating/latecomers.server.ts';
import { moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { keepApart, pin } from '#lib/cafe/seating/constraints.server.ts';
import { byName } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { gatheringFor, step, stepWith } from '../cafe.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const { actor, gathering } = await gatheringFor(event);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	if (!room) error(404);
	const { people, apart, quality } = await seatingChart(locals.db, actor.municipalityId, gathering.id);
	const asked = Number(url.searchParams.get('round'));
	const current = Math.min(seatingRound(room.cafe), room.cafe.rounds);
	const order = byName(locals.locale);
	const round = Number.isInteger(asked) && asked >= 1 && asked <= room.cafe.rounds ? asked : current;
	const who = url.searchParams.get('who');
	const changing = who ? { attendanceId: who, round: Math.max(round, current) } : null;
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		rounds: room.cafe.rounds,
		current,
		round,
		changing,
		exchanges: changing ? ((await exchangesFor(locals.db, actor.municipalityId, gathering.id, changing)) ?? null) : null,
		apart,
		mayTakeOut: !areFrozen(room.cafe),
		maySeat: maySeat(room.cafe),
		mayReseat: mayReseat(room.cafe),
		seated: quality !== null,
		quality,
		present: room.present,
		unseated: room.unseated,
		tables: room.tables.map(({ id, number, question }) => ({ id, number, question })),
		people: people
			.map(({ attendanceId, name, unit, hosts, pinned, out, way }) => ({
				...{ id: attendanceId, name, hosts, pinned, out, way },
				unit: unit && { name: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }), colour: unit.colour }
			}))
			.sort((a, b) => order(a.name, b.name))
	};
};

export const actions: Actions = {
	seat: (event) => step(event, 'seat', (db, actor, cafeId) => seatEveryone(db, actor, cafeId, event.locals.now)),
	late: (event) => step(event, 'late', seatLate),
	pin: (event) =>
		stepWith(event, 'pin', input.pin, (said) => (db, actor, cafeId) => pin(db, actor, cafeId, said.attendanceId, said.tableId)),
	apart: (event) => stepWith(event, 'apart', input.pair, (pair) => (db, actor, cafeId) => keepApart(db, actor, cafeId, pair, true)),
	together: (event) => stepWith(event, 'apart', input.pair, (pair) => (db, actor, cafeId) => keepApart(db, actor, cafeId, pair, false)),
	out: (event) =>
		stepWith(
			event,
			'out',
			input.somebody,
			(said) => (db, actor, cafeId) => takeOut(db, actor, cafeId, said.attendanceId, event.locals.now)
		),
	in: (event) => stepWith(event, 'out', input.somebody, (said) => (db, actor, cafeId) => takeIn(db, actor, cafeId, said.attendanceId)),
	move: (event) => stepWith(event, 'move', input.move, (data) => (db, actor, cafeId) => moveSeat(db, actor, cafeId, data))
};
