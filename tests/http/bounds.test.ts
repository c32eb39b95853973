import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '#lib/db/open.server.ts';
import { cameraJpeg } from '../support/photos.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { type Answer, visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

let server: RunningServer;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
});
afterAll(() => server?.stop());

const stranger = () => visitor(server);
const signedIn = async (email = 'leiar@stord.example') => {
	const person = visitor(server);
	await person.signIn(email);
	return person;
};
const urlencoded = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };

/** Posts a body whose length nobody is told beforehand, in pieces of 50 kB; gives the status, and how much was sent when it came. */
async function postChunked(path: string, pieces: number, headers: Record<string, string> = {}): Promise<{ status: number; sent: number }> {
	const asking = request(server.origin + path, { method: 'POST', headers: { ...urlencoded, origin: server.origin, ...headers } });
	const answered = once(asking, 'response') as Promise<[IncomingMessage]>;
	// After its answer the server need not take the rest.
	asking.on('error', () => undefined);
	const piece = Buffer.alloc(50_000, 'a');
	let sent = 0;
	let isAnswered = false;
	void answered.then(() => (isAnswered = true));
	asking.write('code=');
	for (; sent < pieces && !isAnswered; sent++) {
		if (!asking.write(piece)) await Promise.race([once(asking, 'drain'), answered]);
		// Somebody else is answered while this one goes on sending.
		if (sent === 5) expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
	}
	asking.end();
	const [answer] = await answered;
	answer.resume();
	return { status: answer.statusCode!, sent };
}

describe('What a stranger sends', () => {
	test('with ten thousand names of fields is refused, and others are answered meanwhile', async () => {
		const fields = new URLSearchParams(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, 'x'] as [string, string]));
		const [refused, meanwhile] = await Promise.all([
			stranger().post('/join', Object.fromEntries(fields)),
			fetch(`${server.origin}/healthz`)
		]);
		expect([refused.status, meanwhile.status]).toEqual([413, 200]);
	});

	test('for an action that no page has is a 404, also under a name that every object has, and nothing of it is in the log', async () => {
		const before = server.said();
		for (const name of ['nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'default'])
			expect((await stranger().post(`/sign-in?/${name}`)).status, name).toBe(404);
		for (const [path, status] of [
			['/invitation/a-secret-token-of-22%', 400],
			['/join/%ff', 400]
		] as const)
			expect((await stranger().get(path)).status, path).toBe(status);
		const broken = { ...urlencoded, origin: server.origin, 'content-type': 'multipart/form-data; boundary=x' };
		expect((await stranger().ask('/join', { method: 'POST', headers: broken, body: '--x\r\na: b' })).status).toBe(400);
		const cut = request(`${server.origin}/join`, { method: 'POST', headers: { ...broken, 'content-length': 1000 } });
		cut.on('error', () => undefined);
		await new Promise((resolve) => cut.write('--x', resolve));
		cut.destroy();
		await pause(300);
		expect(server.said()).toBe(before);
	});

	test('is refused when its length is said and is too much, before it is read', async () => {
		expect((await stranger().post('/join', { code: 'a'.repeat(600_000) })).status).toBe(413);
	});

	test('is refused when its length is not said and it goes on for ever', async () => {
		const { status, sent } = await postChunked('/join', 1000);
		expect(status).toBe(413);
		expect(sent).toBeLessThan(1000);
		expect((await stranger().get('/join')).status).toBe(200);
	});

	test('is read when it is within bounds, with its length said or not', async () => {
		const typed = await stranger().post('/join', { code: 'AAAA-AAAA' });
		expect(typed.status).toBe(400);
		expect(typed.text).toContain('AAAA-AAAA');
		// A code of 250 kB is none, and that is what is said of it.
		expect((await postChunked('/join', 5)).status).toBe(400);
	});

	test('is refused as an enhanced form too, which reads JSON', async () => {
		const fields = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`field${at}`, 'x']));
		const asked = { method: 'POST', body: new URLSearchParams(fields) };
		const answer = await fetch(`${server.origin}/join`, {
			...asked,
			headers: { origin: server.origin, accept: 'application/json', 'x-sveltekit-action': 'true' }
		});
		expect(await answer.json()).toMatchObject({ type: 'error' });
	});

	test('is read where a personal link asks about all the measures of a plan', async () => {
		const fields = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`note-${at}`, '']));
		expect((await stranger().post('/status/nobody', fields)).status).toBe(404);
	});

	test('is compared with adopted plans up to 8 MB, thirty times a minute from an address', async () => {
		const verify = (bytes: number) => {
			const form = new FormData();
			form.set('file', new File([Buffer.alloc(bytes, 'a')], 'plan.pdf'));
			return fetch(`${server.origin}/verify`, {
				method: 'POST',
				body: form,
				headers: { accept: 'text/html', 'accept-language': 'nn', origin: server.origin }
			});
		};
		expect((await verify(8_200_000)).status).toBe(413);
		const answer = await verify(2_000_000);
		expect([answer.status, (await answer.text()).includes('Denne fila er ikkje kjend her.')]).toEqual([200, true]);
		const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await verify(10)).status));
		expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
	});

	test('has no more room where somebody who is signed in has it', async () => {
		expect((await stranger().post('/people/import?/take', { list: 'a'.repeat(700_000) })).status).toBe(413);
	});

	test('from another site is refused, as before', async () => {
		expect((await visitor(server, { origin: 'https://evil.example' }).post('/join', { code: 'AAAA-AAAA' })).status).toBe(403);
		expect((await visitor(server, { 'sec-fetch-site': 'cross-site' }).post('/join', { code: 'AAAA-AAAA' })).status).toBe(403);
	});
});

