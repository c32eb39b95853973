/*
 * Pictures of every page, to compare before and after a change of looks: `npm run screenshots:all -- <folder> [dark]` writes
 * `<folder>/<width>/<route>-<who>-<day>.png` at 390 and 1280 px, of every page that `every-page.spec.ts` walks.
 */
import { chromium } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { findBrowser } from '../../.ci/browser.mjs';
import { installed, type Day } from './everyPage/visits.ts';
import { open, visitor } from './everyPage/walk.ts';

const [, , folder, scheme] = argv;
if (!folder) {
	console.error('Give the folder for the pictures: npm run screenshots:all -- <folder> [dark]');
	exit(1);
}
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
for (const day of ['passed', 'ordinary', 'empty'] satisfies Day[]) {
	const installation = await installed(day);
	try {
		for (const visit of installation.visits) {
			const context = await visitor(browser, installation, visit.who, 'nn');
			const page = await context.newPage();
			await page.emulateMedia({ colorScheme: scheme === 'dark' ? 'dark' : 'light' });
			const wrong = await open(page, installation, visit);
			if (wrong) console.log(`${visit.route} ${wrong.join(', ')}`);
			const route =
				visit.route === '/'
					? 'front'
					: visit.route
							.slice(1)
							.replaceAll('/', '_')
							.replaceAll(/[[\]=]/g, '');
			const shown = visit.path.includes('?') ? `-${visit.path.split('=').at(-1)}` : '';
			for (const width of [390, 1280]) {
				await page.setViewportSize({ width, height: 900 });
				mkdirSync(join(folder, String(width)), { recursive: true });
				const path = join(folder, String(width), `${route}${shown}-${visit.who}-${visit.day}.png`);
				await page.screenshot({ path, fullPage: true, animations: 'disabled' });
			}
			await context.close();
		}
	} finally {
		await installation.stop();
	}
}
await browser.close();
