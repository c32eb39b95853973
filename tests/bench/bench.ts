import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/* `npm run bench -- WHAT …`: every other file in this folder is a bench, and reads the rest of the arguments itself. */
const here = fileURLToPath(new URL('.', import.meta.url));
const [what = ''] = process.argv.splice(2, 1);
if (!/^\w+$/.test(what) || what === 'bench' || !existsSync(`${here}${what}.ts`)) {
	const benches = readdirSync(here).filter((name) => name.endsWith('.ts') && name !== 'bench.ts');
	console.log(`npm run bench -- ${benches.map((name) => name.slice(0, -3)).join(' | ')} [--help]`);
	process.exit(what ? 1 : 0);
}
await import(`./${what}.ts`);
