import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { looksRight, looksRightOnAll } from '../support/looks.ts';
import { shown } from './everyPage/words.ts';
import { serve, type Served } from '../support/served.ts';
import { aHall, signedInAs, type Hall } from '../support/tables.ts';

/* Setting a café up: one page, one press; by two at once; without a script. The three tests go through one day. */
test.describe.configure({ mode: 'serial' });

let served: Served;
let hall: Hall;
const cookies: Record<'facilitator' | 'leader', string> = { facilitator: '', leader: '' };

test.beforeAll(async () => {
	const people = Array.from({ length: 46 }, (_, at) => ({ name: `Deltakar ${String(at).padStart(2, '0')}` }));
	served = await serve(async (db) => {
		hall = await aHall(db, people, new Date().toISOString());
		cookies.facilitator = await signedInAs(db, hall.world.facilitator.id);
		cookies.leader = await signedInAs(db, hall.world.leader.id);
	});
});
test.afterAll(() => served.stop());

async function desk(browser: Browser, who: 'facilitator' | 'leader', options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: 'nn-NO',
		reducedMotion: 'reduce',
		...options
	});
	await context.addCookies([{ name: 'samling', value: cookies[who], url: served.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	await page.goto(`${served.origin}/gatherings/${hall.gatheringId}/cafe/setup`);
	return page;
}
/** Goes to a step by its link, as one presses it. */
const step = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Steg for å setje opp' }).getByRole('link', { name }).click();
const question = (page: Page, number: number) => page.getByLabel(`Spørsmål ved bord ${number}`, { exact: true });

test('from a gathering without tables to everybody in a seat with one press, and all of it can be changed before', async ({ browser }) => {
	const page = await desk(browser, 'facilitator');
	await expect(page.locator('.comes-to').filter({ hasText: '46 personar · 7 bord à 6–7 · 3 rundar' })).toBeVisible();
	await looksRightOnAll(page);

	// Everything answers at once, and what is typed is not lost on the way.
	await page.getByRole('link', { name: 'Neste: Borda' }).click();
	await expect(page.getByRole('heading', { name: 'Borda' })).toBeFocused();
	await expect(page.getByText('46 er kryssa av.', { exact: true })).toBeVisible();
	// Seven questions, and few words about them.
	expect((await shown(page)).count).toBeLessThanOrEqual(140);
	await question(page, 7).fill('Noko heilt eige?');
	await looksRightOnAll(page);
	await page.getByLabel('Talet på bord').fill('4');
	await page.getByLabel('Talet på bord').press('Tab');
	await expect(page.locator('.comes-to').filter({ hasText: '4 bord à 11–12' })).toBeVisible();
	await expect(page.getByText('Vi tilrår 6–8 ved kvart bord. 7 bord passar betre.')).toBeVisible();
	await page.getByRole('button', { name: 'Bruk 7 bord' }).click();
	await expect(question(page, 7)).toHaveValue('Noko heilt eige?');
	await page.getByRole('button', { name: 'Flytt bord 7 opp' }).press('Enter');
	await expect(page.getByRole('button', { name: 'Flytt bord 6 opp' })).toBeFocused();
	await expect(question(page, 6)).toHaveValue('Noko heilt eige?');
	await step(page, 'Opplegg');
	await page.getByRole('radio', { name: 'World Café' }).check();
	await expect(page.getByLabel('Minutt per runde')).toHaveValue('20');
	await page.getByLabel('Minutt per runde').fill('18');
	await expect(page.getByRole('radio', { name: 'Eigne tider' })).toBeChecked();
	await page.getByText('Skriving og avsendar').click();
	await page.getByLabel('Start med å skrive åleine').check();
	await page.getByLabel('Minutt til å skrive åleine').fill('18');
	await step(page, 'Borda');
	await page.locator('summary', { hasText: /^Bord 1:\s*Byt$/ }).click();
	await page.getByLabel('Byt til eit anna spørsmål').first().selectOption({ label: 'Kva gjer vi dobbelt, og kva kan vi slutte med?' });
	await expect(question(page, 1)).toHaveValue('Kva gjer vi dobbelt, og kva kan vi slutte med?');
	// Steps are places in the history; what is typed stays in all of them, and the last one has its button within a tab.
	await step(page, 'Bordvertar');
	await page.getByLabel('Bordvert: Noko heilt eige?').selectOption({ label: 'Deltakar 07' });
	await looksRightOnAll(page);
	await page.goBack();
	await expect(question(page, 6)).toHaveValue('Noko heilt eige?');
	await step(page, 'Klart');
	await expect(page.getByText('1 av 7 bord')).toBeVisible();
	await looksRightOnAll(page);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Set opp kafédialogen' })).toBeFocused();
	await page.getByRole('button', { name: 'Set opp kafédialogen' }).click();
	await expect(page.getByText('Skriv eit heilt tal frå 1 til 17.').first()).toBeVisible();
	await expect(question(page, 6)).toHaveValue('Noko heilt eige?');
	await looksRight(page);

	// The short way, from the page as it comes: one press.
	await page.reload();
	await page.getByRole('button', { name: 'Set opp kafédialogen' }).click();
	await expect(page.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
	await expect(page.getByRole('heading', { name: '7 bord' })).toBeVisible();
});

test('the second of two who set it up is shown what the first did, and neither loses a word', async ({ browser }) => {
	const [one, other] = [await desk(browser, 'facilitator'), await desk(browser, 'leader')];
	await step(one, 'Borda');
	await question(one, 1).fill('Kva seier den fyrste?');
	await step(one, 'Opplegg');
	await one.getByLabel('Rundar', { exact: true }).fill('4');
	await one.getByRole('button', { name: 'Lagre endringane' }).click();
	await expect(one.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
	await step(other, 'Borda');
	await question(other, 1).fill('Kva seier den andre?');
	await question(other, 2).fill('Og noko til?');
	await other.getByRole('button', { name: 'Lagre endringane' }).click();
	await expect(other.getByText('Ein annan har endra kafédialogen medan du skreiv')).toBeVisible();
	await expect(other.getByText('Rundar: no 4')).toBeVisible();
	await expect(other.getByText('den andre har lagra «Kva seier den fyrste?», du har «Kva seier den andre?»')).toBeVisible();
	await looksRightOnAll(other);
	await other.getByRole('button', { name: 'Lagre endringane' }).click();
	await expect(other.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
	await one.goto(`${served.origin}/gatherings/${hall.gatheringId}/cafe/setup`);
	await expect(one.getByLabel('Rundar', { exact: true })).toHaveValue('4');
	await expect(question(one, 1)).toHaveValue('Kva seier den andre?');
	await expect(question(one, 2)).toHaveValue('Og noko til?');
});

test('without a script the same page does the same, a press at a time', async ({ browser }) => {
	const page = await desk(browser, 'facilitator', { javaScriptEnabled: false });
	await question(page, 1).fill('Utan skript?');
	await page.getByRole('button', { name: 'Flytt bord 1 ned' }).click();
	await expect(question(page, 2)).toHaveValue('Utan skript?');
	await page.getByLabel('Talet på bord').fill('9');
	await page.getByRole('button', { name: 'Vis borda' }).click();
	await expect(question(page, 9)).not.toHaveValue('');
	await question(page, 9).fill('');
	await page.getByRole('button', { name: 'Lagre endringane' }).click();
	await expect(page.locator('[id="configure-tables.8.question-error"]')).toBeVisible();
	await page.getByRole('button', { name: 'Ta bort bord 9' }).click();
	await page.getByRole('radio', { name: 'World Café' }).check();
	await page.getByRole('button', { name: 'Lagre endringane' }).click();
	await expect(page.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
	await expect(page.getByRole('heading', { name: '8 bord' })).toBeVisible();
	await page.goto(`${served.origin}/gatherings/${hall.gatheringId}/cafe/setup`);
	await expect(page.getByLabel('Minutt per runde')).toHaveValue('20');
	await expect(question(page, 2)).toHaveValue('Utan skript?');
});
