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
import { addTableNow, mendQuestion } from '#lib/cafe/tables/addTable.server.ts';
import { dissolveTable } from '#lib/cafe/tables/dissolve.server.ts';
import { dissolved, mended, newTable } from '#lib/cafe/tables/input.ts';
import { tablesText } from '#lib/cafe/tables/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
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
	addTable: cafeAction({
		id: 'addTable',
		input: newTable,
		run: ({ actor: cafe, data, locals }) => cafe.run(addTableNow, data.question, locals.now),
		text: tablesText,
		said: ({ number }) => m.tables_added({ number })
	}),
	mendQuestion: cafeAction({
		id: 'mendQuestion',
		input: mended,
		run: ({ actor: cafe, data }) => cafe.run(mendQuestion, data),
		text: tablesText,
		said: () => m.tables_mended()
	}),
	dissolve: cafeAction({
		id: 'dissolve',
		input: dissolved,
		run: ({ actor: cafe, data, locals: { live, now } }) =>
			cafe.run((db, actor, cafeId) => dissolveTable(db, live, actor, cafeId, data, now)),
		text: tablesText,
		said: ({ into }) => m.tables_dissolved({ into })
	}),
	lowerHand: cafeAction({ id: 'hand', input: table, run: ({ actor: cafe, data }) => cafe.run(lowerHand, data.tableId), text: tableText })
};
