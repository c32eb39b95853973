import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '#lib/db/open.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { openPublicHearing } from '#lib/plan/publicHearing/commands.server.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

let server: RunningServer;
let path: string;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	const db = openSqlite(join(server.dataDir, 'samling.db'));
	const { id } = await db.selectFrom('person').select('id').where('email', '=', 'leiar@stord.example').executeTakeFirstOrThrow();
	const leader = (await actorOf(db, id))!;
	const bodies = [{ kind: 'council' as const, name: 'Eldrerådet', email: 'rad@stord.example' }];
	const opened = await openHearing(db, leader, { deadline: '2018-02-20', bodies }, server.origin, now);
	if (!opened.ok) throw new Error(opened.reason);
	expect(await openPublicHearing(db, leader, opened.hearingId, '2018-03-01', now)).toEqual({ ok: true });
	path = `/public-hearing/${opened.hearingId}`;
	await db.destroy();
});
afterAll(() => server?.stop());

const remark = { elementId: '', text: 'Kven svarar om natta?', name: '', speaksFor: 'Velforeininga', email: '', anyway: '' };

describe('A public hearing, without an account and without scripts', () => {
	test('is read and answered without a cookie, and its author gets the way back', async () => {
		const anybody = visitor(server);
		expect((await anybody.get(path)).text).toContain('Send ein merknad');
		const sent = await anybody.post(`${path}?/send`, remark);
		expect(sent.status).toBe(200);
		const own = /\/remark\/[\w-]{22}/.exec(sent.text)![0];
		expect((await anybody.get(own)).text).toContain('Ingen i kommunen har lese merknaden enno');
		expect((await visitor(server).get(path)).text).not.toContain(remark.text);
		expect((await anybody.post(`${own}?/withdraw`)).text).toContain('Trekt');
		expect(anybody.cookie()).toBe('');
	});

	test('what points at somebody is asked about, and what was typed is still there', async () => {
		const asked = await visitor(server).post(`${path}?/send`, {
			...remark,
			text: 'Ring Per Hansen på 91 23 45 67.',
			email: 'per@post.example'
		});
		expect(asked.status).toBe(400);
		for (const kept of ['Ring Per Hansen på 91 23 45 67.', 'Velforeininga', 'per@post.example', 'Send likevel'])
			expect(asked.text).toContain(kept);
	});

	test('a flood from one address is stopped with a sentence, and loses nothing of what was typed', async () => {
		const flood = visitor(server);
		let last = await flood.post(`${path}?/send`, remark);
		for (let at = 0; at < 40 && last.status === 200; at++) last = await flood.post(`${path}?/send`, { ...remark, text: `Merknad ${at}` });
		expect(last.status).toBe(429);
		expect(last.text).toContain('Prøv igjen om ein time');
		expect(last.text).toMatch(/>Merknad \d+<\/textarea>/);
	});
});
