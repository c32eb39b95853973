import { createHash } from 'node:crypto';

/*
 * A Merkle tree over hashes of leaves (RFC 9162, 2.1): its root, and the proofs that `proof.ts` checks. All hashes are hex.
 */

const sha256 = (...parts: (Uint8Array | string)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const node = (left: string, right: string) => sha256(Uint8Array.of(1), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));

/** The hash of a leaf with this content. */
export function leafHashOf(content: string | Uint8Array): string {
	return sha256(Uint8Array.of(0), content);
}

/** The root of the tree with these leaves; that of none is the hash of nothing. */
export function rootOf(leaves: readonly string[]): string {
	if (leaves.length === 0) return sha256('');
	if (leaves.length === 1) return leaves[0]!;
	const split = splitOf(leaves.length);
	return node(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** What proves that the leaf at `index` is in the tree: from it up to the root (RFC 9162, 2.1.3.1). */
export function inclusionPath(leaves: readonly string[], index: number): string[] {
	if (leaves.length <= 1) return [];
	const split = splitOf(leaves.length);
	const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
	return index < split ? [...inclusionPath(left, index), rootOf(right)] : [...inclusionPath(right, index - split), rootOf(left)];
}

/** What proves that the tree begins with the tree of its first `size` leaves (RFC 9162, 2.1.4.1). */
export function consistencyPath(leaves: readonly string[], size: number): string[] {
	return size === 0 || size === leaves.length ? [] : subProof(leaves, size, true);
}

function subProof(leaves: readonly string[], size: number, isWhole: boolean): string[] {
	if (size === leaves.length) return isWhole ? [] : [rootOf(leaves)];
	const split = splitOf(leaves.length);
	const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
	return size <= split ? [...subProof(left, size, isWhole), rootOf(right)] : [...subProof(right, size - split, false), rootOf(left)];
}

/** The largest power of two below `count`: so many leaves are on the left. */
function splitOf(count: number): number {
	return 2 ** Math.ceil(Math.log2(count) - 1);
}
