import { endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { freezeText } from '#lib/cafe/harvest/text.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { close, minutes, start, steps } from '#lib/cafe/rounds/input.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { revealText, timerText } from '#lib/cafe/rounds/text.ts';
import { extend, pause, resume } from '#lib/cafe/rounds/timer.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { seatingText } from '#lib/cafe/seating/text.ts';
import { undoStep } from '#lib/cafe/steps/pending.server.ts';
import { stepText } from '#lib/cafe/steps/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { cafeAction, stands } from './cafe.server.ts';

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
		run: ({ actor: cafe, data }) => cafe.press(data, { step: 'round', alone: data.alone }),
		text: stepText
	}),
	reveal: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.step(data.step, (db, actor, cafeId) => reveal(db, live, actor, cafeId, now)),
		text: revealText
	}),
	endRound: cafeAction({ ...common, run: ({ actor: cafe, data }) => cafe.press(data, { step: 'changeover' }), text: stepText }),
	vote: cafeAction({ ...common, run: ({ actor: cafe, data }) => cafe.press(data, { step: 'vote' }), text: stepText }),
	close: cafeAction({
		...common,
		input: close,
		run: ({ actor: cafe, data }) => cafe.press(data, { step: 'harvest', without: data.without }),
		text: stepText
	}),
	/** The step that waits takes effect at once, or is taken back. */
	stepNow: cafeAction({ ...common, run: ({ actor: cafe, data }) => cafe.takeFor(data.step), text: stepText }),
	undoStep: cafeAction({
		...common,
		run: ({ actor: cafe, data, locals }) => cafe.step(data.step, undoStep, locals.now),
		text: stepText,
		said: ({ stands }) => m.steps_said_back({ phase: stands })
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
