import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, noteOf, notesOn, outline, phones, saved, noteCards, write } from '../support/phones.ts';
import { looksRight, looksRightOnAll } from '../support/looks.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(15, 'name');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 5, people });
	});
});
test.afterAll(() => served.stop());

async function group(page: Page, note: string, name: string) {
	await noteOf(page, note)
		.getByRole('button', { name: /Flytt eller slett/ })
		.click();
	await page.getByRole('button', { name: 'Ny klynge' }).click();
	await page.keyboard.type(`${name}\n`);
}

test('clusters are merged and taken apart by keyboard, and everybody is where they were', async ({ browser }) => {
	const [page, other] = await Promise.all([laptop(browser, 0), phone(browser, 0, 0)]);
	await write(page, 'Ein telefon', 'Same skjema', 'Eit hus');
	await group(page, 'Ein telefon', 'Kven ein ringjer');
	await group(page, 'Same skjema', 'Skjema');
	await page.getByRole('button', { name: 'Slå saman: Skjema' }).focus();
	await page.keyboard.press('Enter');
	await looksRightOnAll(page);
	await page.getByRole('list', { name: 'Slå saman «Skjema» med' }).getByRole('button', { name: 'Kven ein ringjer' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: /Kven ein ringjer/ })).toBeFocused();
	for (const each of [page, other])
		await expect
			.poll(() => outline(each))
			.toEqual([
				['Kven ein ringjer', 'Ein telefon', 'Same skjema'],
				['Lappar utan klynge', 'Eit hus']
			]);
	await page.getByRole('button', { name: 'Del klyngene igjen: Skjema' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: /Skjema/ })).toBeFocused();
	for (const each of [page, other])
		await expect
			.poll(() => outline(each))
			.toEqual([
				['Kven ein ringjer', 'Ein telefon'],
				['Skjema', 'Same skjema'],
				['Lappar utan klynge', 'Eit hus']
			]);
	await page.getByRole('button', { name: 'Angre' }).click();
	await expect.poll(async () => (await outline(other))[0]).toEqual(['Kven ein ringjer', 'Ein telefon', 'Same skjema']);
});

test('the second look is a round cloth: read, opened by keyboard, dragged with a mouse, remembered for the stay', async ({ browser }) => {
	const [page, other] = await Promise.all([laptop(browser, 1), phone(browser, 1, 0)]);
	await write(page, 'Ein telefon', 'Same skjema', 'Eit hus', 'Ein seng');
	await group(page, 'Ein telefon', 'Kven ein ringjer');
	await page.getByRole('button', { name: 'Kart', exact: true }).click();
	const lies = (words: string) => page.locator('[data-lies]').filter({ hasText: words });
	await expect(page.locator('[data-lies]')).toHaveCount(4);
	await looksRightOnAll(page);
	await page.setViewportSize({ width: 1440, height: 900 });
	// By keyboard: a slip opens, and is moved with what the list offers too.
	await lies('Same skjema').focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('#chosen')).toBeFocused();
	await page
		.locator('#chosen')
		.getByRole('button', { name: /Flytt eller slett/ })
		.click();
	await looksRightOnAll(page);
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.locator('#chosen').getByRole('button', { name: 'Kven ein ringjer' }).click();
	await expect.poll(async () => (await outline(other))[0]).toEqual(['Kven ein ringjer', 'Ein telefon', 'Same skjema']);
	await page.keyboard.press('Escape');
	await expect(lies('Same skjema')).toBeFocused();
	// With the mouse, from heap to heap.
	const [from, to] = [await lies('Eit hus').boundingBox(), await lies('Ein telefon').boundingBox()];
	await page.mouse.move(from!.x + 20, from!.y + 20);
	await page.mouse.down();
	await page.mouse.move(to!.x + 25, to!.y + 30, { steps: 8 });
	await page.mouse.up();
	await expect.poll(async () => (await outline(other))[0]).toEqual(['Kven ein ringjer', 'Ein telefon', 'Same skjema', 'Eit hus']);
	await expect(page.locator('#chosen'), 'a drag opens nothing').toHaveCount(0);
	await page.reload();
	await expect(page.locator('[data-lies]')).toHaveCount(4);
	await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
	await looksRightOnAll(page);
});

test('who is here is a number, whatever they are shown as, and nobody’s caret moves when others write', async ({ browser }) => {
	const [named, other, nameless] = await Promise.all([phone(browser, 2, 0), phone(browser, 2, 1), phone(browser, 2, 2)]);
	await nameless.getByRole('button', { name: 'Endre', exact: true }).click();
	await nameless.getByRole('radio', { name: 'utan namn' }).check();
	await nameless.getByRole('button', { name: 'Bruk dette' }).click();
	await expect(nameless.locator('#note-mark')).toContainText('Lappane dine har ikkje avsendar');
	await write(named, 'Ein lapp', 'Ein til');
	await expect(noteCards(other)).toHaveCount(2);
	await noteOf(named, 'Ein lapp').locator('textarea').click();
	await noteOf(nameless, 'Ein til').locator('textarea').click();
	await nameless.keyboard.press('End');
	await nameless.keyboard.type(' gong');
	await expect(noteOf(other, 'Ein til gong')).toHaveCount(1);
	await expect(other.locator('.presence')).toHaveText(/^\d+ her$/);
	await expect(noteOf(named, 'Ein lapp').locator('textarea')).toBeFocused();
});

