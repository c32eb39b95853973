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

const ofUnits = report('test-results/unit.json');
const ofBrowser = report('test-results/e2e.json')?.stats;
const units = { passed: ofUnits?.numPassedTests ?? 0, failed: ofUnits?.numFailedTests ?? 0 };
const browser = { passed: (ofBrowser?.expected ?? 0) + (ofBrowser?.flaky ?? 0), failed: ofBrowser?.unexpected ?? 0 };
const good = unit && e2e && units.passed > 0 && browser.passed > 0;
const seconds = Math.round((Date.now() - started) / 1000);
console.log(
	`\n${units.passed} tests and ${browser.passed} browser tests passed in ${seconds} s${good ? '.' : ', but not all is well: see above.'}`
);
if (ofBrowser?.flaky) console.log(`${ofBrowser.flaky} browser tests passed at the second try only.`);
console.log(`${units.passed + browser.passed} passed, ${units.failed + browser.failed} failed`);
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
