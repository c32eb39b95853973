import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, noteOf, notesOn, phones, saved, noteCards, write } from '../support/phones.ts';
import { looksRight } from '../support/looks.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(12, 'unit');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 6, people });
	});
});
test.afterEach(() => served.net.mend());
test.afterAll(() => served.stop());

const lifecycle = async (page: Page, state: 'frozen' | 'active') => {
	const session = await page.context().newCDPSession(page);
	await session.send('Page.setWebLifecycleState', { state });
	await session.detach();
};

test('a phone that was frozen with half a note in its hand wakes up with it, and has what the others wrote (L16)', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 0, 0), phone(browser, 0, 1)]);
	await write(a, 'Før eg låste skjermen');
	await expect(noteCards(b)).toHaveCount(1);
	await field(a).fill('Halve tanken');
	await lifecycle(a, 'frozen');
	served.net.cut();
	await expect(b.getByText('Ikkje kontakt med serveren')).toBeVisible();
	served.net.mend();
	await write(b, 'Medan du sov');
	await noteOf(b, 'Før eg låste').locator('textarea').click();
	await b.keyboard.press('End');
	await b.keyboard.type(', og meir');
	await expect(saved(b)).toHaveText('Lagra');
	await lifecycle(a, 'active');
	await expect.poll(() => notesOn(a)).toEqual(['Før eg låste skjermen, og meir', 'Medan du sov']);
	await expect(field(a)).toHaveValue('Halve tanken');
	await field(a).press('Enter');
	await expect.poll(() => notesOn(b)).toEqual(['Før eg låste skjermen, og meir', 'Medan du sov', 'Halve tanken']);
	await expect(saved(a)).toHaveText('Lagra');
});

test('a socket that looks open and is dead is renewed when the page is looked at again (L16)', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 1, 0), phone(browser, 1, 1)]);
	await write(a, 'Ein');
	await expect(noteCards(b)).toHaveCount(1);
	await expect(saved(a)).toHaveText('Lagra');
	served.net.deaden();
	// What phones do: the page was away for a while, and comes back without any other sign.
	const wake = (page: Page) =>
		page.evaluate(() => {
			const now = Date.now;
			Date.now = () => now() + 30_000;
			document.dispatchEvent(new Event('visibilitychange'));
			Date.now = now;
		});
	await write(a, 'Skrive ut i ein daud socket');
	await wake(a);
	await wake(b);
	await expect.poll(() => notesOn(b), { timeout: 8000 }).toEqual(['Ein', 'Skrive ut i ein daud socket']);
	await expect(saved(a)).toHaveText('Lagra');
});

test('two tabs of one person are one person at the table, and both are kept up (L17)', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 3, 0), phone(browser, 3, 1)]);
	const second = await a.context().newPage();
	await second.goto(a.url());
	await write(second, 'Frå den andre fana');
	for (const page of [a, second, b]) {
		await expect.poll(() => notesOn(page)).toEqual(['Frå den andre fana']);
		await expect(page.locator('.presence')).toHaveText(/2 her/);
	}
	await a.close();
	await expect(b.locator('.presence')).toHaveText(/2 her/);
	await second.close();
	await expect(b.locator('.presence')).toHaveText(/Éin her/);
});

test('a net that strips upgrades: the page says so within ten seconds, and its plain form puts a note on the same board (L18)', async ({
	browser
}) => {
	served.net.strip();
	const a = await phone(browser, 4, 0);
	await expect(a.getByText('Nettet her blokkerer direkte oppdatering')).toBeVisible({ timeout: 10_000 });
	await looksRight(a);
	const plain = a.locator('form[action="?/note"]');
	await plain.getByLabel('Skriv ein lapp').fill('Ring henne på 41 23 45 67');
	await plain.getByRole('button', { name: 'Legg på bordet' }).click();
	await expect(plain.getByText(/Dette liknar eit telefonnummer/)).toBeVisible();
	await plain.getByLabel('Skriv ein lapp').fill('Skrive utan direktelinje');
	await plain.getByRole('button', { name: 'Legg på bordet' }).click();
	await expect(a.locator('.sheet').getByText('Lappen ligg på bordet')).toBeVisible();
	served.net.mend();
	const b = await phone(browser, 4, 1);
	await expect(noteCards(b)).toHaveCount(1);
	await expect(noteCards(b)).toContainText('Nav Stord');
	await expect.poll(() => notesOn(b)).toEqual(['Skrive utan direktelinje']);
	// The page goes over to the live board by itself, and has a receipt for what it posted.
	await expect(a.getByText('Nettet her blokkerer direkte oppdatering')).toHaveCount(0, { timeout: 15_000 });
	await expect.poll(() => notesOn(a)).toEqual(['Skrive utan direktelinje']);
	await expect(a.getByText('Kvittering', { exact: true })).toBeVisible();
});

test('without JavaScript the same form and the notes are there, and a note is asked about, posted once and receipted (L18)', async ({
	browser
}) => {
	const b = await phone(browser, 5, 1);
	await write(b, 'Frå telefonen med JavaScript');
	await expect(saved(b)).toHaveText('Lagra');
	const [cookie] = await b.context().cookies();
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, locale: 'nn-NO' });
	const { tables, guests } = room;
	const guest = guests.filter(({ tableId }) => tableId === tables[5])[0]!;
	await context.addCookies([{ name: cookie!.name, value: guest.token, url: served.origin }]);
	const page = await context.newPage();
	await page.goto(`${served.origin}/table/${tables[5]}`);
	await page.waitForURL(/\/plain$/);
	await expect(page.getByText('Frå telefonen med JavaScript')).toBeVisible();
	const text = page.getByLabel('Skriv ein lapp');
	const post = page.getByRole('button', { name: 'Legg på bordet' });
	await post.click();
	await expect(page.getByText('Skriv noko på lappen fyrst.').first()).toBeVisible();
	await text.fill('DUF 200205705502 ventar');
	await post.click();
	await expect(page.getByText(/Dette liknar eit DUF-nummer/)).toBeVisible();
	await expect(text).toHaveValue('DUF 200205705502 ventar');
	await page.getByRole('button', { name: 'Del likevel' }).click();
	await expect(page.getByText('Lappen ligg på bordet')).toBeVisible();
	// Sent once more, as by a reload: it is the same note.
	await page.reload();
	await text.fill('Ein lapp til');
	await post.click();
	await expect.poll(() => notesOn(b)).toEqual(['Frå telefonen med JavaScript', 'DUF 200205705502 ventar', 'Ein lapp til']);
	const receipt = await page.getByRole('link', { name: /\/receipt#/ }).getAttribute('href');
	expect(receipt).toMatch(new RegExp(`^${served.origin}/receipt#${room.cafeId}\\.[0-9A-Za-z_-]{22}$`));
	expect(await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 0)).toBeLessThanOrEqual(320);
});
