import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';
import { visitor } from '../support/visitor.ts';

let served: Served;
let room: Tables;
beforeAll(async () => {
	const people = Array.from({ length: 4 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'none' as const }));
	served = await serve(async (db) => void (room = await laidTables(db, { tables: 2, people, begun: false })));
});
afterAll(() => served?.stop());

/** Every row of every table of the real database, and the files beside it. */
function real(): { rows: string; files: string[] } {
	const db = new SqliteConnection(join(served.dataDir, 'samling.db'), { readonly: true });
	const hash = createHash('sha256');
	for (const { name } of db.prepare("select name from sqlite_master where type = 'table' order by name").all() as { name: string }[])
		hash.update(JSON.stringify([name, db.prepare(`select * from "${name}"`).raw().all()]));
	db.close();
	return { rows: hash.digest('hex'), files: readdirSync(served.dataDir).sort() };
}

function facilitator() {
	const browser = visitor(served);
	browser.keep('samling', room.facilitatorSession);
	return browser;
}

test('a rehearsal has its own people and boards, lets phones and a wall in by its link, touches nothing real, and leaves nothing', async () => {
	const cafe = `/gatherings/${room.gatheringId}/cafe`;
	const before = real();
	const leader = facilitator();
	expect((await leader.get(cafe)).text).toContain('Start generalprøve');
	const started = await leader.post('/rehearsal?/start', { gatheringId: room.gatheringId });
	const copy = started.location!;
	expect(started.status).toBe(303);
	expect(copy).toMatch(/^\/gatherings\/[^/]+\/cafe$/);
	expect(copy).not.toBe(cafe);
	const banner = 'Ingenting her er ekte';
	const page = await leader.get(copy);
	expect(page.status).toBe(200);
	expect(page.text).toContain(banner);
	expect((await leader.get(cafe)).status).toBe(404);

	const about = await leader.get('/rehearsal');
	const link = /href="[^"]*(\/rehearsal\/[\w-]{20,})"/.exec(about.text)![1]!;
	const phone = visitor(served);
	const letIn = await phone.get(link);
	expect(letIn.location).toMatch(/^\/join\//);
	const joining = await phone.get(letIn.location!);
	expect([joining.status, joining.text.includes(banner)]).toEqual([200, true]);
	const wall = visitor(served);
	const screen = await wall.get((await wall.get(`${link}?wall`)).location!);
	expect([screen.status, screen.text.includes(banner)]).toEqual([200, true]);
	// Robots come by themselves.
	await expect
		.poll(async () => /"joined":(\d+)|Robot 1\b/.test((await leader.get(`${copy}/seating`)).text), { timeout: 30_000 })
		.toBe(true);

	// Another browser of the same person has the real one in hand all the while, and only one rehearsal runs.
	const other = facilitator();
	const there = await other.get(cafe);
	expect([there.status, there.text.includes(banner)]).toEqual([200, false]);
	expect((await other.get(copy)).status).toBe(404);
	expect((await other.post('/rehearsal?/start', { gatheringId: room.gatheringId })).status).toBe(409);
	expect(real()).toEqual(before);

	expect((await leader.post('/rehearsal?/end')).location).toBe(cafe);
	expect((await leader.get(copy)).status).toBe(404);
	expect((await leader.get(cafe)).text).not.toContain(banner);
	expect((await visitor(served).get(link)).status).toBe(404);
	expect(real()).toEqual(before);

	// With the process it is gone.
	const again = (await leader.post('/rehearsal?/start', { gatheringId: room.gatheringId })).location!;
	expect((await leader.get(again)).status).toBe(200);
	await served.kill();
	await served.start();
	expect((await leader.get(again)).status).toBe(404);
	expect((await leader.get(cafe)).text).not.toContain(banner);
	expect(real().files).toEqual(before.files);
});
