import { type BrowserContextOptions, expect, type Page } from '@playwright/test';
import { test as base } from './contexts.ts';
import { giveSession } from './session.ts';
import { type RunningServer, startServer } from './server.ts';
import { startSmtp } from './smtp.ts';

export { expect };
export type { Page };

/** The two widths every page is made for. */
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** When the demo begins. */
export const demoStart = '2018-01-15T08:00:00.000Z';

type Worker = {
	/** A mail server, and the product running the demo with it. Both live as long as the worker. */
	smtp: Awaited<ReturnType<typeof startSmtp>>;
	server: RunningServer;
};
type Each = {
	/** Somebody with a browser of their own: cookies, storage and all. What their page complains about fails the test. */
	somebody(options?: BrowserContextOptions): Promise<Page>;
};

export const test = base.extend<Each, Worker>({
	smtp: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
		async ({}, use) => {
			const smtp = await startSmtp();
			await use(smtp);
			await smtp.close();
		},
		{ scope: 'worker' }
	],
	server: [
		async ({ smtp }, use) => {
			const server = await startServer({
				SAMLING_DEMO: '1',
				SAMLING_NOW: demoStart,
				SMTP_URL: smtp.url,
				MAIL_FROM: 'samling@stord.example'
			});
			await use(server);
			await server.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	baseURL: ({ server }, use) => use(server.origin),
	page: async ({ page, server }, use) => {
		servers.set(page, server);
		const complaints = listen(page);
		await use(page);
		expect(complaints).toEqual([]);
	},
	somebody: async ({ browser, baseURL, server }, use) => {
		const heard: string[][] = [];
		await use(async (options = {}) => {
			const context = await browser.newContext({ baseURL, locale: 'nn-NO', timezoneId: 'Europe/Oslo', viewport: desktop, ...options });
			const page = await context.newPage();
			servers.set(page, server);
			heard.push(listen(page));
			return page;
		});
		expect(heard.flat()).toEqual([]);
	}
});

/** Collects what a page complains about. A connection that is lost on purpose, and a 4xx that a test asks for, is no complaint. */
function listen(page: Page): string[] {
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
	page.on('console', (message) => {
		const text = message.text();
		if (message.type() !== 'error' || /net::ERR_|WebSocket connection to|status of 4\d\d/.test(text)) return;
		complaints.push(`${page.url()}: ${text}`);
	});
	return complaints;
}

/** Signs in one of the demo's accounts, such as `leiar@stord.example`, and opens its first page. */
export async function signIn(page: Page, email: string): Promise<void> {
	const server = servers.get(page);
	if (!server) throw new Error('Only a page of this fixture can be signed in');
	await giveSession(page.context(), server, email);
	await page.goto('/');
}

/** Which product a page looks at. */
const servers = new WeakMap<Page, RunningServer>();
