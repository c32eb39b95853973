import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Reads addresses and networks (CIDR) between commas or spaces; undefined when one of them is neither. */
export function networksOf(text: string): BlockList | undefined {
	const networks = new BlockList();
	for (const one of text.split(/[\s,]+/).filter(Boolean)) {
		const [address = '', prefix, ...rest] = one.split('/');
		const version = isIP(address);
		if (version === 0 || rest.length > 0) return undefined;
		const bits = version === 4 ? 32 : 128;
		if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined;
		networks.addSubnet(address, Number(prefix ?? bits), version === 4 ? 'ipv4' : 'ipv6');
	}
	return networks;
}

/**
 * Where a request comes from, for pages and sockets alike: the other end of the connection or, where that is one of `proxies`, what it
 * wrote last in X-Forwarded-For, and so on from the right. What stands left of the first address that is no proxy, anybody can write.
 */
export function addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, proxies: BlockList): string {
	const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
	let address = plain(socket.remoteAddress ?? '');
	while (isIP(address) > 0 && proxies.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')) {
		const before = plain(said.pop()?.trim() ?? '');
		if (isIP(before) === 0) break;
		address = before;
	}
	return address;
}

/** An IPv4 address that came over IPv6 is the same address. */
const plain = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/i, '');
