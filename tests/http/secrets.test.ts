import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import type { Database } from '#db/schema.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import { exportKinds, fileAt } from '#lib/privacy/exports.ts';
import { openLinks } from '../e2e/everyPage/additions.ts';
import { addNeighbours, places, routes } from '../support/access.ts';
import { addFullYearNextDoor, aGuest } from '../support/neighbours.ts';
import { addSecrets, forTheDay, hidden, linksInMails, secretsIn } from '../support/secrets.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

/** Who asks: nobody who is signed in, a phone at a table, our own of each role, and the leader of another municipality. */
const addresses = {
	nobody: null,
	guest: null,
	staff: 'tilsett@stord.example',
	host: 'vert@stord.example',
	facil: 'fasilitator@stord.example',
	leader: 'leiar@stord.example',
	admin: 'admin@stord.example',
	partner: 'partnar@husbanken.example',
	other: 'leiar@bomlo.example'
} as const;
type Role = keyof typeof addresses;
const roles = Object.keys(addresses) as Role[];

let server: RunningServer;
let db: Kysely<Database>;
let pathOf: (route: string) => string;
let municipalityId: string;
const visitors = {} as Record<Role, ReturnType<typeof visitor>>;
let secrets: Map<string, string>;
let codes: Map<string, string>;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	db = openSqlite(join(server.dataDir, 'samling.db'));
	({ municipalityId } = await db
		.selectFrom('person')
		.select('municipalityId')
		.where('email', '=', addresses.leader)
		.executeTakeFirstOrThrow());
	await addNeighbours(db);
	pathOf = await places(db);
	await openLinks(db);
	await addSecrets(db);
	await addFullYearNextDoor(db);
	for (const role of roles) {
		visitors[role] = visitor(server);
		const address = addresses[role];
		if (address) await visitors[role].signIn(address);
	}
	visitors.guest.keep(guestCookie(false), await aGuest(db, pathOf('/table/[id]').split('/').at(-1)!));
	secrets = new Map([...(await linksInMails(db)), ...(await secretsIn(db, hidden))]);
	codes = await secretsIn(db, forTheDay);
}, 60_000);
afterAll(async () => {
	await db?.destroy();
	await server?.stop();
});

/** The files whose route stands for several; a PDF is made of the same document as its docx, and is not read. */
async function files(): Promise<string[]> {
	const versions = await db.selectFrom('planVersion').select('id').where('municipalityId', '=', municipalityId).execute();
	const mails = await db.selectFrom('mail').select('id').where('municipalityId', '=', municipalityId).execute();
	return [
		...versions.flatMap(({ id }) => documentKinds.map((kind) => `/plan/versions/${id}/${kind}.docx`)),
		...reportKinds.map((kind) => `/plan/reports/${kind}/report.docx`),
		...mails.map(({ id }) => `/outbox/${id}`)
	];
}

/** The files that are given to who says why, of everybody and every version of the plan. */
async function exports(): Promise<string[]> {
	const ids = {
		municipality: [''],
		person: (await db.selectFrom('person').select('id').where('municipalityId', '=', municipalityId).execute()).map(({ id }) => id),
		version: (await db.selectFrom('planVersion').select('id').where('municipalityId', '=', municipalityId).execute()).map(({ id }) => id)
	};
	return Object.values(exportKinds).flatMap(({ route, of }) => ids[of].map((id) => route.replace('[id]', id)));
}

/** Says why, and opens the file that is then given; undefined for whom there is no such file. */
async function taken(role: Role, file: string): Promise<string | undefined> {
	const { text } = await visitors[role].post(`/export?file=${encodeURIComponent(file)}&/take`, { reason: 'request', note: '' });
	const [, href] = /href="([^"]*ticket=[^"]*)"/.exec(text) ?? [];
	return href && (await visitors[role].get(href.replaceAll('&amp;', '&'))).text;
}

/** Where the codes of the day stand, for those who run it: their own page, what they show in the room, and what they print for it. */
const codesFor = {
	'/gatherings/[id]/cafe': 'facil leader admin',
	'/gatherings/[id]/cafe/cards': 'facil leader admin',
	'/gatherings/[id]/cafe/screen': 'facil leader admin',
	'/gatherings/[id]/cafe/setup': 'facil leader admin',
	'/gatherings/[id]/harvest/paper/sheets': 'facil leader admin'
};

test(
	'A secret, or what is kept instead of it, is on no page, in no file and in no export, whoever opens it',
	{ timeout: 60_000 },
	async () => {
		const searched = new Set([...secrets.values(), ...codes.values()].flatMap((of) => of.split(' ')));
		expect([...hidden, ...forTheDay].filter((column) => !searched.has(column))).toEqual([]);
		expect([...secrets.values()].some((of) => of.startsWith('a link in'))).toBe(true);

		const given = new Set<string>();
		const shown: Record<string, Set<Role>> = {};
		const read = (text: string, where: string, role: Role) => {
			for (const [secret, of] of secrets) if (text.includes(secret)) given.add(`${of} on ${where} for ${role}`);
			for (const code of codes.keys())
				if (text.includes(code) || text.includes(`${code.slice(0, 4)}-${code.slice(4)}`)) (shown[where] ??= new Set()).add(role);
		};
		// One after the other as one person, all persons at once: each has a browser of their own.
		const forAll = (ask: (role: Role) => Promise<void>) => Promise.all(roles.map(ask));
		const open = (path: string, where: string) =>
			forAll(async (role) => {
				const { text, location } = await visitors[role].get(path);
				read(`${location}\n${text}`, where, role);
			});
		for (const { route } of routes()) await open(pathOf(route), route);
		for (const path of await files()) await open(path, path);
		const exported = new Set<string>();
		for (const file of await exports())
			await forAll(async (role) => {
				const text = await taken(role, file);
				if (text === undefined) return;
				read(text, file, role);
				exported.add(fileAt(file)!.kind);
				if (file.endsWith('.zip')) expect(text.includes('plan.json\n{')).toBe(true);
			});
		expect([...given]).toEqual([]);
		expect(Object.fromEntries(Object.entries(shown).map(([where, to]) => [where, roles.filter((role) => to.has(role)).join(' ')]))).toEqual(
			codesFor
		);
		expect([...exported].toSorted()).toEqual(Object.keys(exportKinds).toSorted());
	}
);
