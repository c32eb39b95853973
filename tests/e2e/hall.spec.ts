import { secondPress } from '#lib/secondPress.ts';
import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { looksRightOnAll } from '../support/looks.ts';
import { field, noteCards, saved } from '../support/phones.ts';
import { pressStep, takeStep } from '../support/steps.ts';
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

/** The facilitator's page; `watch` sees it before it opens. */
async function facilitator(browser: Browser, path = '', watch: (page: Page) => void = () => undefined): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nn-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ name: 'samling', value: room.facilitatorSession, url: served.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	watch(page);
	await page.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe${path}`);
	return page;
}
/** The phone of somebody at the table with this index. */
async function atTable(browser: Browser, at: number): Promise<Page> {
	const guest = room.guests.find(({ tableId }) => tableId === room.tables[at])!;
	const phone = await (await browser.newContext({ locale: 'nn-NO' })).newPage();
	await phone.context().addCookies([{ name: 'samling-table', value: guest.token, url: served.origin }]);
	await phone.goto(`${served.origin}/table/${room.tables[at]}`);
	return phone;
}
const tile = (page: Page, number: number) => page.locator('.hall a.tile').nth(number - 1);
test('sixty tables cost one stream and no document, and a phone that joins is seen', async ({ browser }) => {
	const streams: string[] = [];
	const sockets: string[] = [];
	const page = await facilitator(browser, '', (opened) => {
		opened.on('request', (request) => void (request.resourceType() === 'eventsource' && streams.push(request.url())));
		opened.on('websocket', (socket) => void sockets.push(socket.url()));
	});
	await expect(page.locator('.hall a.tile')).toHaveCount(60);
	await expect.poll(() => streams.length).toBe(1);
	const phone = await atTable(browser, 4);
	await expect(tile(page, 5)).toContainText('1/3');
	await expect(tile(page, 5)).toHaveAccessibleName(/^Bord 5 (?!.*Bord 5)1\/3/);
	await field(phone).fill('Ein lapp til bord fem');
	await field(phone).press('Enter');
	await expect(tile(page, 5)).toContainText('1 lapp');
	await phone.context().close();
	await expect(tile(page, 5)).toContainText('0/3');
	expect([streams.length, sockets]).toEqual([1, []]);
	await looksRightOnAll(page);
});

test('on the phone in the facilitator’s hand the clock, the next step and the tables are on the first screen', async ({ browser }) => {
	const page = await facilitator(browser);
	await page.setViewportSize({ width: 390, height: 844 });
	const bottomOf = async (what: ReturnType<Page['locator']>) => {
		const box = (await what.boundingBox())!;
		return box.y + box.height;
	};
	expect(await bottomOf(page.locator('.clock .digits'))).toBeLessThan(844);
	expect(await bottomOf(page.locator('.next .ds-button').first())).toBeLessThan(844);
	// The first row of the tables; the rest of sixty comes below.
	expect(await bottomOf(tile(page, 4))).toBeLessThan(844);
	await looksRightOnAll(page);
});

test('a table is locked and unlocked, and a word reaches one table alone', async ({ browser }) => {
	const page = await facilitator(browser, '?table=5');
	const other = await facilitator(browser);
	await page.getByRole('button', { name: 'Lås bordet' }).click();
	await expect(tile(page, 5)).toContainText('Låst');
	await expect(tile(other, 5)).toContainText('Låst');
	// The same button has become another step: pressed at once it does nothing.
	await page.waitForTimeout(secondPress + 100);
	await page.getByRole('button', { name: 'Lås opp bordet' }).click();
	await expect(tile(other, 5)).not.toContainText('Låst');
	await page.getByLabel('Melding til bord 5').fill('Eg kjem straks');
	await page.locator('#at').getByRole('button', { name: 'Vis meldinga' }).click();
	await page.reload();
	await expect(page.getByLabel('Melding til bord 5')).toHaveValue('Eg kjem straks');
	await page.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe?table=6`);
	await expect(page.getByLabel('Melding til bord 6')).toHaveValue('');
	await looksRightOnAll(page);
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
	await expect(at.locator('li').first()).toContainText(/Ingen ulemper|[+−]\d/);
	await looksRightOnAll(page);
	await at
		.getByRole('button', { name: /^Byt ?:/ })
		.first()
		.click();
	await expect(at.getByRole('heading', { name: 'Her sit' })).toBeVisible();
	await expect(at).not.toContainText(name);
});

