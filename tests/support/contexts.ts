import { test as base, type Browser, type Locator, type Page } from '@playwright/test';

/**
 * Browser tests, each of which leaves no page behind: what they opened is closed after them, so that renderers don't pile up. What they
 * look for by its words is what is shown: the live region, which repeats it, is asked for as `[data-announcer]`.
 */
export const test = base.extend<{ tidied: undefined }, { sighted: undefined }>({
	tidied: [
		async ({ browser }, use) => {
			await use(undefined);
			await Promise.all(browser.contexts().map((context) => context.close()));
		},
		{ auto: true }
	],
	sighted: [
		async ({ browser }, use) => {
			await lookPastLiveRegion(browser);
			await use(undefined);
		},
		{ auto: true, scope: 'worker' }
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
