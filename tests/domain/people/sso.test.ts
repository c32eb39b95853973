import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPair, type JWTPayload } from 'jose';
import { createSingleSignOn } from '#lib/people/sso/issuer.server.ts';
import type { SsoSettings } from '#lib/people/sso/model.ts';
import { newToken } from '#lib/tokens.server.ts';
import { clientId, clientSecret, signInThere, startIssuer, type Issuer } from '../../support/issuer.ts';

const samling = 'http://localhost:3999';
const tid = '11111111-2222-3333-4444-555555555555';
const entra = (oid: string, more: JWTPayload = {}): JWTPayload => ({ tid, oid, email: `${oid}@stord.example`, xms_edov: true, ...more });

let issuer: Issuer;
let other: Issuer;
beforeAll(async () => {
	issuer = await startIssuer(samling, {
		anna: { email: 'anna@stord.example', email_verified: true, groups: ['leiarar'] },
		berit: { email: 'berit@stord.example', email_verified: false },
		entra: entra('oid-1'),
		guest: entra('oid-2', { xms_edov: false, email_verified: undefined }),
		stranger: entra('oid-3', { tid: '99999999-2222-3333-4444-555555555555' }),
		many: entra('oid-4', { _claim_names: { groups: 'src1' } })
	});
	other = await startIssuer(samling, { cato: { email: 'cato@stord.example', email_verified: true } }, { inUserinfo: true });
});
afterAll(async () => {
	await Promise.all([issuer.stop(), other.stop()]);
});

const settings = (more: Partial<SsoSettings> = {}): SsoSettings => ({
	issuer: issuer.origin,
	clientId,
	clientSecret,
	name: 'Prøve',
	tenants: [],
	groups: [],
	...more
});
const browser = newToken();

/** Goes to the issuer and comes back as `account`. */
async function back(account: string, more: Partial<SsoSettings> = {}) {
	const sso = createSingleSignOn(settings(more), samling);
	const begun = await sso.begin(browser, '/plan');
	if (!begun.ok) throw new Error(begun.reason);
	return { sso, query: await signInThere(begun.address, account) };
}
const finish = async (account: string, more: Partial<SsoSettings> = {}) => {
	const { sso, query } = await back(account, more);
	return sso.finish(browser, query);
};
const refused = (reason: string) => ({ ok: false, reason });

