import { expect, test } from 'vitest';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { addNote, noteText, readBoard } from '#lib/cafe/board/document.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { seatOf } from '#lib/cafe/tables/walkIns.server.ts';
import { dissolveTable } from '#lib/cafe/tables/dissolve.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { startServer, join, until, type TestServer } from '../support/live.ts';
import { aSilentRoom } from '../support/silent.ts';
import { now } from '../support/world.ts';

test('a table is dissolved while somebody writes: every note that was saved is on the other board, once and still its writer’s', async () => {
	const server: TestServer = await startServer({
		options: {
			authorize: (request) =>
				createAuthorizer(
					server.db,
					createSessions(server.db, false),
					() => now
				)({ ...request, cookie: `samling-table=${request.searchParams.get('as')}` }),
			status: (boardId) => tableStatusOf(server.db, boardId, now)
		}
	});
	const { room, writers, world } = await aSilentRoom(server.db, { chosen: { silentMinutes: 0 } });
	const writer = writers.find(({ tableId }) => tableId === room.tables[1])!;
	const seat = await join({ port: server.port, board: writer.boardId }, { as: writer.token });
	const by = (await writer.at()).labels.talk;
	let written = 0;
	const write = () => addNote(seat.doc, { id: `n${written}`, text: `Lapp ${written++}`, round: 1, by });
	for (let at = 0; at < 5; at++) write();
	await until(() => seat.saved >= 5, 'the first notes are saved');
	const writing = setInterval(write, 1);
	const answer = dissolveTable(
		server.db,
		server.live,
		world.facilitator,
		room.cafeId,
		{ tableId: room.tables[1]!, intoId: room.tables[0]! },
		now
	);
	expect(await answer).toMatchObject({ ok: true, into: 1 });
	await until(() => seat.closed === 4410, 'the phone is told');
	clearInterval(writing);
	const notes = (await server.live.read(room.boards[0]!, (doc) => readBoard(doc).notes))!;
	const ids = notes.map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toEqual(expect.arrayContaining(Array.from({ length: Math.max(5, seat.saved) }, (_, at) => `n${at}`).slice(0, ids.length)));
	expect(ids.length).toBeGreaterThanOrEqual(5);
	// Its owner alone leaves nothing to read in it (L9), at the board where it is now.
	const next = (await seatOf(server.db, { now, guestToken: writer.token }, room.cafeId))!;
	expect(next).toBe(room.tables[0]);
	const moved = await join({ port: server.port, board: room.boards[0]! }, { as: writer.token });
	const before = moved.saved;
	noteText(moved.doc, 'n0')!.delete(0, 6);
	await until(() => moved.saved > before, 'the change is answered');
	expect(moved.refusals).toEqual([]);
});