test('a number that points at somebody is asked about before it is shared, in the field and on a note, and never shown on the wall', async ({
	browser
}) => {
	const [a, b] = await Promise.all([phone(browser, 3, 0), phone(browser, 3, 1)]);
	await field(a).fill('Ho med 31129900183 ventar');
	await field(a).press('Enter');
	await expect(a.locator('.ask')).toContainText('Dette liknar eit fødselsnummer. Lappen er ikkje delt enno.');
	await looksRightOnAll(a);
	await a.getByRole('button', { name: 'Endre', exact: true }).last().click();
	await expect(field(a)).toBeFocused();
	await expect(field(a)).toHaveValue('Ho med 31129900183 ventar');
	// Names and addresses are looked for by lists that come when somebody begins to write; the sentence without them is offered.
	await a.waitForLoadState('networkidle');
	await field(a).fill('Ola Hansen på Prestagardsvegen 14 ventar');
	await field(a).press('Enter');
	await expect(a.locator('.ask')).toContainText('Dette liknar eit personnamn og ei adresse.');
	await a.getByText('Forslag utan: «Ein person ventar»').waitFor();
	await looksRightOnAll(a);
	await a.getByRole('button', { name: 'Bruk forslaget' }).click();
	await expect(field(a)).toHaveValue('Ein person ventar');
	await expect(field(a)).toBeFocused();
	await field(a).fill('Ho ventar');
	await field(a).press('Enter');
	await expect.poll(() => notesOn(b)).toEqual(['Ho ventar']);
	// On a note that lies there: what is typed stays here, and others' words come in around it.
	const [mine, theirs] = [noteCards(a).locator('textarea'), noteCards(b).locator('textarea')];
	await mine.click();
	await mine.press('End');
	await a.keyboard.type(' på 41234567');
	await expect(a.locator('.ask')).toContainText('eit telefonnummer');
	await expect(theirs).toHaveValue('Ho ventar på 4123456');
	await theirs.click();
	await theirs.press('Home');
	await b.keyboard.type('No: ');
	await expect(mine).toHaveValue('No: Ho ventar på 41234567');
	await expect(theirs).toHaveValue('No: Ho ventar på 4123456');
	await a.getByRole('button', { name: 'Del likevel' }).click();
	await expect(theirs).toHaveValue('No: Ho ventar på 41234567');
	await expect(noteCards(b)).toContainText('Liknar eit telefonnummer. Blir skjult på skjerm og utskrift.');
	await expect(saved(a)).toHaveText('Lagra');
	const wall = await laptop(browser, 3, { query: '?view=projector' });
	await expect(wall.getByText('No: Ho ventar på █████')).toBeVisible();
	await expect(wall.getByText('41234567')).toHaveCount(0);
	await b.emulateMedia({ media: 'print' });
	await expect(noteCards(b).getByText('No: Ho ventar på █████')).toBeVisible();
	await expect(theirs).toBeHidden();
});

test('a note that is too long says so before it is sent, and nothing of it is cut away', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 4, 0), phone(browser, 4, 1)]);
	const long = `${'bustad '.repeat(286)}`.trim();
	await field(a).fill(long);
	await expect(a.getByText('Lappen er 1 teikn for lang.')).toBeVisible();
	await field(a).press('Enter');
	await expect(a.locator('.ask')).toContainText('1 teikn for lang');
	await expect(field(a)).toHaveValue(long);
	await field(a).fill(long.slice(0, -1));
	await field(a).press('Enter');
	await expect(noteCards(b)).toHaveCount(1);
	const mine = noteCards(a).locator('textarea');
	await mine.press('End');
	await mine.pressSequentially('dar');
	await expect(a.locator('.ask')).toContainText('3 teikn for lang');
	await expect(noteCards(b).locator('textarea')).toHaveValue(long.slice(0, -1));
	for (let times = 0; times < 4; times++) await mine.press('Backspace');
	await expect(a.locator('.ask')).toHaveCount(0);
	await mine.pressSequentially('x');
	await expect(noteCards(b).locator('textarea')).toHaveValue(`${long.slice(0, -2)}x`);
	// Right-to-left words stand as they are read, on both sides.
	await write(a, 'مرحبا بكم في البيت');
	await expect(noteCards(b).nth(1).locator('textarea')).toHaveAttribute('dir', 'auto');
	expect(
		await noteCards(b)
			.nth(1)
			.locator('textarea')
			.evaluate((each) => getComputedStyle(each).direction)
	).toBe('rtl');
});

test('from the code to the first letter in three taps, scanned or typed', async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO', hasTouch: true });
	const page = await context.newPage();
	let taps = 0;
	const tap = async (what: ReturnType<Page['locator']>) => {
		taps++;
		await what.tap();
	};
	const toTheBoard = async () => {
		// A name that is not on the list is typed.
		await tap(page.getByText('Eg står ikkje på lista'));
		await tap(page.getByRole('button', { name: 'Til bordet' }));
		await tap(field(page));
		await page.keyboard.type('Den fyrste bokstaven');
		await expect(field(page)).toHaveValue('Den fyrste bokstaven');
	};
	// The camera opens the link of the QR code.
	await page.goto(`${served.origin}/join/${room.joinToken}`);
	await toTheBoard();
	expect(taps).toBeLessThanOrEqual(3);

	// A typed code is one field more, which has the cursor already, and the keyboard's own key to go on.
	await page.context().clearCookies();
	await page.goto(`${served.origin}/join`);
	await expect(page.getByLabel('Kode')).toBeFocused();
	await page.keyboard.type('AAAA-AAAA');
	await page.keyboard.press('Enter');
	await expect(page.locator('[data-announcer]')).toContainText(/kode/i);
	await expect(page.getByLabel('Kode')).toHaveValue('AAAA-AAAA');
	await looksRight(page);
	taps = 0;
	await page.getByLabel('Kode').fill(room.joinCode.toLowerCase());
	await page.keyboard.press('Enter');
	await toTheBoard();
	expect(taps).toBeLessThanOrEqual(3);
});
