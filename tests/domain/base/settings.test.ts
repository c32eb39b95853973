import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSettings } from '#settings';
import { root } from '../../support/sources.ts';

const example = readFileSync(`${root}.env.example`, 'utf8');
const production = { NODE_ENV: 'production', ORIGIN: 'https://samling.example.no', INSTALLATION_FILE: '/etc/samling/installation' };

describe('Settings', () => {
	test('have a default each, so that nothing has to be set for trying it out', () => {
		expect(readSettings({})).toMatchObject({
			production: false,
			demo: false,
			port: 3000,
			host: '127.0.0.1',
			origin: 'http://localhost:3000',
			dataDir: 'data',
			smtpUrl: undefined,
			startAt: undefined
		});
	});

	test('hold a phone on a board to what a hall behind one address needs (L4)', () => {
		expect(readSettings({}).live).toEqual({
			frameBytes: 64 * 1024,
			messagesPerSecond: 30,
			burst: 120,
			bytesPerMinute: 256 * 1024,
			connectionsPerBoard: 100,
			connectionsPerParticipant: 4,
			connectionsPerAddress: 500,
			notesPerHour: 60,
			documentBytes: 4 * 1024 * 1024
		});
	});

	test('that are set to nothing count as not set', () => {
		expect(readSettings({ PORT: '', SMTP_URL: '', ORIGIN: '' })).toEqual(readSettings({}));
	});

	test('are what was set', () => {
		const set = {
			PORT: '4321',
			ORIGIN: 'https://Samling.Example.no:8443',
			SAMLING_NOW: '2018-01-15T08:00Z',
			LIVE_BURST: '7',
			SMTP_URL: 'smtp://localhost:1025'
		};
		expect(readSettings(set)).toMatchObject({
			port: 4321,
			origin: 'https://samling.example.no:8443',
			startAt: '2018-01-15T08:00:00.000Z',
			smtpUrl: 'smtp://localhost:1025',
			live: { burst: 7 }
		});
	});

	test('of single sign-on are whole: an issuer by https with its secret, Entra ID with its tenants, groups with roles', () => {
		const sso = { OIDC_ISSUER: 'https://idp.example.no', OIDC_CLIENT_ID: 'samling', OIDC_CLIENT_SECRET: 'x' };
		const tenant = '11111111-2222-3333-4444-555555555555';
		expect(readSettings({ ...production, ...sso, OIDC_GROUPS: 'CN=a=leader, b=staff', PASSWORDS: '0' })).toMatchObject({
			passwords: false,
			sso: {
				issuer: 'https://idp.example.no',
				clientId: 'samling',
				tenants: [],
				groups: [
					['CN=a', 'leader'],
					['b', 'staff']
				]
			}
		});
		expect(readSettings({ ...sso, OIDC_TENANTS: tenant.toUpperCase() }).sso?.tenants).toEqual([tenant]);
		expect(readSettings({ ...sso, OIDC_ISSUER: 'http://127.0.0.1:4000' }).sso?.issuer).toBe('http://127.0.0.1:4000');
		expect([readSettings({}).sso, readSettings({}).passwords]).toEqual([undefined, true]);
		for (const [wrong, told] of [
			[{ PASSWORDS: '0' }, 'OIDC_ISSUER'],
			[{ OIDC_CLIENT_ID: 'samling' }, 'OIDC_ISSUER'],
			[{ ...sso, OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET'],
			[{ ...sso, OIDC_ISSUER: 'http://idp.example.no' }, 'OIDC_ISSUER'],
			[{ ...sso, ...production, OIDC_ISSUER: 'http://localhost:4000' }, 'OIDC_ISSUER'],
			[{ ...sso, OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, 'OIDC_TENANTS'],
			[{ ...sso, OIDC_TENANTS: 'stord.no' }, 'OIDC_TENANTS'],
			[{ ...sso, OIDC_GROUPS: 'leaders=king' }, 'OIDC_GROUPS'],
			[{ ...sso, OIDC_GROUPS: 'leaders' }, 'OIDC_GROUPS']
		] as const)
			expect(() => readSettings(wrong)).toThrow(told);
	});

	test('that other programs read are left alone', () => {
		expect(readSettings({ PATH: '/usr/bin', LIVE_UNKNOWN: 'x' })).toEqual(readSettings({}));
	});

	test.each([
		[{ PORT: 'http' }, 'The setting PORT must be a whole number.'],
		[{ PORT: '3000.5' }, 'The setting PORT must be a whole number.'],
		[{ PORT: '0' }, 'The setting PORT must be at least 1.'],
		[{ PORT: '65536' }, 'The setting PORT must be at most 65535.'],
		[{ NODE_ENV: 'prod' }, 'The setting NODE_ENV must be production, development or test.'],
		[{ ORIGIN: 'samling.example.no' }, 'The setting ORIGIN must be an origin'],
		[{ ORIGIN: 'https://samling.example.no/forum' }, 'The setting ORIGIN must be an origin'],
		[{ ORIGIN: 'https://samling.example.no/' }, 'The setting ORIGIN must be an origin'],
		[{ ORIGIN: 'https://user@samling.example.no' }, 'The setting ORIGIN must be an origin'],
		[{ ORIGIN: 'ftp://samling.example.no' }, 'The setting ORIGIN must be an origin'],
		[{ SMTP_URL: 'smtp.example.no' }, 'The setting SMTP_URL must be an email server'],
		[{ SMTP_URL: 'http://smtp.example.no' }, 'The setting SMTP_URL must be an email server'],
		[{ MAIL_FROM: 'a@example.no, b@example.no' }, 'The setting MAIL_FROM must be one email address.'],
		[{ SAMLING_DEMO: 'yes' }, 'The setting SAMLING_DEMO must be 1 or 0.'],
		[{ SAMLING_NOW: 'yesterday' }, 'The setting SAMLING_NOW must be an instant such as 2018-01-15T08:00:00Z.'],
		[{ SAMLING_NOW: '2018-02-30T08:00:00Z' }, 'The setting SAMLING_NOW must be an instant'],
		[{ LIVE_FRAME_BYTES: '10' }, 'The setting LIVE_FRAME_BYTES must be at least 1024.']
	])('%j: one sentence says what is wrong', (env, sentence) => {
		expect(() => readSettings(env)).toThrow(sentence);
	});

	test('a production installation must know where people reach it', () => {
		expect(() => readSettings({ NODE_ENV: 'production' })).toThrow('ORIGIN must say where people reach Samling');
		expect(readSettings(production).production).toBe(true);
	});

	test('a production installation must remember, on another disk than its data, that it was set up', () => {
		expect(() => readSettings({ ...production, INSTALLATION_FILE: '' })).toThrow('INSTALLATION_FILE must name a file on another disk');
	});

	test('a production installation does not let its clock be moved; the demo does', () => {
		expect(() => readSettings({ ...production, SAMLING_NOW: '2018-01-15T08:00:00Z' })).toThrow('SAMLING_NOW moves the clock');
		expect(readSettings({ ...production, SAMLING_NOW: '2018-01-15T08:00:00Z', SAMLING_DEMO: '1' }).demo).toBe(true);
	});

	test('a production installation that sends mail must say from whom', () => {
		expect(() => readSettings({ ...production, SMTP_URL: 'smtp://localhost' })).toThrow(
			'MAIL_FROM must be the address that email comes from'
		);
		expect(readSettings({ ...production, SMTP_URL: 'smtp://localhost', MAIL_FROM: 'forum@example.no' }).mailFrom).toBe('forum@example.no');
	});

	test('are all in .env.example, with the defaults they have', () => {
		expect(readSettings(parseEnv(example))).toEqual(readSettings({}));
		const named = [...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
		const known = [...readFileSync(`${root}src/settings.ts`, 'utf8').matchAll(/^\t([A-Z][A-Z_]+): /gm)].map((match) => match[1]);
		expect(named.toSorted()).toEqual(known.toSorted());
	});
});
