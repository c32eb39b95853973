import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isConsistent, leafHash, rootByInclusion } from '#lib/merkle/proof.ts';
import { consistencyPath, inclusionPath, leafHashOf, rootOf } from '#lib/merkle/tree.server.ts';

/** The leaves, roots and proofs that Certificate Transparency publishes (certificate-transparency, merkle_tree_test.cc). */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leaves = inputs.map((hex) => leafHashOf(Buffer.from(hex, 'hex')));
const roots = [
	'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
	'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
	'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
	'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
	'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
	'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
	'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
	'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
	'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
];
const [a, b, c] = [
	'96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
	'5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
	'6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'
];
const [d, e] = [
	'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
	'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
];
const f = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';

describe('a Merkle tree', () => {
	test.each(roots.map((root, size) => ({ size, root })))('of the $size published leaves has the published root', ({ size, root }) => {
		expect(rootOf(leaves.slice(0, size))).toBe(root);
	});

	test.each([
		{ index: 0, size: 1, path: [] },
		{ index: 0, size: 8, path: [a, b, c] },
		{ index: 5, size: 8, path: [d, e, roots[4]!] },
		{ index: 2, size: 3, path: [roots[2]!] },
		{ index: 1, size: 5, path: [roots[1]!, b, d] }
	])('gives the published inclusion proof of leaf $index of $size', async ({ index, size, path }) => {
		expect(inclusionPath(leaves.slice(0, size), index)).toEqual(path);
		expect(await rootByInclusion(leaves[index]!, { index, size, path })).toBe(roots[size]);
	});

	test.each([
		{ first: 1, second: 1, path: [] },
		{ first: 1, second: 8, path: [a, b, c] },
		{ first: 6, second: 8, path: [f, e, roots[4]!] },
		{ first: 2, second: 5, path: [b, d] }
	])('gives the published consistency proof from $first to $second', async ({ first, second, path }) => {
		expect(consistencyPath(leaves.slice(0, second), first)).toEqual(path);
		expect(await isConsistent({ size: first, root: roots[first]! }, { size: second, root: roots[second]! }, path)).toBe(true);
	});

	test('hashes a leaf the same on the server and in a browser, whatever it says', async () => {
		await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => (await leafHash(text)) === leafHashOf(text)));
	});

	const tree = fc.array(fc.string(), { minLength: 1, maxLength: 40 }).map((texts) => texts.map((text) => leafHashOf(text)));
	const altered = (hash: string) => (hash.startsWith('0') ? '1' : '0') + hash.slice(1);

	test('proves each of its leaves, and nothing else: not another leaf, place or size, nor by a path with a hash altered, lost or added', async () => {
		await fc.assert(
			fc.asyncProperty(tree, fc.nat(), fc.nat(), async (hashes, pick, at) => {
				const [index, size, root] = [pick % hashes.length, hashes.length, rootOf(hashes)];
				const path = inclusionPath(hashes, index);
				expect(await rootByInclusion(hashes[index]!, { index, size, path })).toBe(root);
				const hit = path.length === 0 ? -1 : at % path.length;
				const wrong = [
					rootByInclusion(altered(hashes[index]!), { index, size, path }),
					rootByInclusion(hashes[index]!, { index: size, size, path }),
					rootByInclusion(hashes[index]!, { index, size, path: [...path, root] }),
					...(hit < 0
						? []
						: [
								rootByInclusion(hashes[index]!, { index, size, path: path.toSpliced(hit, 1) }),
								rootByInclusion(hashes[index]!, { index, size, path: path.with(hit, altered(path[hit]!)) })
							])
				];
				for (const answer of await Promise.all(wrong)) expect(answer).not.toBe(root);
			})
		);
	});

	test('is consistent with each of its beginnings, and with none in which a leaf was another, missing or moved', async () => {
		await fc.assert(
			fc.asyncProperty(tree, fc.nat(), async (hashes, pick) => {
				const second = { size: hashes.length, root: rootOf(hashes) };
				for (let size = 1; size <= hashes.length; size++) {
					const before = hashes.slice(0, size);
					const path = consistencyPath(hashes, size);
					expect(await isConsistent({ size, root: rootOf(before) }, second, path)).toBe(true);
					const hit = pick % size;
					for (const other of [before.with(hit, altered(before[hit]!)), before.toSpliced(hit, 1)])
						expect(await isConsistent({ size, root: rootOf(other) }, second, path)).toBe(false);
				}
			}),
			{ numRuns: 25 }
		);
	});
});
