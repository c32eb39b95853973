import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

/*
 * The facilitator's page with sixty tables: one stream, and everything that is done from there. One process for all of it.
 */
test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

let served: Served;
let room: Tables;

test.beforeAll(async () => {
	test.setTimeout(180_000);
	const people = Array.from({ length: 180 }, (_, at) => ({ name: `Deltakar ${String(at).padStart(3, '0')}`, shownAs: 'none' as const }));
	served = await serve(async (db) => void (room = await laidTables(db, { tables: 60, people })));
});
test.afterAll(() => served.stop());

async function facilitator(browser: Browser, path = ''): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nn-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ name: 'samling', value: room.facilitatorSession, url: served.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	await page.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe${path}`);
	return page;
}
const tile = (page: Page, number: number) => page.locator('.hall a.tile').nth(number - 1);
async function clean(page: Page): Promise<void> {
	for (const size of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 }
	]) {
		await page.setViewportSize(size);
		expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.target])).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

test('sixty tables cost one stream and no document, and a phone that joins is seen', async ({ browser }) => {
	const page = await facilitator(browser);
	const streams: string[] = [];
	const sockets: string[] = [];
	page.on('request', (request) => void (request.resourceType() === 'eventsource' && streams.push(request.url())));
	page.on('websocket', (socket) => void sockets.push(socket.url()));
	await page.reload();
	await expect(page.locator('.hall a.tile')).toHaveCount(60);
	await expect.poll(() => streams.length).toBe(1);
	const guest = room.guests.find(({ tableId }) => tableId === room.tables[4])!;
	const phone = await (await browser.newContext({ locale: 'nn-NO' })).newPage();
	await phone.context().addCookies([{ name: 'samling-table', value: guest.token, url: served.origin }]);
	await phone.goto(`${served.origin}/table/${room.tables[4]}`);
	await expect(tile(page, 5)).toContainText('1/3');
	await phone.getByLabel('Skriv ein lapp').fill('Ein lapp til bord fem');
	await phone.getByLabel('Skriv ein lapp').press('Enter');
	await expect(tile(page, 5)).toContainText('1 lapp');
	await phone.context().close();
	await expect(tile(page, 5)).toContainText('0/3');
	expect([streams.length, sockets]).toEqual([1, []]);
	await clean(page);
	await page.context().close();
});

test('a table is locked and unlocked, and a word reaches one table alone', async ({ browser }) => {
	const page = await facilitator(browser, '?table=5');
	const other = await facilitator(browser);
	await page.getByRole('button', { name: 'Lås bordet' }).click();
	await expect(tile(page, 5)).toContainText('Låst');
	await expect(tile(other, 5)).toContainText('Låst');
	await page.getByRole('button', { name: 'Lås opp bordet' }).click();
	await expect(tile(other, 5)).not.toContainText('Låst');
	await page.getByLabel('Melding til bord 5').fill('Eg kjem straks');
	await page.locator('#at').getByRole('button', { name: 'Vis meldinga' }).click();
	await page.reload();
	await expect(page.getByLabel('Melding til bord 5')).toHaveValue('Eg kjem straks');
	await page.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe?table=6`);
	await expect(page.getByLabel('Melding til bord 6')).toHaveValue('');
	await clean(page);
	await other.context().close();
	await page.context().close();
});

test('somebody is moved for a price that is told first', async ({ browser }) => {
	const page = await facilitator(browser, '?table=9');
	const at = page.locator('#at');
	const first = at
		.locator('li')
		.filter({ has: page.getByRole('link', { name: /^Flytt/ }) })
		.first();
	const name = /Deltakar \d+/.exec((await first.textContent())!)![0];
	await first.getByRole('link').click();
	await expect(at.getByRole('heading', { name: new RegExp(`Flytt ${name}`) })).toBeVisible();
	await expect(at.locator('li').first()).toContainText(/Kostar ingenting|[+−]\d/);
	await clean(page);
	await at.getByRole('button', { name: /^Byt:/ }).first().click();
	await expect(at.getByRole('heading', { name: 'Her sit' })).toBeVisible();
	await expect(at).not.toContainText(name);
	await page.context().close();
});

test('signing out ends the stream, and the page asks who is there', async ({ browser }) => {
	const page = await facilitator(browser);
	await expect(tile(page, 60)).toBeVisible();
	const streams: number[] = [];
	page.on('response', (response) => void (response.url().endsWith('/cafe/now') && streams.push(response.status())));
	await page.reload();
	await expect.poll(() => streams).toEqual([200]);
	await page.context().clearCookies();
	// The stream belongs to the session, not to the tab: the session itself is what ends.
	const answer = await page.request.get(`${served.origin}/gatherings/${room.gatheringId}/cafe/now`, { maxRedirects: 0 });
	expect(answer.status()).toBe(303);
	await page.context().close();
});

test('the boards are closed by mistake, and opened again', async ({ browser }) => {
	const page = await facilitator(browser);
	await page.locator('summary', { hasText: 'Gjere noko anna' }).click();
	await page.locator('summary', { hasText: 'Steng borda no' }).click();
	await page.getByRole('button', { name: 'Steng borda', exact: true }).last().click();
	await expect(page.getByRole('button', { name: 'Opne borda igjen' })).toBeVisible({ timeout: 60_000 });
	await clean(page);
	await page.getByRole('button', { name: 'Opne borda igjen' }).click();
	await expect(page.getByRole('heading', { name: /Runde 1 av 3/ })).toBeVisible();
	await expect(tile(page, 5)).toContainText('1 lapp');
	await page.context().close();
});
