import { expect, type Page } from '@playwright/test';
import { secondPress } from '#lib/secondPress.ts';
import { test } from '../support/contexts.ts';
import { field, noteOf, notesOn, outline, phones, saved, noteCards, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop } = phones(
	() => served,
	() => room
);

/** Each sentence has a table of its own; at each sit a host, one shown by unit and one by name or not at all. */
const tables = 8;
test.beforeAll(async () => {
	const ways = ['unit', 'name', 'none'] as const;
	const people = Array.from({ length: tables * 3 }, (_, at) => ({
		name: `Deltakar ${String.fromCharCode(65 + at)}`,
		shownAs: ways[at % 3]!
	}));
	served = await serve(async (db) => {
		room = await laidTables(db, { tables, people });
	});
});
test.afterAll(() => served.stop());

const caret = (page: Page) => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart);

test('what one writes is on the other screens at once, marked as its writer chose', async ({ browser }) => {
	const [a, b, wide] = await Promise.all([phone(browser, 0, 0), phone(browser, 0, 1), laptop(browser, 0)]);
	await expect(wide.getByText('Avsendar på lappane dine: Fasilitator Fitjar')).toBeVisible();
	await write(a, 'Éin stad å ringje 🏠');
	await expect(noteCards(b)).toHaveCount(1);
	await write(b, 'Same skjema overalt');
	await expect(noteCards(wide)).toHaveCount(2);
	await write(wide, 'Gjer dette kvart år');
	for (const page of [a, b, wide]) {
		await expect.poll(() => notesOn(page)).toEqual(['Éin stad å ringje 🏠', 'Same skjema overalt', 'Gjer dette kvart år']);
		await expect(noteCards(page).nth(2)).toContainText('Fasilitator Fitjar');
		await expect(saved(page)).toHaveText('Lagra');
	}
	await expect(a.locator('.presence')).toHaveText(/3 her/);
});

test('how one is shown is said before one writes, and can be changed; what lies on the table keeps its mark', async ({ browser }) => {
	// The host of the second table is shown by name.
	const page = await phone(browser, 1, 0);
	await expect(page.locator('#note-mark')).toContainText('Avsendar på lappane dine: Deltakar B');
	await write(page, 'Før');
	await page.getByRole('button', { name: 'Endre', exact: true }).click();
	await page.getByRole('radio', { name: 'utan namn' }).check();
	await page.getByRole('button', { name: 'Bruk dette' }).click();
	await expect(page.locator('#note-mark')).toContainText('Lappane dine har ikkje avsendar');
	await write(page, 'Etter');
	await expect(noteOf(page, 'Etter')).toContainText('utan namn');
	await expect(noteOf(page, 'Før')).toContainText('Deltakar B');
	await expect(saved(page)).toHaveText('Lagra');
});

test('two write in the same note: both carets stay by their letters, and each takes back only what is theirs', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 2, 0), phone(browser, 2, 1)]);
	await write(a, 'bustad');
	const [mine, theirs] = [noteCards(a).locator('textarea'), noteCards(b).locator('textarea')];
	await mine.click();
	await mine.press('End');
	await theirs.click();
	await theirs.press('Home');
	await b.keyboard.type('Ein ', { delay: 20 });
	await expect(mine).toHaveValue('Ein bustad');
	expect(await caret(a)).toBe('Ein bustad'.length);
	await a.keyboard.type(' til alle 👩‍👧', { delay: 20 });
	await expect(theirs).toHaveValue('Ein bustad til alle 👩‍👧');
	expect(await caret(b)).toBe('Ein '.length);
	await a.keyboard.press('Control+z');
	await expect(theirs).toHaveValue('Ein bustad');
	await a.keyboard.press('Control+Shift+z');
	await expect(theirs).toHaveValue('Ein bustad til alle 👩‍👧');
	await b.keyboard.press('Control+z');
	await expect(mine).toHaveValue('bustad til alle 👩‍👧');
});