describe('Who is signed in', () => {
	const upload = (path: string, parts: Record<string, string | [Uint8Array, string]>) => {
		const form = new FormData();
		for (const [name, part] of Object.entries(parts)) {
			if (typeof part === 'string') form.append(name, part);
			else form.append(name, new File([new Uint8Array(part[0])], part[1]));
		}
		return { path, init: { method: 'POST', body: form } };
	};

	test('sends a list of people of megabytes in', async () => {
		const leader = await signedIn();
		const rows = (count: number) => `Namn;E-post;Eining\r\n${'Anna Vik;anna.vik@kommune.example;Heimetenestene\r\n'.repeat(count)}`;
		const { path, init } = upload('/people/import?/preview', { file: [Buffer.from(rows(1)), 'tilsette.csv'] });
		const shown = await leader.ask(path, init);
		expect(shown.status).toBe(200);
		expect(shown.text).toContain('Anna Vik');
		const large = upload('/people/import?/preview', { file: [Buffer.from(rows(100_000)), 'alle.csv'] });
		const refused = await leader.ask(large.path, large.init);
		expect(refused.status).toBe(409);
		expect(refused.text).toMatch(/100\s000/);
	});

	test.each([
		['invites the five hundred people of a municipality', '/invitations?/invite', 500],
		['saves a draft of the three hundred points of sixty tables', '/summary?/save', 1200]
	])('%s', async (_, action, fields) => {
		const leader = await signedIn();
		const link = /\/gatherings\/[\w-]{20,}/.exec((await leader.get('/cycle')).text)![0];
		const body = new URLSearchParams(Array.from({ length: fields }, (_, at) => ['personIds[]', `nobody${at}`]));
		// Nobody is called that, and nothing of it is a draft; it is read all the same.
		expect([400, 409]).toContain((await leader.ask(link + action, { method: 'POST', body })).status);
	});

	test('lays a picture of a megabyte in a summary', async () => {
		const leader = await signedIn();
		const db = openSqlite(join(server.dataDir, 'samling.db'));
		try {
			// A correction of what has been published.
			const { gatheringId: id } = await db
				.selectFrom('summary')
				.select('gatheringId')
				.where('publishedAt', 'is not', null)
				.executeTakeFirstOrThrow();
			expect((await leader.post(`/gatherings/${id}/summary?/start`)).status).toBe(200);
			const photo = Buffer.concat([cameraJpeg(), Buffer.alloc(1_000_000)]);
			const { path, init } = upload(`/gatherings/${id}/summary/pictures?/add`, {
				alt: 'Folk rundt eit bord',
				caption: '',
				file: [photo, 'bord.jpg']
			});
			expect((await leader.ask(path, init)).status).toBe(200);
			const laid = await db.selectFrom('summaryPicture').select('alt').where('alt', '=', 'Folk rundt eit bord').execute();
			expect(laid).toHaveLength(1);
		} finally {
			await db.destroy();
		}
	});
});

describe('Where a form leads afterwards', () => {
	const elsewhere = [
		'//evil.example',
		'///evil.example',
		'/.//evil.example',
		'/..//evil.example',
		'/a/..//evil.example',
		'/%2e%2e//evil.example',
		'/%2E/%2e.//evil.example',
		'/\\evil.example',
		'/.\\/evil.example',
		'/\t/evil.example',
		'/.\n//evil.example',
		'\\\\evil.example',
		'https://evil.example',
		'https:evil.example',
		'javascript:alert(1)',
		' //evil.example',
		'@evil.example',
		'.evil.example'
	];
	const password = 'samling-demo';
	/** Every place where what somebody sends says where they are led; a law of the house finds those that are not here. */
	const places: Record<string, (to: string) => Promise<Answer>> = {
		'after signing in': (to) => stranger().post(`/sign-in?to=${encodeURIComponent(to)}`, { email: 'leiar@stord.example', password }),
		'after choosing a language': (to) => stranger().post('/language', { locale: 'nb', to }),
		'after moving the clock of the demo': (to) => stranger().post('/demo/clock', { date: '', to })
	};

	test.each(Object.keys(places))('is never another site: %s', async (place) => {
		for (const to of elsewhere) {
			const answer = await places[place]!(to);
			expect([to, answer.status, answer.location]).toEqual([to, 303, '/']);
		}
	});

	test('is never another site: from the page for signing in when one is', async () => {
		const person = await signedIn();
		for (const to of elsewhere) expect((await person.get(`/sign-in?to=${encodeURIComponent(to)}`)).location).toBe('/');
	});

	test('is the page that was asked for', async () => {
		expect((await stranger().post('/language', { locale: 'nb', to: '/plan?year=2018' })).location).toBe('/plan?year=2018');
	});
});
