import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, noteCards, phones, saved, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';
import { translates } from '../support/translator.ts';

/*
 * A page that the browser translates, and a page whose net is gone: neither may lose anything or say what is not so.
 */

let served: Served;
let room: Tables;
test.beforeAll(async () => {
	const people = Array.from({ length: 4 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'none' as const }));
	served = await serve(async (db) => void (room = await laidTables(db, { tables: 2, people })));
});
test.afterAll(() => served.stop());
const { phone, laptop, step } = phones(
	() => served,
	() => room
);

/** A page of its own, translated, that says how often it was loaded. */
async function translated(
	browser: Browser,
	path: string,
	cookie: { name: string; value: string }
): Promise<{ page: Page; loads: () => number }> {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ ...cookie, url: served.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	let loads = 0;
	page.on('load', () => loads++);
	await translates(page);
	await page.goto(`${served.origin}${path}`);
	await expect(page.locator('html')).toHaveClass(/translated-ltr/);
	await expect(page.locator('h1 font').first()).toBeVisible();
	return { page, loads: () => loads };
}
const facilitator = () => ({ name: 'samling', value: room.facilitatorSession });

test('a translated table counts down, says honestly whether it is saved, who is here and where the day is, and loads once', async ({
	browser
}) => {
	const { token, tableId } = room.guests.filter((each) => each.tableId === room.tables[0])[1]!;
	const { page, loads } = await translated(browser, `/table/${tableId}`, { name: 'samling-table', value: token });
	await expect(saved(page)).toHaveText(/^¤\s*Lagra$/);
	await expect(page.locator('.presence')).toHaveText(/^¤\s*Éin her$/);

	const clock = page.locator('.timer .visually-hidden').first();
	const then = await clock.textContent();
	await expect(clock).not.toHaveText(then!);

	const neighbour = await phone(browser, 0, 0);
	await expect(page.locator('.presence')).toHaveText(/^¤\s*2 her$/);
	await page.context().setOffline(true);
	await write(page, 'Skriven medan nettet var borte');
	await expect(saved(page)).toContainText('Ikkje lagra');
	await expect(saved(page)).not.toContainText(/\bLagra\b/);
	await page.context().setOffline(false);
	await expect(saved(page)).toHaveText(/^¤\s*Lagra$/, { timeout: 30_000 });
	await expect(noteCards(neighbour)).toHaveCount(1);
	await write(neighbour, 'Ein til');
	await expect(page.locator('#loose')).toHaveText(/2/);

	await neighbour.context().close();
	await expect(page.locator('.presence')).toHaveText(/^¤\s*Éin her$/);
	expect(loads()).toBe(1);
	await page.context().close();
});

test('a translated form says what is wrong, and what is right again is no longer said', async ({ browser }) => {
	const { page, loads } = await translated(browser, '/join', facilitator());
	const code = page.locator('input[name=code]');
	await code.fill('AAAA');
	await code.press('Enter');
	await expect(page.locator('.ds-alert, .ds-validation-message, [role=alert], .error').first()).toBeVisible();
	await code.fill(room.joinCode);
	await code.press('Enter');
	await expect(page).toHaveURL(/\/join\//);
	await expect(page.locator('h1')).toHaveCount(1);
	expect(await page.locator('main').innerText()).not.toContain('Skriv koden');
	expect(loads()).toBe(1);
	await page.context().close();
});

test('without a net the page stays: what comes later says that it did not, and who goes on is told and led there when it is back', async ({
	browser
}) => {
	const [page, neighbour] = [await phone(browser, 1, 0), await phone(browser, 1, 1)];
	await write(neighbour, 'Ein lapp som står');
	await expect(noteCards(page)).toHaveCount(1);
	await neighbour.context().close();
	await field(page).fill('Ein halv lapp');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Flytt eller slett' }).first().click();
	await expect(page.getByText('Denne delen er ikkje henta').first()).toBeVisible();
	await expect(noteCards(page)).toHaveCount(1);
	await page.getByRole('link', { name: 'Til framsida' }).or(page.locator('header a')).first().click();
	await expect(page.getByText('Nettet er borte, så neste side kan ikkje hentast')).toBeVisible();
	await expect(field(page)).toHaveValue('Ein halv lapp');
	await expect(noteCards(page)).toHaveCount(1);

	await page.context().setOffline(false);
	await expect(page.getByText('Nettet er borte, så neste side')).toBeHidden();
	// What could not be fetched comes by itself.
	await expect(page.getByRole('button', { name: 'Ny klynge' })).toBeVisible();
	await page.context().close();
});

// It ends the round, so it comes last.
test('the facilitator’s page and the wall follow the day when they are translated', async ({ browser }) => {
	const cafe = `/gatherings/${room.gatheringId}/cafe`;
	const { page, loads } = await translated(browser, cafe, facilitator());
	const wall = await translated(browser, `${cafe}/screen`, facilitator());
	const tile = page.locator('.hall a.tile').first();
	await expect(tile).toContainText('0/2');
	const guest = await phone(browser, 0, 0);
	await expect(tile).toContainText('1/2');
	await expect(tile).not.toContainText('0/2');
	const clock = wall.page.locator('.timer .visually-hidden').first();
	const then = await clock.textContent();
	await expect(clock).not.toHaveText(then!);
	const other = await laptop(browser, 0);
	await step(other, 'endRound');
	await expect(wall.page.locator('h1')).toHaveText(/Finn det nye bordet ditt/, { timeout: 40_000 });
	expect([loads(), wall.loads()]).toEqual([1, 1]);
	for (const one of [guest, other, page, wall.page]) await one.context().close();
});
