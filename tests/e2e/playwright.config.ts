import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../.ci/browser.mjs';

/** What takes minutes begins first, so that no worker is left with it at the end. */
const long = [
	'main-job.spec.ts',
	'every-page.spec.ts',
	'own-actions.spec.ts',
	'board-phases.spec.ts',
	'board-silent.spec.ts',
	'decided.spec.ts'
];

export default defineConfig({
	testDir: '.',
	projects: [
		{ name: 'long', testMatch: long },
		{ name: 'short', testMatch: '*.spec.ts', testIgnore: long }
	],
	outputDir: '../../test-results/e2e',
	forbidOnly: Boolean(process.env.CI),
	workers: 2,
	// A machine that others use at the same time; what passes at the second try only is said at the end.
	retries: process.env.CI ? 1 : 0,
	timeout: 120_000,
	// Without a time of its own `toPass` tries until the whole test is out of time, and nothing says what was not there.
	expect: { timeout: 10_000, toPass: { timeout: 30_000 } },
	reporter: 'list',
	use: {
		launchOptions: { executablePath: findBrowser(), args: ['--no-sandbox', '--disable-dev-shm-usage'] },
		locale: 'nn-NO',
		timezoneId: 'Europe/Oslo',
		viewport: { width: 1440, height: 900 },
		actionTimeout: 15_000,
		screenshot: 'only-on-failure',
		trace: 'on-first-retry'
	}
});
