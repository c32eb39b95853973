/*
 * Pictures of every page, to compare before and after a change of looks: `npm run screenshots:all -- <folder>` writes
 * `<folder>/<width>/<route>.png` at 390 and 1280 px, as the leader of the demo sees them.
 */
import { chromium } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { loadDemo } from '#db/demo.ts';
import { findBrowser } from '../../.ci/browser.mjs';
import { addNeighbours, places, routes } from '../support/access.ts';
import { signedIn } from '../support/journey.ts';
import { serve } from '../support/served.ts';

const folder = argv[2];
if (!folder) {
	console.error('Give the folder for the pictures: npm run screenshots:all -- <folder>');
	exit(1);
}
let pathOf: (route: string) => string = () => '';
const samling = await serve(
	async (db) => {
		await loadDemo(db);
		await addNeighbours(db);
		pathOf = await places(db);
	},
	{ SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' }
);
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
try {
	const page = await signedIn({ browser, samling }, 'leiar@stord.example');
	await page.emulateMedia({ reducedMotion: 'reduce' });
	for (const { route } of routes()) {
		if (/\/(now|here|healthz|readyz|metrics|sign-out)\b|\[file\]|\[picture\]|\.ics|\.svg|\/me\/.*\.json/.test(route)) continue;
		for (const width of [390, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			const answer = await page.goto(samling.origin + pathOf(route)).catch(() => null);
			if (!answer || answer.status() >= 400 || !answer.headers()['content-type']?.startsWith('text/html')) continue;
			// A board's page keeps a socket open, so idle is not waited for.
			await page.waitForTimeout(250);
			mkdirSync(join(folder, String(width)), { recursive: true });
			const name =
				route === '/'
					? 'front'
					: route
							.slice(1)
							.replaceAll('/', '_')
							.replaceAll(/[[\]=]/g, '');
			await page.screenshot({ path: join(folder, String(width), `${name}.png`), fullPage: true, animations: 'disabled' });
		}
	}
} finally {
	await browser.close();
	await samling.stop();
}
