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
	['a proxy that says nothing is the visitor', '127.0.0.1', undefined, '127.0.0.1'],
	['an IPv6 address is counted as its network', '2a02:2121:1:2:aaaa:bbbb:cccc:dddd', undefined, '2a02:2121:1:2::/64'],
	['… so that a machine has one though it takes many', '2a02:2121:1:2::1', undefined, '2a02:2121:1:2::/64'],
	['… and its neighbour another', '2a02:2121:1:3::1', undefined, '2a02:2121:1:3::/64'],
	['… however its zeros are written', '2a02:0000:0000:0002:0::9', undefined, '2a02:0:0:2::/64'],
	['… behind a proxy too', '127.0.0.1', '2a02:2121:1:2::7', '2a02:2121:1:2::/64'],
	['a line of the machine itself', 'fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
	['an IPv4 address over IPv6 is that address', '::ffff:203.0.113.1', undefined, '203.0.113.1'],
	['… in hexadecimal', '127.0.0.1', '::ffff:cb00:7101', '203.0.113.1'],
	['… written out', '127.0.0.1', '0:0:0:0:0:FFFF:203.0.113.1', '203.0.113.1'],
	['… and a proxy that is written so is one', '::ffff:7f00:1', '203.0.113.1', '203.0.113.1']
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
