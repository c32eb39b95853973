import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import { exportKinds, fileAt } from '#lib/privacy/exports.ts';
import { routes } from '../support/access.ts';
import { askers, startAskers, type Asked, type Asker } from '../support/askers.ts';
import { idsOf } from '../support/neighbours.ts';
import { addSecrets, forTheDay, hidden, linksInMails, secretsIn } from '../support/secrets.ts';
import { formsOf, type Form } from './actions.forms.ts';

let { server, db, pathOf, municipalityId, visitors, stop } = {} as Asked;
let secrets: Map<string, string>;
let codes: Map<string, string>;
beforeAll(async () => {
	({ server, db, pathOf, municipalityId, visitors, stop } = await startAskers(addSecrets));
	secrets = new Map([...(await linksInMails(db)), ...(await secretsIn(db, hidden))]);
	codes = await secretsIn(db, forTheDay);
}, 60_000);
afterAll(() => stop());

/** The files whose route stands for several. */
async function files(): Promise<string[]> {
	const versions = await db.selectFrom('planVersion').select('id').where('municipalityId', '=', municipalityId).execute();
	const mails = await db.selectFrom('mail').select('id').where('municipalityId', '=', municipalityId).execute();
	return [
		...versions.flatMap(({ id }) =>
			documentKinds.flatMap((kind) => [`/plan/versions/${id}/${kind}.docx`, `/plan/versions/${id}/${kind}.pdf`])
		),
		...[...reportKinds, 'politicians'].flatMap((kind) => [`/plan/reports/${kind}/report.docx`, `/plan/reports/${kind}/report.pdf`]),
		`${pathOf('/gatherings/[id]')}/summary/summary.pdf`,
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

/**
 * Where the codes of the day stand, for those who run it: their own page, what they show in the room, and what they print for it; and the
 * way back for a guest's phone that is in the café already.
 */
const codesFor = {
	'/': 'guest',
	'/gatherings/[id]/cafe': 'facil admin leader',
	'/gatherings/[id]/cafe/cards': 'facil admin leader',
	'/gatherings/[id]/cafe/setup': 'facil admin leader',
	'/gatherings/[id]/harvest/paper/sheets': 'facil admin leader'
};

test(
	'A secret, or what is kept instead of it, is on no page, in no file and in no export, whoever opens it',
	{ timeout: 150_000 },
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
		// That a PDF was read at all.
		expect((await visitors.leader.get((await files()).find((path) => path.endsWith('/plan.pdf'))!)).text).toContain('Kontrollsum');
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

/** All that a board sends who opens it: the document, its status, who else is there. */
function sentTo(role: Asker, boardId: string): Promise<{ sent: string; code: number | undefined }> {
	return new Promise((resolve, reject) => {
		const origin = server.origin;
		const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/live/${boardId}`, {
			headers: { origin, cookie: visitors[role].cookie() }
		});
		const sent: Buffer[] = [];
		const end = (code?: number) => resolve({ sent: Buffer.concat(sent).toString('utf8'), code });
		// Asks for the whole document: y-protocols' sync step 1 of somebody who has nothing.
		socket.on('open', () => socket.send(Uint8Array.of(0, 0, 1, 0)));
		socket.on('message', (data: Buffer) => {
			sent.push(data);
			if (data[0] === 0 && data[1] === 1) setTimeout(() => socket.close(1000), 200);
		});
		socket.on('close', end).on('error', reject);
	});
}

test('nothing of it comes over a socket, whoever has a board open, nor in the stream of the hall', { timeout: 60_000 }, async () => {
	const gatheringId = pathOf('/gatherings/[id]').split('/').at(-1)!;
	await visitors.leader.send(`/gatherings/${gatheringId}/summary?/start`);
	// `addSecrets` made somebody's private board of the first table's.
	await db.deleteFrom('sheet').where('municipalityId', '=', municipalityId).execute();
	await db.updateTable('board').set({ closedAt: null }).where('municipalityId', '=', municipalityId).execute();
	await db.updateTable('cafe').set({ phase: 'round', round: 1 }).where('gatheringId', '=', gatheringId).execute();
	const boards = await db.selectFrom('board').select('id').where('municipalityId', '=', municipalityId).execute();
	const given: string[] = [];
	const opened = new Set<Asker>();
	for (const { id } of boards)
		await Promise.all(
			askers.map(async (role) => {
				const { sent, code } = await sentTo(role, id);
				if (code === 1000) opened.add(role);
				for (const [secret, of] of [...secrets, ...codes]) if (sent.includes(secret)) given.push(`${of} on board ${id} for ${role}`);
			})
		);
	for (const role of ['facil', 'leader'] as const) {
		const { text } = await visitors[role].get(`/gatherings/${gatheringId}/cafe/now`);
		expect(text).toContain('data:');
		for (const [secret, of] of [...secrets, ...codes]) if (text.includes(secret)) given.push(`${of} in the hall for ${role}`);
	}
	expect(given).toEqual([]);
	expect([...opened].toSorted()).toEqual(['admin', 'facil', 'guest', 'leader']);
});

const pairs = (form: Form = {}) => (Array.isArray(form) ? form : Object.entries(form));

test('nor in what comes of any form, whoever sends it, filled in as it should be', { timeout: 240_000 }, async () => {
	const fields = await formsOf(db, municipalityId, pathOf('/gatherings/[id]').split('/').at(-1)!);
	const ids = await idsOf(db, municipalityId);
	const texts = {
		name: 'Noko',
		title: 'Noko',
		text: 'Noko',
		email: 'noko@stord.example',
		date: '01.03.2018',
		reason: 'other',
		note: 'Noko'
	};
	const answers: { from: string; text: string }[] = [];
	const actions = routes().flatMap(({ route, actions }) => actions.map((name) => ({ route, name })));
	for (const { route, name } of actions.filter(({ route }) => !/^\/(sign-out|sign-in|people$)/.test(route)))
		for (const role of askers) {
			const path = `${pathOf(route)}${name === 'default' ? '' : `${pathOf(route).includes('?') ? '&' : '?'}/${name}`}`;
			const { text, location } = await visitors[role].send(path, [
				...Object.entries({ ...ids, ...texts }),
				...pairs(fields[`${route}?/${name}`])
			]);
			answers.push({ from: `${route}?/${name} for ${role}`, text: `${location}\n${text}` });
		}
	// Those that came of the forms themselves, too.
	const all = new Map([...secrets, ...(await linksInMails(db)), ...(await secretsIn(db, hidden))]);
	const given = [...all]
		.filter(([secret]) => secret.length > 16)
		.flatMap(([secret, of]) => answers.filter(({ text }) => text.includes(secret)).map(({ from }) => `${of} from ${from}`));
	expect(given).toEqual([]);
	expect(answers.filter(({ text }) => text.includes('"type":"success"')).length).toBeGreaterThan(100);
});
