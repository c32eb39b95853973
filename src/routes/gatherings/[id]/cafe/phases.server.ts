import { endCafe, freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { freezeText } from '#lib/cafe/harvest/text.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { minutes, start } from '#lib/cafe/rounds/input.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { nextPhaseText, revealText, timerText } from '#lib/cafe/rounds/text.ts';
import { extend, pause, resume } from '#lib/cafe/rounds/timer.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { seatingText } from '#lib/cafe/seating/text.ts';
import { cafeAction, reauthorizeAfterGrace } from './cafe.server.ts';

const id = 'next';

/** From one phase of the café to the next, in their order. */
export const phaseActions = {
	seat: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(seatEveryone, locals.now), text: seatingText }),
	startRound: cafeAction({
		id,
		input: start,
		run: ({ actor: cafe, data, locals }) => cafe.run(startRound, locals.now, data.alone),
		text: nextPhaseText,
		done: (_, { actor: cafe, locals }) => {
			reauthorizeAfterGrace(locals, cafe.id);
			return { id, done: true };
		}
	}),
	reveal: cafeAction({
		id,
		run: ({ actor: cafe, locals: { live, now } }) => cafe.run((db, actor, cafeId) => reveal(db, live, actor, cafeId, now)),
		text: revealText
	}),
	endRound: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(endRound, locals.now), text: nextPhaseText }),
	vote: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(startVote, locals.now), text: nextPhaseText }),
	close: cafeAction({
		id,
		run: ({ actor: cafe, locals: { live, now } }) => cafe.run((db, actor, cafeId) => freezeBoards(db, live, actor, cafeId, now)),
		text: freezeText
	}),
	reopen: cafeAction({
		id,
		run: ({ actor: cafe, locals: { live, now } }) => cafe.run((db, actor, cafeId) => unfreezeBoards(db, live, actor, cafeId, now)),
		text: freezeText
	}),
	end: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(endCafe, locals.now), text: freezeText })
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
