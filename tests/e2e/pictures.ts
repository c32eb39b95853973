/* The README's pictures, taken from the running demo, and the wall (wall.spec.ts) and the phones (day.spec.ts) in each
 * state of a day: `npm run screenshots`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { loadDemo } from '#db/demo.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { findBrowser } from '../../.ci/browser.mjs';
import { signedIn } from '../support/journey.ts';
import { serve } from '../support/served.ts';

const pictures = new URL('pictures/', import.meta.url).pathname;
const samling = await serve(async (db) => void (await loadDemo(db)), { SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
try {
	const page = await signedIn({ browser, samling }, 'leiar@stord.example');
	await page.screenshot({ path: `${pictures}wheel.png`, clip: { x: 0, y: 0, width: 1440, height: 1560 }, fullPage: true });
	const db = openSqlite(`${samling.dataDir}/samling.db`);
	const table = await db.selectFrom('cafeTable').select('id').where('number', '=', 1).executeTakeFirstOrThrow();
	await db.destroy();
	await page.goto(`${samling.origin}/table/${table.id}`);
	await page.waitForLoadState('networkidle');
	await page.screenshot({ path: `${pictures}board.png` });
	console.log(`wheel.png and board.png lie in ${pictures}`);
} finally {
	await browser.close();
	await samling.stop();
}

const [wall, phone] = [`${pictures}wall`, `${pictures}phone`];
for (const folder of [wall, phone]) mkdirSync(folder, { recursive: true });
const specs = ['test', '--config=tests/e2e/playwright.config.ts', 'wall.spec.ts', 'day.spec.ts'];
execFileSync('playwright', specs, { stdio: 'inherit', env: { ...process.env, WALL_PICTURES: wall, PHONE_PICTURES: phone } });