test('a phone that asks for a name in use waits on its page, and goes to the table at one tap', async ({ browser }) => {
	const page = await facilitator(browser);
	const guest = room.guests.at(-1)!;
	const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO' })).newPage();
	await phone.goto(`${served.origin}/join/${room.joinToken}`);
	await phone.getByLabel('Skriv nokre bokstavar').fill(guest.name);
	await phone.getByRole('radio', { name: guest.name, exact: true }).check();
	await phone.getByRole('button', { name: 'Til bordet' }).click();
	await expect(phone.getByRole('heading', { level: 1 })).toContainText('ventar på å kome inn');
	await looksRightOnAll(phone);
	await expect(page.getByRole('heading', { name: '1 ventar på å kome inn' })).toBeVisible();
	await looksRightOnAll(page);
	await page.getByRole('button', { name: /^Slepp inn ?: .*vil inn/ }).click();
	await phone.waitForURL(/\/table\//);
	await expect(page.getByRole('heading', { name: /ventar på å kome inn/ })).toBeHidden();
});

test('what somebody chooses before the page has woken up is what the page goes by', async ({ browser }) => {
	const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO' })).newPage();
	const { promise: woken, resolve: wake } = Promise.withResolvers();
	await phone.route('**/*.js', async (route) => {
		await woken;
		await route.continue();
	});
	await phone.goto(`${served.origin}/join/${room.joinToken}`, { waitUntil: 'commit' });
	await phone.getByText('Eg står ikkje på lista').click();
	wake(true);
	// Nobody has said a name or a unit, so the page proposes none.
	await expect(phone.locator('input[name="shownAs"][value="none"]')).toBeChecked();
	await phone.context().close();
});

test('a table is dissolved, another is added, and a question mended while the round runs: phone and notes go along', async ({
	browser
}) => {
	const page = await facilitator(browser, '?table=60');
	const phone = await atTable(browser, 59);
	await field(phone).fill('Tek eg med meg');
	await field(phone).press('Enter');
	await expect(saved(phone)).toHaveText('Lagra');
	const at = page.locator('#at');
	await at.locator('summary', { hasText: 'Løys opp bordet' }).click();
	await at.getByLabel('Lappane går til').selectOption({ label: 'Bord 59' });
	await looksRightOnAll(page);
	await at.getByRole('button', { name: 'Løys opp bordet' }).click();
	await expect(page.locator('[data-announcer]')).toHaveText(/Lappane ligg på bord 59/);
	await expect(tile(page, 59)).toContainText('1 lapp');
	await phone.waitForURL((url) => !url.pathname.endsWith(room.tables[59]!));
	await expect(field(phone)).toBeEnabled();
	await page.locator('summary', { hasText: 'Legg til eit bord' }).click();
	await page.getByLabel('Spørsmålet').fill('Kva manglar vi?');
	await page.getByRole('button', { name: 'Legg til eit bord' }).click();
	await expect(page.getByRole('link', { name: /^Bord 61 / })).toBeVisible();
	const { pathname } = new URL(phone.url());
	const number = room.tables.findIndex((id) => pathname.endsWith(id)) + 1;
	await page.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe?table=${number}`);
	await at.locator('summary', { hasText: 'Rett spørsmålet' }).click();
	await at.getByLabel('Spørsmålet').fill('Kva bør vi slutte med i dag?');
	await at.getByRole('button', { name: 'Lagre' }).click();
	await expect(phone.getByText('Kva bør vi slutte med i dag?').first()).toBeVisible();
	await phone.context().close();
});

test('the boards are closed by mistake, and opened again: phones at them write on without a reload', async ({ browser }) => {
	const page = await facilitator(browser);
	const phone = await atTable(browser, 4);
	await expect(field(phone)).toBeEnabled();
	await page.locator('summary', { hasText: 'Gjere noko anna' }).click();
	await pressStep(page, 'Lås tavlene no');
	await expect(page.getByRole('heading', { name: /Tavlene blir låste om \d+ sekund/ })).toBeVisible();
	await looksRightOnAll(page);
	await page.waitForTimeout(secondPress);
	await page.getByRole('button', { name: 'Ta tilbake' }).click();
	await expect(page.getByRole('heading', { name: /blir låste/ })).toBeHidden();
	await expect(field(phone)).toBeEnabled();
	await page.locator('summary', { hasText: 'Gjere noko anna' }).click();
	await takeStep(page, 'Lås tavlene no');
	await expect(page.getByRole('button', { name: 'Opne tavlene igjen' })).toBeVisible({ timeout: 60_000 });
	await looksRightOnAll(page);
	await expect(field(phone)).toBeHidden();
	await page.getByRole('button', { name: 'Opne tavlene igjen' }).click();
	await expect(page.getByRole('heading', { name: /Runde 1 av 3/ })).toBeVisible();
	await expect(tile(page, 5)).toContainText('1 lapp');
	await field(phone).fill('Skriven etterpå');
	await field(phone).press('Enter');
	await expect(noteCards(phone)).toHaveCount(2);
	await expect(saved(phone)).toHaveText('Lagra');
	await expect(tile(page, 5)).toContainText('2 lappar');
	await phone.context().close();
});

test('signing out elsewhere ends the stream within seconds, and the page asks who is there', async ({ browser }) => {
	const page = await facilitator(browser);
	await expect(page.getByRole('link', { name: /^Bord 61 / })).toBeVisible();
	const headers = { origin: served.origin, accept: 'text/html' };
	const out = await page.request.post(`${served.origin}/sign-out`, { headers, form: {}, maxRedirects: 0 });
	expect(out.status()).toBe(303);
	await page.waitForURL(/\/sign-in/);
	const answer = await page.request.get(`${served.origin}/gatherings/${room.gatheringId}/cafe/now`, { maxRedirects: 0 });
	expect(answer.status()).toBe(303);
});
