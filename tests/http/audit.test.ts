import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { newId } from '#lib/ids.ts';
import type { Database } from '#db/schema.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { auditVerbs } from '#lib/people/audit.ts';
import { addNeighbours } from '../support/access.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

let server: RunningServer;
let db: Kysely<Database>;
const administrator = () => signedIn('admin@stord.example');
async function signedIn(email: string, headers: Record<string, string> = {}) {
	const person = visitor(server, headers);
	await person.signIn(email);
	return person;
}
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	db = openSqlite(join(server.dataDir, 'samling.db'));
	await addNeighbours(db);
});
afterAll(async () => {
	await db?.destroy();
	await server?.stop();
});

/** The code that a socket to a board is closed with. */
const closeOf = (boardId: string, cookie: string) =>
	new Promise<number>((resolve, reject) => {
		const socket = new WebSocket(`${server.origin.replace(/^http/, 'ws')}/live/${boardId}`, { headers: { cookie, origin: server.origin } });
		socket.on('close', resolve).on('error', reject);
	});

const entries = (verb: string) => db.selectFrom('audit').selectAll().where('verb', '=', verb).orderBy('seq').execute();

describe('A file with what is kept of others', () => {
	const files = async () => {
		const { id } = await db.selectFrom('person').select('id').where('email', '=', 'tilsett@stord.example').executeTakeFirstOrThrow();
		const version = await db.selectFrom('planVersion').select('id').where('adoptedAt', 'is not', null).executeTakeFirstOrThrow();
		return {
			'person.exportAll': '/people/people.csv',
			'person.export': `/people/${id}/data`,
			'version.exportArchive': `/plan/versions/${version.id}/archive.zip`,
			'audit.export': '/people/log/log.csv?kind=people'
		};
	};

	test('is given to who has said why, once, to nobody else, and the log says so', async () => {
		const [admin, leader] = [await administrator(), await signedIn('leiar@stord.example')];
		for (const [verb, file] of Object.entries(await files())) {
			const page = `/export?file=${encodeURIComponent(file)}`;
			expect(await admin.get(file)).toMatchObject({ status: 303, location: page });
			const form = `${page}&/take`;
			for (const wrong of [{}, { reason: 'curious' }, { reason: 'other' }])
				expect([verb, (await admin.post(form, wrong as Record<string, string>)).status]).toEqual([verb, 400]);
			expect(await entries(verb)).toEqual([]);
			const { text } = await admin.post(form, { reason: 'request', note: 'Sak 18/77' });
			const href = /href="([^"]*ticket=[^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&');
			expect(await entries(verb)).toMatchObject([{ detail: '{"reason":"request"}', note: 'Sak 18/77', actorName: 'admin' }]);
			expect([303, 404]).toContain((await leader.get(href)).status);
			expect((await admin.get(href)).status).toBe(200);
			expect((await admin.get(href)).status).toBe(303);
		}
	});
});

describe('Who may not have something', () => {
	test('stands in the log: a page, a form, and a decision that is not theirs', async () => {
		const staff = await signedIn('tilsett@stord.example');
		const facilitator = await signedIn('fasilitator@stord.example');
		const before = (await entries('access.refuse')).length;
		expect((await staff.get('/people')).status).toBe(404);
		expect((await staff.post('/people?/add', { name: 'x' })).status).toBe(404);
		const { gatheringId } = await db.selectFrom('cafe').select('gatheringId').executeTakeFirstOrThrow();
		expect((await facilitator.post(`/gatherings/${gatheringId}?/cancel`)).status).toBeGreaterThanOrEqual(400);
		const kept = (await entries('access.refuse')).slice(before);
		expect(kept.map(({ subjectId, detail }) => [subjectId, detail]).slice(0, 2)).toEqual([
			['/people', '{"method":"GET","place":"people"}'],
			['/people', '{"method":"POST","place":"people"}']
		]);
		expect((await (await administrator()).get('/people/log?kind=access')).text).toContain('Vart avvist: har ikkje tilgang');
	});

	test('is told when they try many: one id after the other, and boards that are not theirs; a stranger who tries them too', async () => {
		const staff = await signedIn('tilsett@stord.example');
		for (let nth = 0; nth < 12; nth++) expect((await staff.get(`/gatherings/${newId()}`)).status).toBe(404);
		// A summary's draft is a board that somebody who only works here may not have open; a café's closed one is nobody's.
		const { boardId } = await db.selectFrom('cafeTable').select('boardId').executeTakeFirstOrThrow();
		await db.updateTable('board').set({ closedAt: null }).where('id', '=', boardId).execute();
		for (const cookie of [staff.cookie(), '']) for (let nth = 0; nth < 11; nth++) await closeOf(boardId, cookie);
		const tried = await entries('access.attempt');
		expect(tried.map(({ actorName, detail }) => [actorName === 'Samling', detail])).toEqual([
			[false, '{"what":"page","count":10}'],
			[false, '{"what":"board","count":10}'],
			[true, '{"what":"board","count":10}']
		]);
		expect((await (await administrator()).get('/people/log?kind=access')).text).toContain('Forsøk på ein time, tavler utan tilgang: 10');
	});

	test('fills the log with no more than sixty lines an hour', async () => {
		const host = await signedIn('vert@stord.example');
		for (let nth = 0; nth < 70; nth++) await host.get('/units');
		expect(await entries('access.refuse').then((all) => all.filter(({ subjectId }) => subjectId === '/units'))).toHaveLength(60);
	});
});

test.each(['nn', 'nb', 'en'])('the log says in %s that it is whole, in sentences and never codes', async (language) => {
	const admin = await signedIn('admin@stord.example');
	await admin.post('/language', { locale: language, to: '/' });
	const { status, text } = await admin.get('/people/log');
	expect(status).toBe(200);
	const whole = { nn: 'Ingen har endra loggen', nb: 'Ingen har endret loggen', en: 'Nobody has changed the log' };
	expect(text).toContain(whole[language as 'nn']);
	const shown = /<tbody[\s\S]*<\/tbody>/.exec(text)![0].replace(/<[^>]*>/g, ' ');
	for (const verb of Object.values(auditVerbs).flat()) expect(shown).not.toContain(verb);
	await admin.post('/language', { locale: 'nn', to: '/' });
});

describe('What is wrong with the installation', () => {
	test('is shown to administrators, who are told where they land; to nobody else', async () => {
		const [admin, leader] = [await administrator(), await signedIn('fasilitator@stord.example')];
		expect((await admin.get('/people/operation')).text).toContain('Alt er i orden.');
		expect((await admin.get('/tasks')).text).not.toContain('/people/operation');
		const trouble = { since: now, tries: 1, nextAt: '2018-02-15T08:00:00.000Z', error: 'connect ECONNREFUSED' };
		await db
			.insertInto('installation')
			.values({ key: 'mailServer', value: JSON.stringify(trouble) })
			.execute();
		const { text } = await admin.get('/people/operation');
		expect(text).toContain('E-postserveren tek ikkje imot e-post');
		expect(text).not.toContain('ECONNREFUSED');
		expect((await admin.get('/tasks')).text).toContain('Noko med drifta av Samling må rettast');
		expect((await leader.get('/people/operation')).status).toBe(404);
		expect((await leader.get('/tasks')).text).not.toContain('drifta av Samling');
		await db.deleteFrom('installation').where('key', '=', 'mailServer').execute();
	});
});
