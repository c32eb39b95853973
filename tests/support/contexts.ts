import { test as base } from '@playwright/test';

/** Browser tests, each of which leaves no page behind: what they opened is closed after them, so that renderers don't pile up. */
export const test = base.extend<{ tidied: undefined }>({
	tidied: [
		async ({ browser }, use) => {
			await use(undefined);
			await Promise.all(browser.contexts().map((context) => context.close()));
		},
		{ auto: true }
	]
});
