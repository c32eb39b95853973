import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import type { Database } from '#db/schema.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { openLinks } from '../e2e/everyPage/additions.ts';
import { addNeighbours, places, routes } from '../support/access.ts';
import { addFullYearNextDoor, aGuest, idsOf, watchWrites } from '../support/neighbours.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { visitor, type Answer } from '../support/visitor.ts';
import { now } from '../support/world.ts';
import { expected } from './actions.table.ts';

/** Who asks, those with least rights first; `other` leads another municipality with a full year of its own. */
const addresses = {
	nobody: null,
	guest: null,
	staff: 'tilsett@stord.example',
	host: 'vert@stord.example',
	facil: 'fasilitator@stord.example',
	partner: 'partnar@husbanken.example',
	other: 'leiar@bomlo.example',
	admin: 'admin@stord.example',
	leader: 'leiar@stord.example'
} as const;
type Role = keyof typeof addresses;
const roles = Object.keys(addresses) as Role[];

let server: RunningServer;
let db: Kysely<Database>;
let pathOf: (route: string) => string;
let written: () => Promise<string[]>;
/** Fields of forms that would say `not found` to everybody without. */
const fields: Record<string, Record<string, string>> = {};
const visitors = {} as Record<Role, ReturnType<typeof visitor>>;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	db = openSqlite(join(server.dataDir, 'samling.db'));
	await addNeighbours(db);
	pathOf = await places(db);
	await openLinks(db);
	await addFullYearNextDoor(db);
	for (const role of roles) {
		visitors[role] = visitor(server);
		if (addresses[role]) await visitors[role].signIn(addresses[role]);
	}
	visitors.guest.keep(guestCookie(false), await aGuest(db, pathOf('/table/[id]').split('/').at(-1)!));
	// What the machine writes by itself, and that somebody was refused.
	written = await watchWrites(db, null, ['installation', 'session', 'audit']);
	fields['/gatherings/[id]/summary?/reopen'] = { actionId: (await idsOf(db, (await stord()).municipalityId)).actionId! };
}, 60_000);
afterAll(async () => {
	await db?.destroy();
	await server?.stop();
});

const stord = () => db.selectFrom('person').select('municipalityId').where('email', '=', 'leiar@stord.example').executeTakeFirstOrThrow();
/** The address that a form of a page is sent to. */
const addressOf = ({ route, name }: { route: string; name: string }) => {
	const path = pathOf(route);
	return name === 'default' ? path : `${path}${path.includes('?') ? '&' : '?'}/${name}`;
};

const rows = expected
	.trim()
	.split('\n')
	.map((line) => line.trim().split(/\s+/));
const [head = [], ...body] = rows;

/** Every action of every page, as `/route?/name`. */
const actions = routes().flatMap(({ route, actions }) => actions.map((name) => ({ route, name })));

/** What came of a form, in a word: where it led, or its status. */
function outcome({ status, location }: Answer): string {
	if (status !== 303) return String(status);
	return location?.startsWith('/sign-in') ? 'in' : location?.startsWith('/join') ? 'join' : '303';
}
const isRefused = (word: string) => word === 'in' || word === 'join' || Number(word) >= 400;

/** Everybody's own: who signs out is gone for the rest of the table. */
const last = ({ route }: { route: string }) => (route === '/sign-out' ? 1 : 0);

describe('Who may do what', () => {
	test('stands in the table for every action of every route, and for no other', () => {
		expect(head.slice(1)).toEqual(roles);
		expect(body.map(([action]) => action)).toEqual(
			actions.toSorted((a, b) => last(a) - last(b)).map(({ route, name }) => `${route}?/${name}`)
		);
	});

	test('is as the table says, and what is refused has changed nothing', { timeout: 240_000 }, async () => {
		const found: string[] = [];
		const changed: string[] = [];
		for (const { route, name } of actions.toSorted((a, b) => last(a) - last(b))) {
			const words: string[] = [];
			for (const role of roles) {
				await written();
				const word = outcome(await visitors[role].post(addressOf({ route, name }), fields[`${route}?/${name}`]));
				words.push(word);
				const tables = await written();
				if (isRefused(word) && tables.length > 0) changed.push(`${role} ${route}?/${name} ${word}: ${tables.join(', ')}`);
			}
			found.push([`${route}?/${name}`, ...words].join(' '));
		}
		expect(changed).toEqual([]);
		expect(found).toEqual(body.map((row) => row.join(' ')));
		// The installation is set up.
		const forNobody = body.filter(([, ...words]) => words.every((word) => word === '404')).map(([action]) => action);
		expect(forNobody).toEqual(['/setup?/default']);
	});

	test(
		'who leads another municipality changes nothing of ours by our ids, whatever form they send them in',
		{ timeout: 240_000 },
		async () => {
			const { municipalityId } = await stord();
			const ids = await idsOf(db, municipalityId);
			const texts = {
				name: 'Noko',
				title: 'Noko',
				text: 'Noko',
				email: 'noko@bomlo.example',
				date: '01.03.2018',
				reason: 'other',
				note: 'Noko'
			};
			const more = {
				state: 'planned',
				verdict: 'masked',
				'roles[]': 'staff',
				outcome: 'no',
				status: 'done',
				direction: 'up',
				nameNn: 'Noko',
				nameNb: 'Noko'
			};
			await visitors.other.signIn(addresses.other);
			const theirs = await watchWrites(db, municipalityId, ['installation', 'session', 'audit', 'board', 'board_update', 'board_client']);
			const changed: string[] = [];
			// A personal link is whoever's that has it: what stands behind it is tried in its own tests.
			for (const action of actions.filter(({ route }) => !/\[token\]|\/door|\/sign-|\/language/.test(route))) {
				await theirs();
				const { status } = await visitors.other.post(addressOf(action), { ...texts, ...more, ...ids });
				const tables = await theirs();
				if (tables.length > 0 || status >= 500) changed.push(`${action.route}?/${action.name} ${status}: ${tables.join(', ')}`);
			}
			expect(changed).toEqual([]);
		}
	);
});
