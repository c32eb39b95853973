import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, networksOf } from '#lib/clientAddress.ts';
import { createSignInLimit } from '#lib/people/auth/signInLimit.server.ts';

const proxies = networksOf('127.0.0.1, 10.0.0.0/8 2001:db8::/32')!;
const seen = (remoteAddress: string, forwarded?: string) =>
	addressOf({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage, proxies);

test.each([
	['without a proxy the connection tells', '203.0.113.1', '198.51.100.1', '203.0.113.1'],
	['a proxy is believed', '127.0.0.1', '203.0.113.1', '203.0.113.1'],
	['also over IPv6', '::ffff:10.1.2.3', '203.0.113.1', '203.0.113.1'],
	['what the visitor wrote is not', '127.0.0.1', '198.51.100.1, 203.0.113.1', '203.0.113.1'],
	[
		'a row of proxies is followed to the first that is none',
		'127.0.0.1',
		'198.51.100.1, 203.0.113.1, 2001:db8::7, 10.0.0.9',
		'203.0.113.1'
	],
	['what is no address ends the row', '127.0.0.1', '203.0.113.1, unknown, 10.0.0.9', '10.0.0.9'],
	['a proxy that says nothing is the visitor', '127.0.0.1', undefined, '127.0.0.1']
])('%s', (_, remote, forwarded, address) => expect(seen(remote, forwarded)).toBe(address));

test('networks that are none are refused', () => {
	for (const wrong of ['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/1', '::1/129', '10.0.0.0/', '10.0.0'])
		expect(networksOf(wrong), wrong).toBeUndefined();
});

test('right sign-ins cost nothing, wrong ones ten in ten minutes for one account behind an address', async () => {
	const limit = createSignInLimit();
	for (let at = 0; at < 150; at++) {
		expect(await limit.allows('203.0.113.1', 'anna@stord.example')).toBe(true);
		await limit.wasRight('203.0.113.1', 'anna@stord.example');
	}
	for (let at = 0; at < 10; at++) expect(await limit.allows('203.0.113.1', 'anna@stord.example')).toBe(true);
	expect(await limit.allows('203.0.113.1', 'anna@stord.example')).toBe(false);
	expect(await limit.allows('203.0.113.1', 'per@stord.example')).toBe(true);
});
