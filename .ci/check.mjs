// `npm run check`: types, lint, format, architecture and messages; two at a time, and all of them even when one fails.
import { spawn } from 'node:child_process';
import { compileMessages, faultsInMessages } from './messages.ts';

/** @type {[string, () => Promise<{ good: boolean, output: string }>][]} */
const checks = [
	['types', () => command('svelte-check', ['--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings'])],
	['lint', () => command('eslint', ['--max-warnings=0', '--cache', '--cache-location=node_modules/.cache/eslint', '.'])],
	['format', () => command('prettier', ['--check', '--log-level=warn', '--cache', '.'])],
	['architecture', () => command('vitest', ['run', 'tests/architecture.test.ts', '--reporter=dot'])]
];

await compileMessages();
const faults = faultsInMessages();
let failed = say('messages', { good: faults.length === 0, output: faults.join('\n') }, 0) ? 0 : 1;
await command('svelte-kit', ['sync']);
await Promise.all([worker(), worker()]);
process.exit(failed > 0 ? 1 : 0);

async function worker() {
	for (let next = checks.shift(); next; next = checks.shift()) {
		const started = Date.now();
		if (!say(next[0], await next[1](), Date.now() - started)) failed++;
	}
}

/**
 * @param {string} what
 * @param {{ good: boolean, output: string }} result
 * @param {number} milliseconds
 */
function say(what, { good, output }, milliseconds) {
	console.log(`${good ? '✔' : '✘'} ${what} (${Math.round(milliseconds / 1000)} s)`);
	if (!good) console.log(output.trim() + '\n');
	return good;
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<{ good: boolean, output: string }>}
 */
function command(name, args) {
	return new Promise((resolve) => {
		const child = spawn(name, args, { shell: process.platform === 'win32' });
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		child.stderr.on('data', (chunk) => (output += chunk));
		child.on('error', (error) => resolve({ good: false, output: error.message }));
		child.on('close', (code) => resolve({ good: code === 0, output }));
	});
}
