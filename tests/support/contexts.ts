import { test as base, type Browser, type Locator, type Page } from '@playwright/test';

/**
 * Browser tests whose pages are looked at by the words they show: the live region, which repeats them, is asked for as
 * `[data-announcer]`.
 */
export const sighted = base.extend<object, { sighted: undefined }>({
	sighted: [
		async ({ browser }, use) => {
			await lookPastLiveRegion(browser);
			await use(undefined);
		},
		{ auto: true, scope: 'worker' }
	]
});

/** The same, each of which leaves no page behind: what they opened is closed after them, so that renderers don't pile up. */
export const test = sighted.extend<{ tidied: undefined }>({
	tidied: [
		async ({ browser }, use) => {
			await use(undefined);
			await Promise.all(browser.contexts().map((context) => context.close()));
		},
		{ auto: true }
	]
});

async function lookPastLiveRegion(browser: Browser): Promise<void> {
	const page = await browser.newPage();
	const silent = (from: Page | Locator) => ('page' in from ? from.page() : from).locator(':not([data-announcer])');
	for (const kind of [page, page.locator('p')]) {
		const prototype = Object.getPrototypeOf(kind) as Pick<Page, 'getByText'>;
		const { getByText } = prototype;
		prototype.getByText = function (this: Page | Locator, ...words) {
			return getByText.apply(this, words).and(silent(this));
		};
	}
	await page.close();
}
