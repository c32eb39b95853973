import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '#lib/db/open.server.ts';
import { operate, startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

const staff = 'tilsett@stord.example';
const password = 'ein raud sykkel i regn';
let server: RunningServer;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1' });
}, 60_000);
afterAll(() => server.stop());

async function read<T>(work: (db: ReturnType<typeof openSqlite>) => Promise<T>): Promise<T> {
	const db = openSqlite(join(server.dataDir, 'samling.db'));
	try {
		return await work(db);
	} finally {
		await db.destroy();
	}
}

/** The newest link that waits in the outbox for somebody, once it is there. */
async function linkTo(email: string): Promise<string> {
	return until(async () => {
		const mail = await read((db) =>
			db
				.selectFrom('mail')
				.select('text')
				.where('recipientEmail', '=', email)
				.where('kind', 'in', ['passwordReset', 'passwordInvitation'])
				.orderBy('createdAt', 'desc')
				.executeTakeFirst()
		);
		return /\/password\/[\w-]{22}/.exec(mail?.text ?? '')?.[0];
	});
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** `npm run account` on the machine. */
const account = (...words: string[]) => operate(server, ['src/account.ts', ...words]);

describe('A forgotten password', () => {
	test('is set by a link in a mail, which scanners may read, once; and whoever was signed in as them is not any more', async () => {
		const before = visitor(server);
		await before.signIn(staff);
		const stranger = visitor(server);
		const [known, unknown] = [
			await stranger.post('/sign-in/forgotten', { email: staff }),
			await stranger.post('/sign-in/forgotten', { email: 'ingen@stord.example' })
		];
		expect([known.status, unknown.status]).toEqual([200, 200]);
		const written = ({ text }: { text: string }) => text.replace(/nonce="[^"]*"/g, '');
		expect(written(unknown)).toBe(written(known));
		const link = await linkTo(staff);
		for (let scan = 0; scan < 3; scan++) expect((await stranger.get(link)).text).toContain('name="password"');
		const short = await stranger.post(link, { password: 'kort' });
		expect([short.status, /minst 12 teikn/.test(short.text)]).toEqual([400, true]);
		expect(await stranger.post(link, { password })).toMatchObject({ status: 303, location: '/sign-in?set' });
		expect((await stranger.get(link)).text).toContain('Lenkja gjeld ikkje lenger');
		expect((await stranger.post(link, { password })).status).toBe(409);
		expect((await before.get('/me')).location).toBe('/sign-in?to=%2Fme');
		await expect(stranger.signIn(staff)).rejects.toThrow('could not sign in');
		await stranger.signIn(staff, password);
		// On the page of one's own it is changed by the present one.
		const [wrong, done] = [
			await stranger.post('/me/sign-in?/password', { present: 'heilt feil', password: 'ein grøn sykkel i sol' }),
			await stranger.post('/me/sign-in?/password', { present: password, password: 'ein grøn sykkel i sol' })
		];
		expect([wrong.status, done.status, (await stranger.get('/me')).status]).toEqual([400, 200, 200]);
	});

	test('is asked for only so often, known or not', async () => {
		const stranger = visitor(server);
		for (const email of ['vert@stord.example', 'ukjend@stord.example']) {
			const statuses = [];
			for (let ask = 0; ask < 4; ask++) statuses.push((await stranger.post('/sign-in/forgotten', { email })).status);
			expect(statuses).toEqual([200, 200, 200, 429]);
		}
		const form = new URLSearchParams({ email: 'vert@stord.example' });
		const told = await fetch(`${server.origin}/sign-in/forgotten`, {
			method: 'POST',
			body: form,
			headers: { accept: 'text/html', origin: server.origin }
		});
		expect([told.status, told.headers.get('retry-after'), (await told.text()).includes('om ein halv time')]).toEqual([429, '1800', true]);
	});

	test('of the administrator is set by a link that the machine prints; for nobody it says so', async () => {
		expect(await account('reset', 'ingen@stord.example')).toMatchObject({
			status: 1,
			stderr: expect.stringContaining('Nobody with access')
		});
		expect((await account()).status).toBe(1);
		const { stdout, status } = await account('reset', 'leiar@stord.example');
		const [link = ''] = /\/password\/[\w-]{22}/.exec(stdout) ?? [];
		expect([status, stdout.includes(`Stord kommune: ${server.origin}${link}`)]).toEqual([0, true]);
		const operator = visitor(server);
		expect((await operator.post(link, { password })).status).toBe(303);
		await operator.signIn('leiar@stord.example', password);
		expect((await operator.get('/people')).status).toBe(200);
	});
});

test('Who administers is asked for a code of their app beside the password, and is not in before', async () => {
	const admin = visitor(server);
	await admin.signIn('leiar@stord.example', password);
	await admin.post('/me/sign-in?/begin');
	const secret = /<code class="secret[^>]*>([A-Z2-7 ]+)</.exec((await admin.get('/me/sign-in')).text)?.[1]?.replaceAll(' ', '') ?? '';
	const totp = new TOTP({ secret: Secret.fromBase32(secret) });
	const on = await admin.post('/me/sign-in?/confirm', { code: totp.generate(), present: password });
	const recovery = /<code>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})<\/code>/.exec(on.text)?.[1] ?? '';
	expect([on.status, (await admin.get('/me/sign-in')).text.includes(secret)]).toEqual([200, false]);
	const again = visitor(server);
	const asked = await again.post('/sign-in?to=/people', { email: 'leiar@stord.example', password });
	const step = /name="step" value="([\w-]{22})"/.exec(asked.text)?.[1] ?? '';
	expect([asked.status, (await again.get('/people')).status]).toEqual([200, 303]);
	const [unknown, wrong, right] = [
		await again.post('/sign-in/code?to=/people', { step: 'x'.repeat(22), code: recovery }),
		await again.post('/sign-in/code?to=/people', { step, code: '000000' }),
		await again.post('/sign-in/code?to=/people', { step, code: recovery })
	];
	expect([unknown.status, wrong.status, right.status, right.location]).toEqual([409, 400, 303, '/people']);
	expect((await again.get('/people')).status).toBe(200);
	expect((await again.post('/sign-in/code', { step, code: recovery })).status).toBe(409);
	// Who runs the machine takes it off, and a step begun with the password of before is worth nothing once another one is set.
	const late = /name="step" value="([\w-]{22})"/.exec((await again.post('/sign-in', { email: 'leiar@stord.example', password })).text)?.[1];
	const { stdout } = await account('reset', 'leiar@stord.example');
	expect(stdout).toContain('app is not asked for any more');
	expect((await again.get('/people')).status).toBe(303);
	const [link = ''] = /\/password\/[\w-]{22}/.exec(stdout) ?? [];
	await again.post(link, { password: 'ein blå sykkel i snø' });
	expect((await again.post('/sign-in/code', { step: late ?? '', code: totp.generate() })).status).toBe(409);
	await again.signIn('leiar@stord.example', 'ein blå sykkel i snø');
	expect((await again.get('/people')).status).toBe(200);
});
