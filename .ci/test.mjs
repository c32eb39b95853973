// `npm test`: every test there is, with one closing line that says how many ran. Fails when a kind had none.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const started = Date.now();
rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results');

const unit = run('vitest', ['run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/unit.json']);
const e2e = run('playwright', ['test', '--config=tests/e2e/playwright.config.ts', '--reporter=list,json'], {
	PLAYWRIGHT_JSON_OUTPUT_NAME: `${process.cwd()}/test-results/e2e.json`
});

const unitTests = report('test-results/unit.json')?.numPassedTests ?? 0;
const e2eTests = report('test-results/e2e.json')?.stats?.expected ?? 0;
const good = unit && e2e && unitTests > 0 && e2eTests > 0;
const seconds = Math.round((Date.now() - started) / 1000);
console.log(
	`\n${good ? '✔' : '✘'} ${unitTests} tests and ${e2eTests} browser tests passed in ${seconds} s${good ? '.' : ', but not all is well: see above.'}`
);
process.exit(good ? 0 : 1);

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function run(command, args, env) {
	return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' }).status === 0;
}

/** @param {string} path */
function report(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}
