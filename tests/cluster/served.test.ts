import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { loadDemo } from '#db/demo.ts';
import { addNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { handIn, harvestAt, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { newId } from '#lib/ids.ts';
import { secondPress } from '#lib/secondPress.ts';
import { freshPostgres, serverUrl, type Postgres } from '../support/postgres.ts';
import { operate, startServer, type Env, type RunningServer } from '../support/server.ts';
import { laidTables, signedInAs, type Tables } from '../support/tables.ts';
import { until } from '../support/live.ts';
import { visitor } from '../support/visitor.ts';

let postgres: Postgres;
let server: RunningServer;
const dataDir = mkdtempSync(join(tmpdir(), 'samling-served-'));
const startOn = (url: string, env: Env = {}) =>
	startServer({ DATABASE_URL: url, DATA_DIR: dataDir, METRICS_TOKEN: 'a'.repeat(16), ...env });

/** Somebody's browser at a table. */
function seat({ tables, guests }: Tables, boardId: string, who: number) {
	const guest = guests.filter(({ tableId }) => tableId === tables[0])[who]!;
	class Browser extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols, { origin: server.origin, headers: { cookie: `samling-table=${guest.token}` } });
		}
	}
	const doc = newBoardDoc();
	const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/live`, boardId, doc, {
		WebSocketPolyfill: Browser as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		maxBackoffTime: 200
	});
	// What the server adds to the protocol, a client may ignore.
	for (const added of [100, 101]) provider.messageHandlers[added] = () => undefined;
	return {
		provider,
		write: (text: string) => addNote(doc, { id: newId(), text, round: 1, by: '' }),
		texts: () =>
			readBoard(doc)
				.notes.map(({ text }) => text)
				.toSorted()
				.join()
	};
}

describe.skipIf(!serverUrl())('The product on a PostgreSQL', () => {
	beforeAll(async () => {
		postgres = await freshPostgres();
	});
	afterEach(async () => {
		await server?.stop();
	});
	afterAll(async () => {
		await postgres?.db.destroy();
		rmSync(dataDir, { recursive: true, force: true });
	});

	test('holds a café from the first note to the published summary, and a kill -9 of the server takes nothing', async () => {
		const { db, url } = postgres;
		const room = await laidTables(db, { tables: 2, people: ['A', 'B', 'C', 'D'].map((name) => ({ name, shownAs: 'none' as const })) });
		await db.updateTable('cafe').set({ rounds: 1 }).where('id', '=', room.cafeId).execute();
		const { world, gatheringId } = room;
		const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', room.tables[0]!).executeTakeFirstOrThrow();
		server = await startOn(url);

		const [one, other] = [seat(room, boardId, 0), seat(room, boardId, 1)];
		await until(() => one.provider.synced && other.provider.synced);
		one.write('Éin stad å ringje');
		await until(() => other.texts() === 'Éin stad å ringje');
		const { port } = new URL(server.origin);
		await server.kill();
		one.write('Same skjema');
		server = await startOn(url, { PORT: port, ORIGIN: server.origin });
		for (const phone of [one, other]) await until(() => phone.texts() === 'Same skjema,Éin stad å ringje');

		const facilitator = visitor(server);
		facilitator.keep('samling', await signedInAs(db, world.facilitator.id));
		const cafe = `/gatherings/${gatheringId}/cafe`;
		const step = async (action: string) => {
			await pause(secondPress + 100);
			const shown = (await facilitator.get(cafe)).text;
			const { text } = await facilitator.send(`${cafe}?/${action}`, { step: /name="step" value="([^"]+)"/.exec(shown)![1]!, when: 'now' });
			expect(JSON.parse(text), action).toMatchObject({ type: 'success' });
		};
		const phase = async () => (await db.selectFrom('cafe').select('phase').where('id', '=', room.cafeId).executeTakeFirstOrThrow()).phase;
		await step('vote');
		await expect.poll(phase).toBe('vote');
		await step('close');
		await expect.poll(phase).toBe('harvest');
		for (const phone of [one, other]) phone.provider.destroy();
		// The other table has written nothing, and has nothing to hand in.
		const [tableId] = room.tables as [string];
		const who = { now: new Date().toISOString(), actor: world.facilitator };
		const noteIds = (await harvestAt(db, who, tableId))!.notes.map(({ id }) => id);
		for (const text of ['Éin stad å ringje for alle', 'Eitt skjema', 'Ein felles kalender'])
			await keepPoint(db, who, tableId, { pointId: null, text, noteIds, clusterIds: [], anyway: true }, who.now);
		expect(await handIn(db, who, tableId, who.now)).toMatchObject({ ok: true });
		await step('end');

		const leader = visitor(server);
		leader.keep('samling', await signedInAs(db, world.leader.id));
		for (const path of ['harvest?/gather', 'summary?/start', 'summary?/publish']) {
			const { text } = await leader.send(`/gatherings/${gatheringId}/${path}`);
			expect(JSON.parse(text), path).toMatchObject({ type: 'success' });
		}
		const published = await leader.get(`/gatherings/${gatheringId}/summary`);
		expect(published).toMatchObject({ status: 200, text: expect.stringContaining('Éin stad å ringje for alle') });

		const metrics = await visitor(server, { authorization: `Bearer ${'a'.repeat(16)}` }).get('/metrics');
		expect(metrics.text).toMatch(/^samling_serialization_retries_total \d+$/m);
		expect((await visitor(server).get('/readyz')).status).toBe(200);
		const doctor = await operate(server, ['src/doctor.ts'], { DATABASE_URL: url });
		for (const what of ['database', 'boards', 'hashes', 'log']) expect(doctor.stdout).toMatch(new RegExp(`^ok     ${what}`, 'm'));
	});

	test('shows the main pages of the demo', async () => {
		await postgres.empty();
		await loadDemo(postgres.db);
		server = await startOn(postgres.url, { SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
		const leader = visitor(server);
		await leader.signIn('leiar@stord.example');
		const { id } = await postgres.db.selectFrom('gathering').select('id').where('state', '=', 'held').executeTakeFirstOrThrow();
		const pages = 'tasks cycle topics gatherings/new gatherings/history plan plan/inputs people people/log'.split(' ');
		const ofOne = ['', '/programme', '/invitations', '/attendance', '/cafe', '/harvest', '/summary'].map(
			(page) => `gatherings/${id}${page}`
		);
		for (const page of [...pages, ...ofOne]) expect([page, (await leader.get(`/${page}`)).status]).toEqual([page, 200]);
	});
});
