import { endCafe, freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { freezeText } from '#lib/cafe/harvest/text.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { close, minutes, start, steps } from '#lib/cafe/rounds/input.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { nextPhaseText, revealText, timerText } from '#lib/cafe/rounds/text.ts';
import { extend, pause, resume } from '#lib/cafe/rounds/timer.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { seatingText } from '#lib/cafe/seating/text.ts';
import { cafeAction, reauthorizeAfterGrace, stands } from './cafe.server.ts';

const id = 'next';
const common = { id, input: steps, said: stands };

/** From one phase of the café to the next. Each carries the step it was pressed for, and does nothing when that is taken. */
export const phaseActions = {
	seat: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals }) => cafe.step(data.step, seatEveryone, locals.now),
		text: seatingText
	}),
	startRound: cafeAction({
		...common,
		input: start,
		run: ({ actor: cafe, data, locals }) => cafe.step(data.step, startRound, locals.now, data.alone),
		text: nextPhaseText,
		done: (_, { actor: cafe, locals }) => {
			reauthorizeAfterGrace(locals, cafe.id);
			return { id, done: true };
		}
	}),
	reveal: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.step(data.step, (db, actor, cafeId) => reveal(db, live, actor, cafeId, now)),
		text: revealText
	}),
	endRound: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals }) => cafe.step(data.step, endRound, locals.now),
		text: nextPhaseText
	}),
	vote: cafeAction({ ...common, run: ({ actor: cafe, data, locals }) => cafe.step(data.step, startVote, locals.now), text: nextPhaseText }),
	close: cafeAction({
		...common,
		input: close,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.step(data.step, (db, actor, cafeId) => freezeBoards(db, live, actor, cafeId, now, data.without)),
		text: freezeText
	}),
	reopen: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.step(data.step, (db, actor, cafeId) => unfreezeBoards(db, live, actor, cafeId, now)),
		text: freezeText
	}),
	end: cafeAction({ ...common, run: ({ actor: cafe, data, locals }) => cafe.step(data.step, endCafe, locals.now), text: freezeText })
};

/** The timer of the phase. */
export const timerActions = {
	pause: cafeAction({ id: 'extend', run: ({ actor: cafe, locals }) => cafe.run(pause, locals.now), text: timerText }),
	resume: cafeAction({ id: 'extend', run: ({ actor: cafe, locals }) => cafe.run(resume, locals.now), text: timerText }),
	extend: cafeAction({
		id: 'extend',
		input: minutes,
		run: ({ actor: cafe, data, locals }) => cafe.run(extend, data.minutes, locals.now),
		text: timerText
	})
};
