import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { secondPress } from '#lib/secondPress.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { checkedIn } from '../support/cafe.ts';
import { laidTables, type Tables } from '../support/tables.ts';

let server: RunningServer;
let room: Tables;
let board: string;
/** The attendance of the host with an account. */
let hosting: string;
/** Sessions in browsers: the facilitator's on two, the administrator's and a host's. */
let laptop: string, phone: string, administrator: string, host: string;
const dataDir = mkdtempSync(join(tmpdir(), 'samling-sockets-'));

beforeAll(async () => {
	const db = openSqlite(join(dataDir, 'samling.db'));
	await migrate(db);
	room = await laidTables(db, { tables: 2, people: ['A', 'B', 'C', 'D'].map((name) => ({ name, shownAs: 'name' as const })) });
	const { facilitator, staff, person, units } = room.world;
	const boss = await person('Administrator', null, ['administrator']);
	board = (await db.selectFrom('cafeTable').select('boardId').where('id', '=', room.tables[0]!).executeTakeFirstOrThrow()).boardId;
	const sessions = createSessions(db, false);
	const signIn = async (id: string) => (await sessions.createSession(id, {})).id;
	[laptop, phone, administrator] = [await signIn(facilitator.id), await signIn(facilitator.id), await signIn(boss.id)];
	// The host of the second table has an account, and has not joined with the code.
	hosting = await checkedIn(db, room.world, room.gatheringId, staff.name, units.nav, staff.id);
	const changed = await changeHost(db, facilitator, room.cafeId, room.tables[1]!, hosting);
	if (!changed.ok) throw new Error(changed.reason);
	host = await signIn(staff.id);
	await db.destroy();
	server = await startServer({ DATA_DIR: dataDir });
}, 60_000);
afterAll(async () => {
	await server?.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** A board that a browser has open; `code` is what it was closed with. */
async function open(session: string): Promise<{ code: number | undefined }> {
	const { origin } = server;
	const socket = new WebSocket(`${origin.replace('http', 'ws')}/live/${board}`, { origin, headers: { cookie: `samling=${session}` } });
	const seen = { code: undefined as number | undefined };
	socket.on('close', (code) => (seen.code = code));
	await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
	return seen;
}

async function press(path: string, session: string, fields: Record<string, string> = {}): Promise<void> {
	const { origin } = server;
	const answer = await fetch(`${origin}${path}`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin, cookie: `samling=${session}`, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(fields)
	});
	expect(answer.status).toBeLessThan(400);
}

const within5s = (check: () => void) => vi.waitFor(check, { timeout: 5000 });

describe('What somebody has open', () => {
	test('ends when they sign out in that browser, and stays open in another', async () => {
		const [here, there] = [await open(laptop), await open(phone)];
		await press('/sign-out', laptop);
		await within5s(() => expect(here.code).toBe(4401));
		expect(there.code).toBeUndefined();
	});

	test('is taken from them with the role that opened it', async () => {
		const seat = await open(phone);
		await press('/people?/roles', administrator, { personId: room.world.facilitator.id, 'roles[]': 'staff' });
		await within5s(() => expect(seat.code).toBe(4403));
		await press('/people?/roles', administrator, { personId: room.world.facilitator.id, 'roles[]': 'facilitator' });
	});

	test('ends when they are disabled', async () => {
		const seat = await open(phone);
		await press('/people?/disable', administrator, { personId: room.world.facilitator.id });
		await within5s(() => expect(seat.code).toBe(4401));
	});
});

async function asked(): Promise<ReturnType<typeof openSqlite>> {
	return openSqlite(join(dataDir, 'samling.db'));
}

describe('The page of a table', () => {
	test('makes a host who came without the code a participant when they open it, once', async () => {
		const get = () => fetch(`${server.origin}/table/${room.tables[1]}`, { headers: { cookie: `samling=${host}` } });
		expect((await get()).status).toBe(200);
		await get();
		const db = await asked();
		try {
			const rows = await db.selectFrom('participant').select(['attendanceId', 'personId']).where('attendanceId', '=', hosting).execute();
			expect(rows).toEqual([{ attendanceId: hosting, personId: room.world.staff.id }]);
		} finally {
			await db.destroy();
		}
	});

	test('lets a table raise its hand and say that it is ready without a script', async () => {
		const guest = room.guests.find(({ tableId }) => tableId === room.tables[0])!;
		const cookie = `samling-table=${guest.token}`;
		const { origin } = server;
		const page = async () => (await fetch(`${origin}/table/${guest.tableId}/plain`, { headers: { cookie } })).text();
		expect(await page()).toContain('Be om hjelp');
		for (const signal of ['hand', 'ready']) {
			const answer = await fetch(`${origin}/table/${guest.tableId}?/${signal}`, {
				method: 'POST',
				headers: { origin, cookie, 'content-type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams({ up: 'yes', part: 'round 1 open' })
			});
			expect(answer.status).toBe(200);
		}
		expect(await page()).toContain('Vi treng ikkje hjelp likevel');
		expect(await page()).toContain('Vi er ikkje klare likevel');
	});
});

describe('The room of those who run the day', () => {
	test('says that a table is gone which a colleague has removed meanwhile, though its form is gone too', async () => {
		const { origin } = server;
		const answer = await fetch(`${origin}/gatherings/${room.gatheringId}/cafe?/lock&table=9`, {
			method: 'POST',
			headers: {
				origin,
				cookie: `samling=${administrator}`,
				accept: 'text/html',
				'accept-language': 'nn',
				'content-type': 'application/x-www-form-urlencoded'
			},
			body: new URLSearchParams({ tableId: 'gone' })
		});
		expect(answer.status).toBe(409);
		expect(await answer.text()).toContain('Det finst ikkje lenger.');
	});

	test('takes a step once, from whichever of two tabs it was pressed', async () => {
		const { origin } = server;
		const at = `${origin}/gatherings/${room.gatheringId}/cafe`;
		const headers = {
			origin,
			cookie: `samling=${administrator}`,
			'accept-language': 'nn',
			'x-sveltekit-action': 'true',
			accept: 'application/json'
		};
		const shown = async () => (await fetch(at, { headers: { ...headers, accept: 'text/html' } })).text();
		const stepOn = (page: string) => /name="step" value="([^"]+)"/.exec(page)![1]!;
		const press = async (action: string, step: string, when: Record<string, string> = {}) =>
			(await fetch(`${at}?/${action}`, { method: 'POST', headers, body: new URLSearchParams({ step, ...when }) })).text();
		const between = () => new Promise((later) => setTimeout(later, secondPress));
		const before = stepOn(await shown());
		expect(await press('endRound', before)).toContain('Bordbyte om 15 sekund. Du kan ta det tilbake.');
		// The other tab still shows the round; and who pressed twice takes nothing back.
		expect(await press('endRound', before)).toMatch(/Dette steget er alt teke\. No: Bordbyte om \d+ sekund/);
		expect(await press('stepNow', stepOn(await shown()))).toMatch(/Dette steget er alt teke\. No: Bordbyte om \d+ sekund/);
		await between();
		expect(await press('undoStep', stepOn(await shown()))).toContain('Teke tilbake. Runde 1 av 3');
		await between();
		await press('endRound', stepOn(await shown()));
		await between();
		expect(await press('stepNow', stepOn(await shown()))).toContain('Bordbyte – til runde 2');
		expect(stepOn(await shown())).toMatch(/^changeover 1 /);
		await between();
		expect(await press('startRound', stepOn(await shown()), { when: 'now' })).toContain('Runde 2 av 3');
	});
});
