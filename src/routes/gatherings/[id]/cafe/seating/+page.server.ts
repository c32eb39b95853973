import { mayRun } from '#lib/cafe/model.ts';
import { moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { allowTogether, keepApart, pin } from '#lib/cafe/seating/constraints.server.ts';
import * as input from '#lib/cafe/seating/input.ts';
import { seatLate, takeBackIn, leaveOut } from '#lib/cafe/seating/latecomers.server.ts';
import { constraintText, seatingText } from '#lib/cafe/seating/text.ts';
import { cafeAction } from '../cafe.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { seatingPage } from './seatingPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	return seatingPage(event.locals, actor, gathering, event.url.searchParams);
};

export const actions = {
	seat: cafeAction({ id: 'seat', run: ({ actor: cafe, locals }) => cafe.run(seatEveryone, locals.now), text: seatingText }),
	late: cafeAction({ id: 'late', run: ({ actor: cafe }) => cafe.run(seatLate), text: seatingText }),
	pin: cafeAction({ id: 'pin', input: input.pin, run: ({ actor: cafe, data }) => cafe.run(pin, data), text: constraintText }),
	apart: cafeAction({ id: 'apart', input: input.pair, run: ({ actor: cafe, data }) => cafe.run(keepApart, data), text: constraintText }),
	together: cafeAction({
		id: 'apart',
		input: input.pair,
		run: ({ actor: cafe, data }) => cafe.run(allowTogether, data),
		text: constraintText
	}),
	out: cafeAction({
		id: 'out',
		input: input.somebody,
		run: ({ actor: cafe, data, locals }) => cafe.run(leaveOut, data.attendanceId, locals.now),
		text: seatingText
	}),
	in: cafeAction({
		id: 'out',
		input: input.somebody,
		run: ({ actor: cafe, data }) => cafe.run(takeBackIn, data.attendanceId),
		text: seatingText
	}),
	move: cafeAction({ id: 'move', input: input.move, run: ({ actor: cafe, data }) => cafe.run(moveSeat, data), text: seatingText })
};
