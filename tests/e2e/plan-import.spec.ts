import { expect } from '@playwright/test';
import { secondPress } from '#lib/secondPress.ts';
import { test } from '../support/contexts.ts';
import { printedPlan, unstyledDocx } from '../support/plans.ts';
import { serve, type Served } from '../support/served.ts';
import { signedInAs } from '../support/tables.ts';
import { aMunicipality } from '../support/world.ts';

let samling: Served;
let session = '';

test.beforeAll(async () => {
	samling = await serve(
		async (db) => {
			const world = await aMunicipality(db);
			session = await signedInAs(db, world.leader.id);
		},
		{ SAMLING_NOW: '2018-01-15T08:00:00Z' }
	);
});
test.afterAll(() => samling?.stop());

test('on a phone, the plan in a Word file is looked through, corrected and entered as adopted, and an earlier one compared with it', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ name: 'samling', value: session, url: samling.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	const go = (path: string) => page.goto(samling.origin + path);
	const plan = printedPlan('Bustadsosial handlingsplan 2016–2019', ['Nav Stord', 'Bustadkontoret', 'Heimetenestene', 'Tildelingskontoret']);
	const fits = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

	await test.step('what is no plan gets a sentence', async () => {
		await go('/plan');
		await page.getByRole('link', { name: 'Hent inn ein plan frå før' }).click();
		await page.getByRole('button', { name: 'Les planen' }).click();
		await expect(page.getByText('Vel ei fil med tekst i, eller lim inn teksten.').first()).toBeVisible();
		const file = page.getByLabel('Word- eller Excel-fil');
		await file.setInputFiles({ name: 'stor.docx', mimeType: 'application/zip', buffer: Buffer.alloc(13_000_000) });
		await expect(page.getByText('Fila er for stor').first()).toBeVisible();
		expect(await file.evaluate((input: HTMLInputElement) => input.files?.length)).toBe(0);
		await file.setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
		await page.getByRole('button', { name: 'Les planen' }).click();
		await expect(page.getByText('Dette er ein PDF.').first()).toBeVisible();
	});

	await test.step('a Word file becomes lines, the source beside them; two measures in one cell are parted by keyboard', async () => {
		// A press that follows its answer at once is taken for the same one.
		await page.waitForTimeout(secondPress + 100);
		const buffer = Buffer.from(await unstyledDocx(plan));
		await page.getByLabel('Word- eller Excel-fil').setInputFiles({ name: 'plan.docx', mimeType: 'application/zip', buffer });
		await page.getByRole('button', { name: 'Les planen' }).click();
		// A whole file is unpacked in a thread of its own.
		await page.waitForURL(/\/plan\/import\/\w+/, { timeout: 30_000 });
		await expect(page.getByText('Mål: 3 · Delmål: 6 · Tiltak: 39')).toBeVisible();
		await fits();
		const both = page.locator('li.line', { hasText: 'Tilby økonomisk rettleiing for unge' });
		await both.getByRole('link', { name: /^Rett linje/ }).press('Enter');
		await both.getByRole('button', { name: 'Del ved linjeskift' }).press('Enter');
		await expect(page.getByText('Tiltak: 40')).toBeVisible();
		const second = page.locator('li.line', { hasText: 'Gi opplæring i bustøtte for unge i etablering' }).last();
		await second.getByRole('link', { name: /^Rett linje/ }).press('Enter');
		await second.getByLabel('Nummer').fill('1.1.7');
		await second.getByRole('button', { name: 'Lagre linja' }).press('Enter');
		await expect(second.getByText('1.1.7', { exact: true })).toBeVisible();
		await expect(page.getByText('Rettingar så langt: 2')).toBeVisible();
	});

	await test.step('nothing is lost on reload: it waits in the list, and lines are made another kind together', async () => {
		await go('/plan/import');
		await page.getByRole('link', { name: 'plan.docx' }).click();
		await expect(page.getByText('Rettingar så langt: 2')).toBeVisible();
		await page.locator('li.line', { hasText: 'Planen gjeld for fire år' }).getByRole('checkbox').check();
		await page.getByLabel('Gjer valde linjer til').selectOption('Ikkje med');
		await page.getByRole('button', { name: 'Endre' }).click();
		await expect(page.getByText('Rettingar så langt: 3')).toBeVisible();
	});

	await test.step('it is entered as adopted, and says that it was entered afterwards', async () => {
		await page.getByLabel('Vedtaksdato').fill('10.03.2016');
		await page
			.getByLabel(/^Organ|Vedteke av/)
			.first()
			.fill('Kommunestyret');
		await page.getByLabel('Saksnummer').fill('16/4');
		await page.getByRole('button', { name: 'Lagre', exact: true }).click();
		await expect(page.getByText('Planen blir ståande som vedteken for 2016–2019')).toBeVisible();
		await page.getByRole('button', { name: 'Før inn i planen' }).click();
		await page.waitForURL(/\/plan\/versions\//);
		await expect(page.getByText(/Ført inn for hand av .* Vedtaket er ikkje gjort i Samling\./)).toBeVisible();
		await fits();
	});

	await test.step('the period before is pasted, its measures said to be the same, and both are compared', async () => {
		await go('/plan/import');
		const text = `Handlingsplan 2012–2015\n# Mål og tiltak\n## Mål 1: ${plan.goals[0]!.text}\n1.1.1 ${plan.goals[0]!.subGoals[0]!.measures[0]!.text}\nFrist: 2014`;
		await page.getByLabel('Eller lim inn teksten').fill(text);
		await page.getByRole('button', { name: 'Les planen' }).click();
		await page.getByRole('button', { name: 'Ja, dei som er kryssa av, er dei same' }).click();
		await expect(page.getByRole('button', { name: 'Ja, dei som er kryssa av' })).toHaveCount(0);
		await page.getByLabel('Vedtaksdato').fill('2012');
		await page.getByRole('button', { name: 'Lagre', exact: true }).click();
		await page.getByRole('button', { name: 'Før inn i planen' }).click();
		await page.waitForURL(/\/plan\/versions\//);
		await go('/plan/compare');
		const versions = page
			.locator('ul.lines')
			.first()
			.getByRole('link', { name: /Versjon/ });
		await expect(versions).toHaveText([/2016–2019/, /2012–2015/]);
		await expect(page.getByText(/Frist: .*2014.* → |31\. desember 2014/).first()).toBeVisible();
		await fits();
	});

	await test.step('what was begun can be thrown away', async () => {
		await go('/plan/import');
		await page.getByLabel('Eller lim inn teksten').fill('Tiltak 1: Noko');
		await page.getByRole('button', { name: 'Les planen' }).click();
		await page.getByText('Kast', { exact: true }).first().click();
		await page.getByRole('button', { name: 'Kast' }).click();
		await page.waitForURL(/\/plan\/import$/);
		await expect(page.getByRole('link', { name: 'Innlimt tekst' })).toHaveCount(0);
	});
});
