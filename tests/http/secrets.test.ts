import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import { exportKinds, fileAt } from '#lib/privacy/exports.ts';
import { routes } from '../support/access.ts';
import { askers, startAskers, type Asked, type Asker } from '../support/askers.ts';
import { addSecrets, forTheDay, hidden, linksInMails, secretsIn } from '../support/secrets.ts';

let { db, pathOf, municipalityId, visitors, stop } = {} as Asked;
let secrets: Map<string, string>;
let codes: Map<string, string>;
beforeAll(async () => {
	({ db, pathOf, municipalityId, visitors, stop } = await startAskers(addSecrets));
	secrets = new Map([...(await linksInMails(db)), ...(await secretsIn(db, hidden))]);
	codes = await secretsIn(db, forTheDay);
}, 60_000);
afterAll(() => stop());

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
async function taken(role: Asker, file: string): Promise<string | undefined> {
	const { text } = await visitors[role].post(`/export?file=${encodeURIComponent(file)}&/take`, { reason: 'request', note: '' });
	const [, href] = /href="([^"]*ticket=[^"]*)"/.exec(text) ?? [];
	return href && (await visitors[role].get(href.replaceAll('&amp;', '&'))).text;
}

/** Where the codes of the day stand, for those who run it: their own page, what they show in the room, and what they print for it. */
const codesFor = {
	'/gatherings/[id]/cafe': 'facil admin leader',
	'/gatherings/[id]/cafe/cards': 'facil admin leader',
	'/gatherings/[id]/cafe/screen': 'facil admin leader',
	'/gatherings/[id]/cafe/setup': 'facil admin leader',
	'/gatherings/[id]/harvest/paper/sheets': 'facil admin leader'
};

test(
	'A secret, or what is kept instead of it, is on no page, in no file and in no export, whoever opens it',
	{ timeout: 60_000 },
	async () => {
		const searched = new Set([...secrets.values(), ...codes.values()].flatMap((of) => of.split(' ')));
		expect([...hidden, ...forTheDay].filter((column) => !searched.has(column))).toEqual([]);
		expect([...secrets.values()].some((of) => of.startsWith('a link in'))).toBe(true);

		const given = new Set<string>();
		const shown: Record<string, Set<Asker>> = {};
		const read = (text: string, where: string, role: Asker) => {
			for (const [secret, of] of secrets) if (text.includes(secret)) given.add(`${of} on ${where} for ${role}`);
			for (const code of codes.keys())
				if (text.includes(code) || text.includes(`${code.slice(0, 4)}-${code.slice(4)}`)) (shown[where] ??= new Set()).add(role);
		};
		// One after the other as one person, all persons at once: each has a browser of their own.
		const forAll = (ask: (role: Asker) => Promise<void>) => Promise.all(askers.map(ask));
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
		expect(
			Object.fromEntries(Object.entries(shown).map(([where, to]) => [where, askers.filter((role) => to.has(role)).join(' ')]))
		).toEqual(codesFor);
		expect([...exported].toSorted()).toEqual(Object.keys(exportKinds).toSorted());
	}
);
