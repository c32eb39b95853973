/*
 * Merkle tree proofs as RFC 9162 (and RFC 6962) check them, with WebCrypto: the same lines run in a browser and on the server. Hashes are
 * SHA-256 as lower-case hex; a leaf is hashed after a byte 0x00, a node after 0x01, so that no node passes for a leaf.
 */

/** That the leaf at `index` is in the tree of `size` leaves. */
export type Inclusion = { index: number; size: number; path: readonly string[] };

/** A log as it stood: how many leaves, the tree's root, and when the last of them came. */
export type Head = { size: number; root: string; at: string };

/** The hash of a leaf with this content. */
export async function leafHash(content: string): Promise<string> {
	return sha256(Uint8Array.of(0, ...new TextEncoder().encode(content)));
}

/** The root that a leaf leads to by its proof; null when no tree of that size has such a proof (RFC 9162, 2.1.3.2). */
export async function rootByInclusion(leaf: string, { index, size, path }: Inclusion): Promise<string | null> {
	if (!Number.isSafeInteger(index) || index < 0 || index >= size) return null;
	let [at, last] = [index, size - 1];
	let hash = leaf;
	for (const sibling of path) {
		if (last === 0) return null;
		if (at % 2 === 1 || at === last) {
			hash = await nodeHash(sibling, hash);
			while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
		} else hash = await nodeHash(hash, sibling);
		[at, last] = [half(at), half(last)];
	}
	return last === 0 ? hash : null;
}

/** Whether the tree with the second root begins with all leaves of the first, in their order (RFC 9162, 2.1.4.2). */
export async function isConsistent(
	first: Pick<Head, 'size' | 'root'>,
	second: Pick<Head, 'size' | 'root'>,
	path: readonly string[]
): Promise<boolean> {
	if (first.size > second.size || first.size < 0) return false;
	if (first.size === second.size) return path.length === 0 && first.root === second.root;
	// Every tree begins with the empty one.
	if (first.size === 0) return path.length === 0;
	const proof = isPowerOfTwo(first.size) ? [first.root, ...path] : [...path];
	const start = proof.shift();
	if (start === undefined) return false;
	let [at, last] = [first.size - 1, second.size - 1];
	while (at % 2 === 1) [at, last] = [half(at), half(last)];
	let [before, after] = [start, start];
	for (const sibling of proof) {
		if (last === 0) return false;
		if (at % 2 === 1 || at === last) {
			before = await nodeHash(sibling, before);
			after = await nodeHash(sibling, after);
			while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
		} else after = await nodeHash(after, sibling);
		[at, last] = [half(at), half(last)];
	}
	return last === 0 && before === first.root && after === second.root;
}

const half = (number: number) => Math.floor(number / 2);
const isPowerOfTwo = (number: number) => Number.isInteger(Math.log2(number));

function nodeHash(left: string, right: string): Promise<string> {
	return sha256(Uint8Array.of(1, ...bytesOf(left), ...bytesOf(right)));
}

function bytesOf(hex: string): number[] {
	return (hex.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
