import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { laidTables, signedInAs, type Tables } from '../support/tables.ts';
import { startServer, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let room: Tables;
let boards: string[];
let facilitator: string;
const dataDir = mkdtempSync(pathOf(tmpdir(), 'samling-joining-'));
const onDisk = () => openSqlite(pathOf(dataDir, 'samling.db'));

beforeAll(async () => {
	const db = onDisk();
	await migrate(db);
	room = await laidTables(db, { tables: 2, people: ['A', 'B', 'C', 'D'].map((name) => ({ name, shownAs: 'name' as const })) });
	boards = (await db.selectFrom('cafeTable').select('boardId').orderBy('number').execute()).map(({ boardId }) => boardId);
	facilitator = await signedInAs(db, room.world.facilitator.id);
	await db.destroy();
	server = await startServer({ DATA_DIR: dataDir });
}, 60_000);
afterAll(async () => {
	await server?.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

const headers = (cookie: string) => ({ origin: server.origin, cookie, 'accept-language': 'nn', accept: 'text/html' });
const phone = (token: string) => `samling-table=${token}`;

/** A board that a phone has open; `code` is what it was closed with. */
async function open(token: string, tableId: string): Promise<{ code: number | undefined }> {
	const board = boards[room.tables.indexOf(tableId)]!;
	const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live/${board}`, {
		origin: server.origin,
		headers: { cookie: phone(token) }
	});
	const seen = { code: undefined as number | undefined };
	socket.on('close', (code) => (seen.code = code));
	await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
	return seen;
}

async function press(path: string, cookie: string, fields: Record<string, string>) {
	const answer = await fetch(`${server.origin}${path}`, {
		method: 'POST',
		redirect: 'manual',
		headers: { ...headers(cookie), 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(fields)
	});
	const [, token] = /samling-table=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
	return { status: answer.status, to: answer.headers.get('location'), token, text: await answer.text() };
}

const get = async (path: string, cookie = '') => {
	const answer = await fetch(`${server.origin}${path}`, { redirect: 'manual', headers: headers(cookie) });
	return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
};
const ask = <T>(work: (db: ReturnType<typeof openSqlite>) => Promise<T>) => {
	const db = onDisk();
	return work(db).finally(() => db.destroy());
};
const hall = () => `/gatherings/${room.gatheringId}/cafe`;
const closedWith = (seen: { code: number | undefined }, code: number) => vi.waitFor(() => expect(seen.code).toBe(code), { timeout: 5000 });

describe('A name that a phone has', () => {
	test('is let go with one tap: the phone that asks waits on a page and comes in, the other is closed at once and told', async () => {
		const guest = room.guests[2]!;
		const seen = await open(guest.token, guest.tableId);
		const attendance = await ask((db) => db.selectFrom('attendance').select('id').where('name', '=', guest.name).executeTakeFirstOrThrow());
		const asking = await press(`/join/${room.joinToken}`, '', { who: attendance.id, shownAs: 'none' });
		expect(asking).toMatchObject({ status: 303, to: `/join/${room.joinToken}` });
		const waits = () => get(`/join/${room.joinToken}`, phone(asking.token!));
		expect((await waits()).text).toContain('ventar på å kome inn');
		expect(seen.code, 'nothing has happened to the other').toBeUndefined();
		expect((await get(hall(), `samling=${facilitator}`)).text).toContain(`${guest.name} vil inn.`);
		// The host of that table may as well, also on the page without scripts.
		const keeper = room.guests.find(({ tableId }, at) => at < 2 && tableId === guest.tableId)!;
		const plain = (await get(`/table/${guest.tableId}/plain`, phone(keeper.token))).text;
		expect(plain).not.toContain('<script');
		expect(plain).toContain(`action="/table/${guest.tableId}/host?/letIn"`);
		const { id } = await ask((db) => db.selectFrom('waitingPhone').select('id').executeTakeFirstOrThrow());
		await press(`${hall()}?/letIn`, `samling=${facilitator}`, { waitingId: id });
		await closedWith(seen, 4411);
		expect(await waits()).toMatchObject({ status: 303, to: `/table/${guest.tableId}` });
		expect(await get(`/table/${guest.tableId}`, phone(guest.token))).toMatchObject({ status: 303, to: '/join' });
		expect((await get('/join', phone(guest.token))).text).toContain('Ein annan telefon har teke over namnet ditt');
	});

	test("is taken over at once by the owner's code, which needs no account and no tap", async () => {
		const guest = room.guests[3]!;
		const seen = await open(guest.token, guest.tableId);
		const attendance = await ask((db) => db.selectFrom('attendance').select('id').where('name', '=', guest.name).executeTakeFirstOrThrow());
		const shown = await press(`${hall()}?/personalCode`, `samling=${facilitator}`, { attendanceId: attendance.id });
		const code = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(shown.text)![0];
		expect(await press('/join', '', { code: code.toLowerCase() })).toMatchObject({ to: `/seat/${code.replaceAll('-', '')}` });
		const page = await get(`/seat/${code}`);
		expect(page.text).toContain(guest.name);
		expect(seen.code, 'reading the page changes nothing').toBeUndefined();
		const owner = await press(`/seat/${code}`, '', { shownAs: 'name' });
		expect(owner).toMatchObject({ status: 303, to: `/table/${guest.tableId}` });
		await closedWith(seen, 4411);
		expect((await get(`/table/${guest.tableId}`, phone(owner.token!))).status).toBe(200);
		expect(await get('/seat/AAAABBBBCCCC')).toMatchObject({ status: 303, to: '/join?again=1' });
	});
});

describe('Somebody who is taken out', () => {
	test('is out over the socket and over HTTP, may not post, and waits when they come again', async () => {
		const host = room.guests[0]!;
		const guest = await press(`/join/${room.joinToken}`, '', { who: 'guest', name: 'Uroleg Gjest', shownAs: 'name' });
		const at = guest.to!;
		const tableId = at.split('/').at(-1)!;
		const seen = await open(guest.token!, tableId);
		const { id } = await ask((db) =>
			db.selectFrom('participant').select('id').where('name', '=', 'Uroleg Gjest').executeTakeFirstOrThrow()
		);
		// No guest takes anybody out.
		expect((await press(`${at}/host?/takeOut`, phone(guest.token!), { participantId: id, notes: 'keep' })).status).toBe(404);
		const keeper = tableId === host.tableId ? host : room.guests[1]!;
		const gone = await press(`${at}/host?/takeOut`, phone(keeper.token), { participantId: id, notes: 'bin' });
		expect(gone.status).toBe(200);
		await closedWith(seen, 4412);
		const cookie = phone(guest.token!);
		expect(await get(at, cookie)).toMatchObject({ status: 303, to: '/join' });
		expect(await press(`${at}?/note`, cookie, { noteId: 'n1', text: 'Likevel' })).toMatchObject({ status: 303, to: '/join' });
		expect((await get('/join', cookie)).text).toContain('Du er teken ut av kafédialogen');
		const again = await press(`/join/${room.joinToken}`, '', { who: 'guest', name: 'uroleg  gjest', shownAs: 'name' });
		expect((await get(again.to!, phone(again.token!))).text).toContain('ventar på å kome inn');
		const verbs = await ask((db) => db.selectFrom('audit').select(['verb', 'detail']).where('verb', '=', 'participant.remove').execute());
		expect(verbs).toEqual([{ verb: 'participant.remove', detail: expect.stringContaining('hostOfTable') }]);
	});
});
