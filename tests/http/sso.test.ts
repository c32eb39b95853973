import { afterAll, beforeAll, expect, test } from 'vitest';
import { operate, startServer, type RunningServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

const sso = { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'samling', OIDC_CLIENT_SECRET: 'a secret', PASSWORDS: '0' };
let server: RunningServer;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', ...sso });
}, 60_000);
afterAll(() => server.stop());

test('Where passwords are off nobody signs in with one or gets a link to set one, but by who runs the machine, once', async () => {
	const person = visitor(server);
	const page = await person.get('/sign-in');
	expect([page.text.includes('Logg inn med Microsoft'), page.text.includes('name="password"')]).toEqual([true, false]);
	expect((await person.post('/sign-in', { email: 'leiar@stord.example', password: 'samling-demo' })).status).toBe(409);
	expect(await person.get('/sign-in/forgotten')).toMatchObject({ status: 303, location: '/sign-in' });
	expect(await person.post('/sign-in/forgotten', { email: 'leiar@stord.example' })).toMatchObject({ status: 303, location: '/sign-in' });
	expect(await person.get('/sign-in/sso?to=/plan')).toMatchObject({ status: 303, location: '/sign-in?sso=away' });
	expect((await person.get('/sign-in?sso=away')).text).toContain('Microsoft svarar ikkje no');
	expect((await person.get('/sign-in?sso=<b>')).text).not.toContain('<b>');

	const { stdout } = await operate(server, ['src/account.ts', 'reset', 'leiar@stord.example'], sso);
	expect(stdout).toContain('is signed in this once');
	const [link = ''] = /\/password\/[\w-]{22}/.exec(stdout) ?? [];
	expect((await person.get(link)).text).toContain('Du blir logga inn når passordet er lagra.');
	expect(await person.post(link, { password: 'ein raud sykkel i regn' })).toMatchObject({ status: 303, location: '/' });
	expect((await person.get('/people')).status).toBe(200);
	expect((await person.post(link, { password: 'ein raud sykkel i regn' })).status).toBe(409);
	// Who is in makes no links that others could not use.
	expect((await person.post('/people?/inviteAll')).status).toBe(409);
	expect((await person.get('/me/sign-in')).text).toContain('Her loggar ein inn med Microsoft');
	expect((await visitor(server).post('/sign-in', { email: 'leiar@stord.example', password: 'ein raud sykkel i regn' })).status).toBe(409);
});
