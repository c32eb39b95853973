// What a phone fetches to join a table and write: the build fails above the limit. Built-ins only, as `prepare.mjs`.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 130_500;
/** The pages on the way from the code to the first letter. */
export const phones = [
	'src/routes/+layout.svelte',
	'src/routes/join/+page.svelte',
	'src/routes/join/[token]/+page.svelte',
	'src/routes/table/[id]/+page.svelte'
];
const client = '.svelte-kit/output/client';
const nodes = '.svelte-kit/generated/client-optimized/nodes';

/**
 * The JavaScript of the way from the code to the first letter, gzipped file by file as it is sent: Kit's entries, the layout,
 * the pages, and all they import statically. Throws above the limit.
 * @returns {{ bytes: number, files: number }}
 */
export function weighPhone() {
	/** @type {Record<string, { file: string, isEntry?: boolean, imports?: string[] }>} */
	const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'));
	const wanted = readdirSync(nodes)
		.filter((name) => phones.some((route) => readFileSync(join(nodes, name), 'utf8').includes(`/${route}"`)))
		.map((name) => `${nodes}/${name}`);
	if (wanted.length !== phones.length) throw new Error(`Only ${wanted.length} of ${phones.length} pages were found in the build.`);
	const entries = Object.keys(manifest).filter((key) => manifest[key]?.file.includes('/entry/'));
	if (entries.length === 0) throw new Error('The entry of the client was not found in the build.');
	/** @type {Set<string>} */
	const files = new Set();
	for (const queue = [...entries, ...wanted]; queue.length > 0;) {
		const key = /** @type {string} */ (queue.pop());
		const chunk = manifest[key];
		if (!chunk) throw new Error(`${key} is not in the manifest of the build.`);
		if (files.has(chunk.file)) continue;
		files.add(chunk.file);
		queue.push(...(chunk.imports ?? []));
	}
	// `.ci/oneLanguage.ts` writes each file three times; what counts is the heaviest language.
	const bytes = Math.max(
		...['nn', 'nb', 'en'].map((locale) =>
			weigh(
				[...files].filter((file) => file.endsWith('.js')),
				locale
			)
		)
	);
	if (bytes > limit) throw new Error(`A phone fetches ${kilo(bytes)} of JavaScript to join and write; the limit is ${kilo(limit)}.`);
	console.log(`  a phone fetches ${kilo(bytes)} of JavaScript to join and write, gzipped, of at most ${kilo(limit)}`);
	return { bytes, files: files.size };
}

/**
 * @param {string[]} files
 * @param {string} locale
 */
const weigh = (files, locale) =>
	files.reduce((sum, file) => sum + gzipSync(readFileSync(join(client, file.replace('immutable/', `immutable/${locale}/`)))).length, 0);

/** @param {number} bytes */
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
