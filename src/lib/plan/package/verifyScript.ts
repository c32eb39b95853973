/**
 * A script for plain Node that a package is checked with on a machine without a network: each file beside it against SHA256SUMS, and
 * the adopted text against the checksum that is printed in the plan.
 */
export function verifyScript(contentHash: string, words: { same: string; differs: string; lacks: string }): string {
	return `// node verify.mjs
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
const words = ${JSON.stringify(words)};
const printed = ${JSON.stringify(contentHash)};
const sum = (name) => createHash('sha256').update(readFileSync(new URL(name, import.meta.url))).digest('hex');
const sums = readFileSync(new URL('SHA256SUMS', import.meta.url), 'utf8').trim().split('\\n').map((line) => line.split('  '));
let wrong = 0;
for (const [wanted, name] of [...sums, [printed, 'plan.json']]) {
	const is = !existsSync(new URL(name, import.meta.url)) ? 'lacks' : sum(name) === wanted ? 'same' : 'differs';
	if (is !== 'same') wrong++;
	console.log(words[is] + '  ' + name);
}
process.exit(wrong ? 1 : 0);
`;
}