test('an input method that is composing is not disturbed by others, and both come through', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 3, 0), phone(browser, 3, 1)]);
	await write(a, 'hjem');
	const mine = noteCards(a).locator('textarea');
	await mine.click();
	await mine.press('End');
	const keyboard = await a.context().newCDPSession(a);
	await keyboard.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
	await noteCards(b).locator('textarea').click();
	await noteCards(b).locator('textarea').press('Home');
	await b.keyboard.type('Vårt ');
	await expect(noteCards(b).locator('textarea')).toHaveValue('Vårt hjemに');
	await expect(mine).toHaveValue('hjemに');
	await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
	await keyboard.send('Input.insertText', { text: '日本' });
	await expect(mine).toHaveValue('Vårt hjem日本');
	expect(await caret(a)).toBe('Vårt hjem日本'.length);
	await expect(noteCards(b).locator('textarea')).toHaveValue('Vårt hjem日本');

	// Letters put together by a dead key, an emoji of several parts, and words from the right, while others write in front.
	const compose = async (steps: readonly string[], end: string) => {
		for (const text of steps) {
			await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
			await noteCards(b).locator('textarea').press('Home');
			await b.keyboard.type('x');
		}
		await keyboard.send('Input.insertText', { text: end });
	};
	await compose(['˚', 'a'], 'å');
	await compose(['👩', '👩‍👧'], '👩‍👧');
	await compose(['م', 'مر'], 'مرحبا');
	for (const page of [a, b]) await expect(noteCards(page).locator('textarea')).toHaveValue('xxxxxxVårt hjem日本å👩‍👧مرحبا');
	expect(await caret(a)).toBe('xxxxxxVårt hjem日本å👩‍👧مرحبا'.length);
});

test('from end to end by keyboard: write, gather, name, order, throw away, take back', async ({ browser }) => {
	const page = await laptop(browser, 4);
	await field(page).focus();
	await page.keyboard.type('Den fyrste\n');
	await page.keyboard.type('Den andre\n');
	await page.keyboard.type('Den tredje\n');
	await expect.poll(() => outline(page)).toEqual([['Lappar', 'Den fyrste', 'Den andre', 'Den tredje']]);
	const tools = async (note: string) => {
		await page.getByRole('button', { name: `Flytt eller slett: ${note}` }).focus();
		await page.keyboard.press('Enter');
	};
	const tabTo = async (label: string | RegExp) => {
		const wanted = page.getByRole('button', { name: label, exact: typeof label === 'string' });
		for (let tries = 0; tries < 12; tries++) {
			if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return page.keyboard.press('Enter');
			await page.keyboard.press('Tab');
		}
		throw new Error(`Tab never came to ${String(label)}`);
	};

	/** What the page has put the focus on takes no press at once: a second Enter would take back what the first did. */
	const pressPlaced = async () => {
		await page.waitForTimeout(secondPress);
		await page.keyboard.press('Enter');
	};

	await tools('Den fyrste');
	await tabTo('Ny klynge');
	await expect(page.getByLabel('Namn på klynga')).toBeFocused();
	await page.keyboard.type('Kven ein ringjer\n');
	await expect(page.getByRole('button', { name: 'Endre namn: Kven ein ringjer' })).toBeFocused();
	await tools('Den tredje');
	await tabTo('Kven ein ringjer');
	await expect(page.getByRole('button', { name: 'Flytt eller slett: Den tredje' })).toBeFocused();
	await expect
		.poll(() => outline(page))
		.toEqual([
			['Kven ein ringjer', 'Den fyrste', 'Den tredje'],
			['Lappar utan klynge', 'Den andre']
		]);
	await pressPlaced();
	await tabTo(/Opp$/);
	await expect(page.getByRole('button', { name: /Opp$/ })).toBeFocused();
	await expect.poll(async () => (await outline(page))[0]).toEqual(['Kven ein ringjer', 'Den tredje', 'Den fyrste']);
	await expect(page.locator('[data-announcer]')).toHaveText(/nummer 1 av 2/);
	await tabTo('Slett');
	await expect(page.getByRole('button', { name: 'Angre' })).toBeFocused();
	await expect.poll(async () => (await outline(page))[0]).toEqual(['Kven ein ringjer', 'Den fyrste']);
	await pressPlaced();
	await expect.poll(async () => (await outline(page))[0]).toEqual(['Kven ein ringjer', 'Den tredje', 'Den fyrste']);
	await page.getByRole('button', { name: 'Løys opp klynga: Kven ein ringjer' }).focus();
	await page.keyboard.press('Enter');
	await expect.poll(() => outline(page)).toHaveLength(1);
	await pressPlaced();
	await expect.poll(async () => (await outline(page))[0]?.[0]).toBe('Kven ein ringjer');
});