describe('A sign-in at an issuer', () => {
	test('asks with PKCE, state and nonce, and says who came: `iss` and `sub`, the address that is verified, groups', async () => {
		const sso = createSingleSignOn(settings(), samling);
		const begun = await sso.begin(browser, '/plan');
		const asked = Object.fromEntries(begun.ok ? begun.address.searchParams : []);
		expect(asked).toMatchObject({
			response_type: 'code',
			response_mode: 'query',
			code_challenge_method: 'S256',
			scope: 'openid profile email'
		});
		expect([asked.state, asked.nonce, asked.code_challenge].map((secret) => (secret ?? '').length > 20)).toEqual([true, true, true]);
		expect(await finish('anna')).toMatchObject({
			ok: true,
			to: '/plan',
			who: {
				issuer: issuer.origin,
				subject: 'anna',
				email: 'anna@stord.example',
				groups: ['leiarar'],
				session: { sub: 'anna', sid: expect.any(String) }
			}
		});
		expect(await finish('berit')).toMatchObject({ ok: true, who: { subject: 'berit', email: null, groups: [] } });
		expect(await finish('cato', { issuer: other.origin })).toMatchObject({
			ok: true,
			who: { subject: 'cato', email: 'cato@stord.example' }
		});
	});

	test('in Entra ID is known by `tid` and `oid` of a tenant that is listed; its address counts when the domain is verified', async () => {
		const tenants = [tid];
		expect(await finish('entra', { tenants })).toMatchObject({
			ok: true,
			who: { issuer: tid, subject: 'oid-1', email: 'oid-1@stord.example' }
		});
		expect(await finish('guest', { tenants })).toMatchObject({ ok: true, who: { subject: 'oid-2', email: null } });
		expect(await finish('stranger', { tenants })).toEqual(refused('notAllowed'));
		expect(await finish('anna', { tenants })).toEqual(refused('notAllowed'));
		// Too many groups to name is not the same as none.
		expect(await finish('many', { tenants })).toMatchObject({ ok: true, who: { groups: undefined } });
	});

	test('is answered once, in the browser that began it, and not when they say no', async () => {
		const { sso, query } = await back('anna');
		expect(await sso.finish(newToken(), query)).toEqual(refused('past'));
		expect(await sso.finish(browser, new URLSearchParams({ ...Object.fromEntries(query), state: 'x'.repeat(43) }))).toEqual(
			refused('past')
		);
		expect(await sso.finish(browser, query)).toMatchObject({ ok: true });
		expect(await sso.finish(browser, query)).toEqual(refused('past'));
		// The same code under a state of one's own.
		const again = await sso.begin(browser, '/');
		const state = (again.ok && again.address.searchParams.get('state')) || '';
		expect(await sso.finish(browser, new URLSearchParams({ ...Object.fromEntries(query), state }))).toEqual(refused('invalid'));
		expect(await finish('')).toEqual(refused('empty'));
	});

	test('counts only with an ID token that is meant for it: issuer, audience, nonce, time, signature', async () => {
		const soon = Math.floor(Date.now() / 1000);
		const unsigned = (claims: JWTPayload) =>
			`${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
		const wrong: [string, (claims: JWTPayload) => JWTPayload | string][] = [
			['iss', (claims) => ({ ...claims, iss: 'http://127.0.0.1:1' })],
			['aud', (claims) => ({ ...claims, aud: 'somebody else' })],
			['nonce', (claims) => ({ ...claims, nonce: 'another' })],
			['no nonce', ({ nonce: _, ...claims }) => claims],
			['expired', (claims) => ({ ...claims, iat: soon - 4000, exp: soon - 400 })],
			['alg none', unsigned],
			['changed', (claims) => `${unsigned({ ...claims, sub: 'anna' }).replace(/^[^.]+/, 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleSJ9')}AAAA`]
		];
		const found: [string, unknown][] = [];
		for (const [name, tamper] of wrong) {
			issuer.tamper = tamper;
			found.push([name, await finish('anna')]);
		}
		// Clocks differ by less than a minute.
		issuer.tamper = (claims) => ({ ...claims, iat: soon - 4000, exp: soon - 20 });
		found.push(['late by seconds', ((await finish('anna')) as { ok: boolean }).ok]);
		issuer.tamper = undefined;
		expect(found).toEqual([...wrong.map(([name]) => [name, refused('invalid')]), ['late by seconds', true]]);
		// The answer itself names its issuer (RFC 9207).
		const { sso, query } = await back('anna');
		query.set('iss', other.origin);
		expect(await sso.finish(browser, query)).toEqual(refused('invalid'));
	});

	test('waits for an issuer that is away: a sentence, and the next try asks again', async () => {
		const late = await startIssuer(samling, { anna: {} });
		await late.stop();
		const sso = createSingleSignOn(settings({ issuer: late.origin }), samling);
		expect(await sso.begin(browser, '/')).toEqual(refused('closed'));
		expect(await sso.readLogout('x')).toEqual(refused('closed'));
		expect(await sso.signOutAddress()).toBeUndefined();
		const port = Number(new URL(late.origin).port);
		const back = await startIssuer(samling, { anna: {} }, { port });
		expect(await sso.begin(browser, '/')).toMatchObject({ ok: true });
		expect((await sso.signOutAddress())?.href).toContain(`${late.origin}/session/end?`);
		await back.stop();
	});
});

describe('A logout token', () => {
	const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
	const now = () => Math.floor(Date.now() / 1000);
	const token = (more: JWTPayload = {}): JWTPayload => ({
		...{ iss: issuer.origin, aud: clientId, iat: now(), exp: now() + 120, jti: newToken(), events: event, sub: 'anna', sid: 'one' },
		...more
	});

	test('of the issuer says whose sign-in has ended, once', async () => {
		const sso = createSingleSignOn(settings(), samling);
		const signed = await issuer.sign(token(), { typ: 'logout+jwt' });
		expect(await sso.readLogout(signed)).toEqual({ ok: true, iss: issuer.origin, sub: 'anna', sid: 'one' });
		expect(await sso.readLogout(signed)).toEqual(refused('invalid'));
		const all = JSON.parse(JSON.stringify(token({ sid: undefined }))) as JWTPayload;
		expect(await sso.readLogout(await issuer.sign(all))).toMatchObject({ ok: true, sub: 'anna', sid: undefined });
	});

	test('is refused when it is forged, meant for others, old, or no logout token', async () => {
		const sso = createSingleSignOn(settings(), samling);
		const { privateKey } = await generateKeyPair('RS256');
		const plain = (claims: JWTPayload) => JSON.parse(JSON.stringify(claims)) as JWTPayload;
		const wrong: Record<string, string> = {
			forged: await issuer.sign(token(), {}, privateKey),
			'alg none': `${[{ alg: 'none' }, token()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`,
			'other issuer': await issuer.sign(token({ iss: other.origin })),
			'other audience': await issuer.sign(token({ aud: 'others' })),
			old: await issuer.sign(token({ iat: now() - 900, exp: now() + 60 })),
			expired: await issuer.sign(token({ iat: now() - 200, exp: now() - 100 })),
			'neither sid nor sub': await issuer.sign(plain(token({ sub: undefined, sid: undefined }))),
			'no jti': await issuer.sign(plain(token({ jti: undefined }))),
			'no event': await issuer.sign(plain(token({ events: undefined }))),
			'another event': await issuer.sign(token({ events: { 'http://schemas.openid.net/event/other': {} } })),
			'an ID token': await issuer.sign(token({ nonce: 'n' })),
			'another kind': await issuer.sign(token(), { typ: 'at+jwt' }),
			nothing: ''
		};
		const answers = await Promise.all(Object.values(wrong).map((signed) => sso.readLogout(signed)));
		expect(Object.fromEntries(Object.keys(wrong).map((name, at) => [name, answers[at]]))).toEqual(
			Object.fromEntries(Object.keys(wrong).map((name) => [name, refused('invalid')]))
		);
	});
});
