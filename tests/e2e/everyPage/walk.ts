import { type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { Locale } from '#lib/i18n/language.ts';
import { sizes, type Check, type Width } from './check.ts';
import type { Installation, Visit } from './visits.ts';

const all = Object.keys(sizes).map(Number).toReversed() as Width[];

/**
 * Opens each page once a language, asks every check about it at each width, and gives the faults as sentences. A page that does not come
 * (another status, another address) or that throws an error is a fault itself.
 */
export async function walk(browser: Browser, installation: Installation, visits: Visit[], checks: readonly Check[]): Promise<string[]> {
	const faults: string[] = [];
	for (const locale of new Set(checks.flatMap(({ locales }) => locales))) {
		const asked = checks.filter(({ locales }) => locales.includes(locale));
		await installation.speak(locale);
		for (const who of new Set(visits.map((visit) => visit.who))) {
			const context = await visitor(browser, installation, who, locale);
			const page = await context.newPage();
			for (const visit of visits.filter((visit) => visit.who === who)) {
				const found = (await open(page, installation, visit)) ?? (await ask(page, visit.route, locale, asked));
				faults.push(...found.map((fault) => `${visit.route} (${who}, ${visit.day}, ${locale}) ${fault}`));
			}
			await context.close();
		}
	}
	return faults;
}

/** The browser of somebody, who reads `locale`. */
export async function visitor(browser: Browser, installation: Installation, who: string, locale: Locale): Promise<BrowserContext> {
	const { origin, cookies } = installation;
	const context = await browser.newContext({ viewport: sizes[1280], reducedMotion: 'reduce', locale: 'nn-NO', timezoneId: 'Europe/Oslo' });
	const cookie = cookies[who];
	await context.addCookies([{ name: 'language', value: locale, url: origin }, ...(cookie ? [{ ...cookie, url: origin }] : [])]);
	return context;
}

/** Brings the page, awake; gives what was wrong, if it did not come. */
export async function open(page: Page, { origin }: Installation, { path }: Visit): Promise<string[] | undefined> {
	// Only what stands after # would be another: that is no new page.
	if (path.includes('#')) await page.goto('about:blank');
	const answer = await page.goto(origin + path);
	const at = page.url().slice(origin.length);
	// A page may say more closely what it shows: `/outbox` opens the first batch.
	const isHere = at.split('?')[0] === path.split('?')[0];
	if (answer?.status() !== 200 || !isHere) return [`answers ${answer?.status()} at ${at} instead of ${path}`];
	// Kit adds its announcer when all of the page is awake; a page may have no client.
	await page.waitForFunction(
		() => (!document.scripts.length || document.querySelector('#svelte-announcer')) && document.fonts.status === 'loaded'
	);
	// A board or a draft comes over its socket.
	if (/^\/table|\/summary/.test(path)) await page.waitForTimeout(300);
	await page.waitForFunction(() => !document.querySelector('main .loading'));
	await settled(page);
	return undefined;
}

/** Until what follows from a change of size has been drawn. */
const settled = (page: Page) => page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))));

async function ask(page: Page, route: string, locale: Locale, checks: readonly Check[]): Promise<string[]> {
	const faults: string[] = [];
	const complain = (error: Error) => faults.push(`throws ${error.message}`);
	page.on('pageerror', complain);
	for (const width of all) {
		const asked = checks.filter(({ widths }) => widths.includes(width));
		if (asked.length === 0) continue;
		await page.setViewportSize(sizes[width]);
		await settled(page);
		for (const check of asked) {
			const found = await check.faults(page, { route, locale, width });
			faults.push(...found.map((fault) => `${width} px: ${fault}`));
		}
	}
	page.off('pageerror', complain);
	return faults;
}
