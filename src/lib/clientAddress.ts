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
 * Where a request comes from, as it is counted for pages and sockets alike: the other end of the connection or, where that is one of
 * `proxies`, what it wrote last in X-Forwarded-For, and so on from the right. What stands left of the first address that is no proxy,
 * anybody can write. An IPv6 address is counted as its network (`networkOf`).
 */
export function addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, proxies: BlockList): string {
	const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
	let address = plain(socket.remoteAddress ?? '');
	while (isIP(address) > 0 && proxies.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')) {
		const before = plain(said.pop()?.trim() ?? '');
		if (isIP(before) === 0) break;
		address = before;
	}
	return networkOf(address);
}

/**
 * Whom an address belongs to: an IPv4 address to one line, an IPv6 address to the 64 bits that are the network's, since the other 64 are
 * any that a machine likes (RFC 4291, 2.5.1; RFC 8981).
 */
function networkOf(address: string): string {
	return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** An IPv4 address that came over IPv6 is the same address, however it is written (RFC 4291, 2.5.5.2). */
function plain(address: string): string {
	if (isIP(address) !== 6) return address;
	const groups = groupsOf(address);
	if (groups.slice(0, 5).some((group) => group !== '0') || groups[5] !== 'ffff') return address;
	const [high = 0, low = 0] = groups.slice(6).map((group) => parseInt(group, 16));
	return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
	// A zone is the machine's own name for a line; four numbers at the end are two groups.
	const hex = address.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
		const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
		return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
	});
	const [before = [], after] = hex.split('::').map((half) => half.split(':').filter(Boolean));
	const groups = after ? [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after] : before;
	return groups.map((group) => parseInt(group, 16).toString(16));
}
