import { mayRun } from '#lib/cafe/model.ts';
import { moveSeat, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import * as input from '#lib/cafe/seating/input.ts';
import { seatLate, takeBackIn, leaveOut } from '#lib/cafe/seating/latecomers.server.ts';
import { seatingText as text } from '#lib/cafe/seating/text.ts';
import { cafeAction } from '../cafe.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import * as constraintActions from './constraintActions.server.ts';
import { seatingPage } from './seatingPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	return seatingPage(event.locals, actor, gathering, event.url.searchParams);
};

export const actions = {
	...constraintActions,
	seat: cafeAction({ id: 'seat', run: ({ actor: cafe, locals }) => cafe.run(seatEveryone, locals.now), text }),
	late: cafeAction({ id: 'late', run: ({ actor: cafe }) => cafe.run(seatLate), text }),
	out: cafeAction({
		id: 'out',
		input: input.somebody,
		run: ({ actor: cafe, data, locals }) => cafe.run(leaveOut, data.attendanceId, locals.now),
		text
	}),
	in: cafeAction({
		id: 'out',
		input: input.somebody,
		run: ({ actor: cafe, data }) => cafe.run(takeBackIn, data.attendanceId),
		text
	}),
	move: cafeAction({ id: 'move', input: input.move, run: ({ actor: cafe, data }) => cafe.run(moveSeat, data), text })
};
