import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import type { Database } from '#db/schema.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { addNeighbours, everythingOf, places, routes } from '../support/access.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';
import { expected } from './access.table.ts';

/** Who asks: nobody who is signed in, six of our own, and the leader of another municipality. */
const addresses = {
	nobody: null,
	staff: 'tilsett@stord.example',
	host: 'vert@stord.example',
	facil: 'fasilitator@stord.example',
	leader: 'leiar@stord.example',
	admin: 'admin@stord.example',
	partner: 'partnar@husbanken.example',
	other: 'leder@karmoy.example'
} as const;
type Role = keyof typeof addresses;
const roles = Object.keys(addresses) as Role[];

let server: RunningServer;
let db: Kysely<Database>;
let pathOf: (route: string) => string;
const visitors = {} as Record<Role, ReturnType<typeof visitor>>;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	db = openSqlite(join(server.dataDir, 'samling.db'));
	await addNeighbours(db);
	pathOf = await places(db);
	for (const role of roles) {
		visitors[role] = visitor(server);
		const address = addresses[role];
		if (address) await visitors[role].signIn(address);
	}
}, 60_000);
afterAll(async () => {
	await db?.destroy();
	await server?.stop();
});

/** The table as lists: a route, then what each role gets. */
const rows = expected
	.trim()
	.split('\n')
	.map((line) => line.trim().split(/\s+/));
const [head = [], ...body] = rows;

describe('Who may open what', () => {
	test('stands in the table for every route there is, and for no other', () => {
		expect(head.slice(1)).toEqual(roles);
		expect(body.map(([route]) => route).toSorted()).toEqual(
			routes()
				.map(({ route }) => route)
				.toSorted()
		);
	});

	test('is as the table says, for everybody', { timeout: 120_000 }, async () => {
		const found: string[] = [];
		const wanted: string[] = [];
		for (const [route = '', ...statuses] of body) {
			// One after the other as one person, all persons at once: each has a browser of their own.
			const answers = await Promise.all(roles.map((role) => visitors[role].get(pathOf(route))));
			found.push([route, ...answers.map(({ status }) => status)].join(' '));
			wanted.push([route, ...statuses].join(' '));
		}
		expect(found).toEqual(wanted);
	});

	test('nobody from outside changes anything by any form there is', { timeout: 120_000 }, async () => {
		const { municipalityId } = await db.selectFrom('series').select('municipalityId').executeTakeFirstOrThrow();
		const before = await everythingOf(db, municipalityId);
		/** Forms that are for everybody who is signed in, or for anybody; what they take is one's own. */
		const forAll = new Set(['/sign-out', '/language', '/demo/clock', '/setup']);
		const sent: string[] = [];
		for (const { route, actions } of routes()) {
			if (forAll.has(route)) continue;
			for (const action of actions) {
				for (const role of ['nobody', 'other'] as const) {
					const path = pathOf(route) + (action === 'default' ? '' : `?/${action}`);
					const { status } = await visitors[role].post(path, { batch: 'x', personId: 'x', itemId: 'x' });
					if (status >= 500) sent.push(`${role} ${route} ${action} ${status}`);
				}
			}
		}
		expect(sent).toEqual([]);
		expect(await everythingOf(db, municipalityId)).toBe(before);
	});
});
