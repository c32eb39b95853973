import { freezeBoards, endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { table } from '#lib/cafe/input.ts';
import * as input from '#lib/cafe/rounds/input.ts';
import { move } from '#lib/cafe/seating/input.ts';
import { shownCode } from '#lib/joincode.ts';
import { lockTable } from '#lib/cafe/rounds/lockTable.server.ts';
import { isAwaited, mayReseat, nextStep, unfreezableUntil, seatingRound } from '#lib/cafe/model.ts';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import * as clock from '#lib/cafe/rounds/timer.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import * as rounds from '#lib/cafe/rounds/commands.server.ts';
import { lowerHand, say } from '#lib/cafe/rounds/signals.server.ts';
import { seatLate } from '#lib/cafe/seating/latecomers.server.ts';
import { moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { mayLead } from '#lib/people/model.ts';
import { afterGrace, gatheringFor, step, stepWith } from './cafe.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, depends, url } = event;
	depends('cafe:room');
	const { actor, gathering } = await gatheringFor(event);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	const head = { gathering: { id: gathering.id, theme: gathering.theme, state: gathering.state }, now: locals.now };
	if (!room) return { ...head, room: null };
	const { people } = await seatingChart(locals.db, actor.municipalityId, gathering.id);
	const round = seatingRound(room.cafe);
	const { id, phase, rounds, endsAt, pausedAt, silentAt, message, roundMinutes, silentMinutes, votesPerSeat } = room.cafe;
	const { joinCode, joinToken, joinLockedAt } = room.cafe;
	const hall = await monitorOf(locals.live, gathering.id).poll(locals.db, locals.live, actor.municipalityId, gathering.id, locals.now);
	const until = unfreezableUntil(room.cafe);
	const who = url.searchParams.get('who');
	const unharvested = room.tables.filter(isAwaited).length;
	return {
		...head,
		room: {
			cafe: { id, phase, round: room.cafe.round, rounds, endsAt, pausedAt, silentAt, message, roundMinutes, silentMinutes, votesPerSeat },
			next: nextStep(room.cafe, { present: room.present, unharvested }),
			mayLead: mayLead(actor),
			present: room.present,
			unseated: room.unseated,
			joined: room.joined,
			unharvested,
			/** Tables with something on them. */
			written: room.tables.filter(({ notes }) => notes > 0).length,
			/** Until when the boards can be opened again; null when they can't. */
			reopenUntil: until !== null && until >= locals.now && room.tables.every(({ points }) => points === 0) ? until : null,
			hall: hall!,
			mayMove: mayReseat(room.cafe),
			seatRound: round,
			/** The table that is looked at, and what can be done with the seat of somebody there. */
			at: Number(url.searchParams.get('table')) || null,
			exchanges: who ? ((await exchangesFor(locals.db, actor.municipalityId, gathering.id, { attendanceId: who, round })) ?? null) : null,
			who,
			join: {
				code: shownCode(joinCode),
				url: `${locals.settings.origin}/join/${joinToken}`,
				short: `${locals.settings.origin}/join`,
				locked: joinLockedAt !== null
			},
			tables: room.tables.map(({ id, number, question, hostName, notes, points, harvestedAt, frozenHash }) => ({
				...{ id, number, question, hostName, notes, points, frozenHash },
				harvested: harvestedAt !== null,
				seats: people
					.filter((person) => person.way[round - 1] === number)
					.map(({ attendanceId, name, unit, hosts }) => ({
						...{ id: attendanceId, label: name, colour: unit?.colour, host: hosts === number },
						unit: unit && inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb })
					}))
			}))
		}
	};
};

export const actions: Actions = {
	seat: (event) => step(event, 'next', (db, actor, cafeId) => seatEveryone(db, actor, cafeId, event.locals.now)),
	late: (event) => step(event, 'late', seatLate),
	startRound: (event) =>
		stepWith(event, 'next', input.start, ({ alone }) => async (db, actor, cafeId) => {
			const started = await rounds.startRound(db, actor, cafeId, event.locals.now, alone);
			if (started.ok) afterGrace(event.locals, cafeId);
			return started;
		}),
	reveal: (event) => step(event, 'next', (db, actor, cafeId) => reveal(db, event.locals.live, actor, cafeId, event.locals.now)),
	endRound: (event) => step(event, 'next', (db, actor, cafeId) => rounds.endRound(db, actor, cafeId, event.locals.now)),
	vote: (event) => step(event, 'next', (db, actor, cafeId) => rounds.startVote(db, actor, cafeId, event.locals.now)),
	close: (event) => step(event, 'next', (db, actor, cafeId) => freezeBoards(db, event.locals.live, actor, cafeId, event.locals.now)),
	end: (event) => step(event, 'next', (db, actor, cafeId) => endCafe(db, actor, cafeId, event.locals.now)),
	reopen: (event) => step(event, 'next', (db, actor, cafeId) => unfreezeBoards(db, event.locals.live, actor, cafeId, event.locals.now)),
	pause: (event) => step(event, 'extend', (db, actor, cafeId) => clock.pause(db, actor, cafeId, event.locals.now)),
	resume: (event) => step(event, 'extend', (db, actor, cafeId) => clock.resume(db, actor, cafeId, event.locals.now)),
	extend: (event) =>
		stepWith(
			event,
			'extend',
			input.minutes,
			({ minutes }) =>
				(db, actor, cafeId) =>
					clock.extend(db, actor, cafeId, minutes, event.locals.now)
		),
	say: (event) => stepWith(event, 'say', input.message, (said) => (db, actor, cafeId) => say(db, actor, cafeId, said, event.locals.now)),
	lock: (event) =>
		stepWith(
			event,
			'table',
			table,
			({ tableId }) =>
				(db, actor, cafeId) =>
					lockTable(db, actor, cafeId, tableId, true, event.locals.now)
		),
	unlock: (event) =>
		stepWith(
			event,
			'table',
			table,
			({ tableId }) =>
				(db, actor, cafeId) =>
					lockTable(db, actor, cafeId, tableId, false, event.locals.now)
		),
	move: (event) => stepWith(event, 'table', move, (data) => (db, actor, cafeId) => moveSeat(db, actor, cafeId, data)),
	lowerHand: (event) =>
		stepWith(
			event,
			'hand',
			table,
			({ tableId }) =>
				(db, actor, cafeId) =>
					lowerHand(db, actor, cafeId, tableId)
		)
};