test('a note that others move or throw away stays under the hands that write in it, until they let go', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 5, 1), phone(browser, 5, 0)]);
	await write(a, 'Lang tanke', 'Ein til');
	const mine = noteOf(a, 'Lang tanke').locator('textarea');
	await mine.click();
	await mine.press('End');
	await a.keyboard.type(' som');
	await noteOf(b, 'Lang tanke').getByRole('button').click();
	await b.getByRole('button', { name: 'Ny klynge' }).click();
	await b.keyboard.type('Tankar\n');
	await expect(a.getByRole('heading', { name: /Tankar/ })).toBeVisible();
	await a.keyboard.type(' held fram');
	await noteOf(b, 'Lang tanke som held fram').getByRole('button').click();
	await b.getByRole('button', { name: 'Slett', exact: true }).click();
	await a.keyboard.type(' likevel');
	await expect(a.locator('.note-card textarea:focus')).toHaveValue('Lang tanke som held fram likevel');
	await field(a).click();
	await expect.poll(() => notesOn(a)).toEqual(['Ein til']);
	await a.getByText('Sletta lappar').click();
	await a.getByRole('button', { name: /Hent tilbake: Lang tanke/ }).click();
	await expect
		.poll(() => outline(b))
		.toEqual([
			['Tankar', 'Lang tanke som held fram likevel'],
			['Lappar utan klynge', 'Ein til']
		]);
});

test('a signature says what others have done with the text, and its writer is told; others propose to delete it', async ({ browser }) => {
	// The host of the second table is shown by name.
	const [host, anna, ola] = await Promise.all([laptop(browser, 1), phone(browser, 1, 0), phone(browser, 1, 1)]);
	await write(anna, 'Eg støttar framlegget');
	await noteOf(ola, 'Eg støttar').locator('textarea').fill('Eg støttar IKKJE framlegget');
	for (const page of [host, anna, ola])
		await expect(noteOf(page, 'Eg støttar IKKJE').locator('.by')).toHaveText('skriven av Deltakar B, endra ved bordet');
	// In its turn, ten seconds after what Anna's page said of her own note at the latest.
	await expect(anna.locator('[data-announcer]')).toHaveText(/^Andre har endra lappen din «Eg støttar framlegget»/, { timeout: 15_000 });
	await noteOf(ola, 'Eg støttar IKKJE').getByText('Slik det stod fyrst').click();
	await expect(noteOf(ola, 'Eg støttar IKKJE').getByText('Eg støttar framlegget', { exact: true })).toBeVisible();

	// What would empty it stays in the field, with the reason.
	await noteOf(ola, 'Eg støttar IKKJE').locator('textarea').fill('');
	await expect(ola.getByText(/Berre den som skreiv lappen, bordverten og prosessleiaren kan tømme han/)).toBeVisible();
	expect(await notesOn(anna)).toContain('Eg støttar IKKJE framlegget');
	await ola.reload();

	await noteOf(ola, 'Eg støttar IKKJE')
		.getByRole('button', { name: /Flytt eller slett/ })
		.click();
	await expect(ola.getByRole('button', { name: 'Slett', exact: true })).toHaveCount(0);
	await ola.getByRole('button', { name: 'Foreslå sletting' }).click();
	for (const page of [host, anna]) await expect(noteOf(page, 'Eg støttar IKKJE')).toContainText('Nokon foreslår å slette lappen');
	await noteOf(ola, 'Eg støttar IKKJE')
		.getByRole('button', { name: /Flytt eller slett/ })
		.click();
	await ola.getByRole('button', { name: 'Trekk forslaget' }).click();
	await expect(noteOf(host, 'Eg støttar IKKJE')).not.toContainText('Nokon foreslår');
	await noteOf(host, 'Eg støttar IKKJE')
		.getByRole('button', { name: /Flytt eller slett/ })
		.click();
	await host.getByRole('button', { name: 'Slett', exact: true }).click();
	await expect(noteCards(anna).filter({ hasText: 'Eg støttar' })).toHaveCount(0);
	await anna.getByText('Sletta lappar').click();
	await anna.getByRole('button', { name: /Hent tilbake: Eg støttar IKKJE/ }).click();
	await expect(noteOf(host, 'Eg støttar IKKJE')).toBeVisible();
});

