/**
 * A script for plain Node that a package is checked with on a machine without a network: each file beside it against SHA256SUMS, the
 * adopted text against the checksum that is printed in the plan, that checksum against the head of the Merkle log that is printed
 * beside it, and that head against a later one (a proof from `/verify/log`, given as the script's argument).
 */
export function verifyScript(contentHash: string, words: { same: string; differs: string; lacks: string; unproven: string }): string {
	return `// node verify.mjs [consistency.json]
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
const words = ${JSON.stringify(words)};
const printed = ${JSON.stringify(contentHash)};
const sum = (name) => createHash('sha256').update(readFileSync(new URL(name, import.meta.url))).digest('hex');
const sums = readFileSync(new URL('SHA256SUMS', import.meta.url), 'utf8').trim().split('\\n').map((line) => line.split('  '));
let wrong = 0;
const say = (word, name) => {
	if (word !== 'same') wrong++;
	console.log(words[word] + '  ' + name);
};
for (const [wanted, name] of [...sums, [printed, 'plan.json']])
	say(!existsSync(new URL(name, import.meta.url)) ? 'lacks' : sum(name) === wanted ? 'same' : 'differs', name);

// RFC 9162: a leaf is hashed after 0x00, a node after 0x01.
const hash = (prefix, ...parts) => parts.reduce((all, part) => all.update(part), createHash('sha256').update(Uint8Array.of(prefix))).digest('hex');
const node = (left, right) => hash(1, Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
const half = (number) => Math.floor(number / 2);
const climb = (index, size, path, right, left) => {
	let [at, last] = [index, size - 1];
	for (const sibling of path) {
		if (last === 0) return false;
		if (at % 2 || at === last) {
			left(sibling);
			while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
		} else right(sibling);
		[at, last] = [half(at), half(last)];
	}
	return last === 0;
};
const isIncluded = (leaf, { index, size, path }, root) => {
	let now = leaf;
	return climb(index, size, path, (sibling) => (now = node(now, sibling)), (sibling) => (now = node(sibling, now))) && now === root;
};
const isConsistent = (first, second, path) => {
	if (first.size === second.size) return first.root === second.root && path.length === 0;
	let [at, last] = [first.size - 1, second.size - 1];
	const proof = Number.isInteger(Math.log2(first.size)) ? [first.root, ...path] : [...path];
	while (at % 2) [at, last] = [half(at), half(last)];
	let before = proof.shift(), after = before;
	if (before === undefined) return false;
	const left = (sibling) => ([before, after] = [node(sibling, before), node(sibling, after)]);
	return climb(at, last + 1, proof, (sibling) => (after = node(after, sibling)), left) && before === first.root && after === second.root;
};
const log = existsSync(new URL('log.json', import.meta.url)) ? JSON.parse(readFileSync(new URL('log.json', import.meta.url), 'utf8')) : null;
const isLogged = log && JSON.parse(log.entry).hash === printed && isIncluded(hash(0, log.entry), log.inclusion, log.head.root);
say(isLogged ? 'same' : 'unproven', 'log.json');
if (log && process.argv[2]) {
	const { first, second, path } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
	const isSame = first.size === log.head.size && first.root === log.head.root;
	say(isSame && isConsistent(first, second, path) ? 'same' : 'unproven', process.argv[2]);
}
process.exit(wrong ? 1 : 0);
`;
}
