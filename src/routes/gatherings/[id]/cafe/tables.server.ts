import { readAgain } from '#lib/cafe/harvest/readAgain.server.ts';
import { freezeText } from '#lib/cafe/harvest/text.ts';
import { table } from '#lib/cafe/input.ts';
import { message } from '#lib/cafe/rounds/input.ts';
import { lockTable } from '#lib/cafe/rounds/lockTable.server.ts';
import { mendTable } from '#lib/cafe/rounds/mendTable.server.ts';
import { lowerHand, say } from '#lib/cafe/rounds/signals.server.ts';
import { tableText } from '#lib/cafe/rounds/text.ts';
import { moveSeat } from '#lib/cafe/seating/commands.server.ts';
import { move } from '#lib/cafe/seating/input.ts';
import { seatLate } from '#lib/cafe/seating/latecomers.server.ts';
import { seatingText } from '#lib/cafe/seating/text.ts';
import { cafeAction } from './cafe.server.ts';

/** What is done at single tables, or said to them. */
export const tableActions = {
	late: cafeAction({ id: 'late', run: ({ actor: cafe }) => cafe.run(seatLate), text: seatingText }),
	say: cafeAction({
		id: ({ tableId }) => (tableId ? 'sayAt' : 'say'),
		input: message,
		run: ({ actor: cafe, data, locals }) => cafe.run(say, data, locals.now),
		text: tableText
	}),
	lock: cafeAction({
		id: 'table',
		input: table,
		run: ({ actor: cafe, data, locals }) => cafe.run(lockTable, { ...data, isLocked: true }, locals.now),
		text: tableText
	}),
	unlock: cafeAction({
		id: 'table',
		input: table,
		run: ({ actor: cafe, data, locals }) => cafe.run(lockTable, { ...data, isLocked: false }, locals.now),
		text: tableText
	}),
	mend: cafeAction({
		id: 'table',
		input: table,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.run((db, actor, cafeId) => mendTable(db, live, actor, cafeId, data.tableId, now)),
		text: tableText
	}),
	readAgain: cafeAction({
		id: 'readAgain',
		input: table,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.run((db, actor, cafeId) => readAgain(db, live, actor, cafeId, data.tableId, now)),
		text: freezeText
	}),
	move: cafeAction({ id: 'table', input: move, run: ({ actor: cafe, data }) => cafe.run(moveSeat, data), text: seatingText }),
	lowerHand: cafeAction({ id: 'hand', input: table, run: ({ actor: cafe, data }) => cafe.run(lowerHand, data.tableId), text: tableText })
};