test('what others do is told politely, at most once in ten seconds, and never moves the focus', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 6, 0), phone(browser, 6, 1)]);
	await field(a).focus();
	await expect(noteCards(a)).toHaveCount(0);
	const heard = a.locator('[data-announcer]');
	await a.evaluate(() => {
		const said: [number, string][] = [];
		Object.assign(window, { said });
		const voice = document.querySelector('[data-announcer]')!;
		// A sentence goes again after a while: who reads the page later does not come upon it.
		new MutationObserver(() => voice.textContent && said.push([performance.now(), voice.textContent])).observe(voice, {
			characterData: true,
			childList: true,
			subtree: true
		});
	});
	await write(b, 'ein', 'to');
	await expect(heard).toHaveText(/ny/);
	await write(b, 'tre', 'fire', 'fem');
	await expect(noteCards(a)).toHaveCount(5);
	await expect.poll(() => a.evaluate(() => (window as unknown as { said: unknown[] }).said.length), { timeout: 15_000 }).toBeGreaterThan(1);
	const said = await a.evaluate(() => (window as unknown as { said: [number, string][] }).said);
	for (let at = 1; at < said.length; at++) expect(said[at]![0] - said[at - 1]![0]).toBeGreaterThan(9_900);
	await expect(field(a)).toBeFocused();
});

test('a receipt is made with the first note, and a guest who leaves takes nothing along but that (L16)', async ({ browser }) => {
	const page = await phone(browser, 7, 1);
	await expect(page.getByText('Kvittering', { exact: true })).toHaveCount(0);
	await write(page, 'Ein lapp å følgje');
	await page.getByText('Kvittering', { exact: true }).click();
	const link = await page.getByRole('textbox', { name: 'Lenkja di' }).inputValue();
	expect(link).toMatch(new RegExp(`^${served.origin}/receipt#${room.cafeId}\\.[0-9A-Za-z_-]{22}$`));
	await expect(page.getByRole('img', { name: 'QR-kode med lenkja di' })).toBeVisible();
	await field(page).fill('halvskriven');
	expect(await page.evaluate(() => Object.keys(sessionStorage).length)).toBe(1);
	await page.getByRole('button', { name: 'Gå frå bordet på denne telefonen' }).click();
	await page.waitForURL(`${served.origin}/`);
	expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('samling:')))).toEqual([]);
	expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([`samling:receipt:${room.cafeId}`]);
	expect((await page.context().cookies()).filter((cookie) => cookie.name === 'samling-table')).toEqual([]);
});
