import { expect } from '@playwright/test';
import { loadDemo } from '#db/demo.ts';
import { test } from '../support/contexts.ts';
import { signedIn } from '../support/journey.ts';
import { serve, type Served } from '../support/served.ts';

let samling: Served;

test.beforeAll(async () => {
	samling = await serve(async (db) => void (await loadDemo(db)), { SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
});
test.afterAll(async () => samling?.stop());

test('a report: words are saved as they are written, nothing is lost where two write, and a link shows it as submitted until it ends', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const leader = await signedIn({ browser, samling }, 'leiar@stord.example');
	const saved = leader.locator('[data-save="saved"]');

	await test.step('the draft saves what is typed, by itself', async () => {
		await leader.goto(`${samling.origin}/plan/reports`);
		await leader.getByRole('link', { name: /^Halvårsrapport, hausten 2017/ }).click();
		await leader.getByLabel('Dykkar ord: Utvikling i perioden').fill('Fleire kjenner kvarandre.');
		await expect(saved.filter({ hasText: 'Lagra' })).toHaveCount(2);
		await leader.reload();
		await expect(leader.getByLabel('Dykkar ord: Utvikling i perioden')).toHaveValue('Fleire kjenner kvarandre.');
	});

	await test.step('who writes over somebody sees their words first, and keeps their own', async () => {
		const other = await leader.context().newPage();
		await other.goto(leader.url());
		await other.getByLabel('Dykkar ord: Tiltaka').fill('Skrive av ein annan.');
		await expect(other.locator('[data-save="unsaved"]')).toHaveCount(0);
		await leader.getByLabel('Dykkar ord: Tiltaka').fill('Skrive av meg.');
		await expect(leader.getByText('Skrive av ein annan.')).toBeVisible();
		await expect(leader.getByLabel('Dykkar ord: Tiltaka')).toHaveValue('Skrive av meg.');
		await leader.getByRole('button', { name: 'Lagre teksten min i staden' }).click();
		await expect(leader.locator('[data-save="unsaved"]')).toHaveCount(0);
		await other.close();
	});

	await test.step('submitted, it stands with words, signature and files', async () => {
		await leader.getByRole('button', { name: 'Signer og send inn' }).click();
		await expect(leader).toHaveURL(/\/reports\/[^/]+\?submitted$/);
		for (const words of ['Skrive av meg.', 'Fleire kjenner kvarandre.']) await expect(leader.getByText(words)).toBeVisible();
		const pdf = await leader.request.get(`${leader.url().split('?')[0]}/report.pdf`);
		expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
	});

	await test.step('a link opens it for somebody without an account and without a cookie, until it is ended', async () => {
		await leader.getByLabel('Kven lenkja er til').fill('Statsforvaltaren');
		await leader.getByRole('button', { name: 'Lag lenkje' }).click();
		const link = await leader.getByLabel('Lenkja', { exact: true }).inputValue();
		const stranger = await browser.newContext();
		const page = await stranger.newPage();
		await page.goto(link);
		await expect(page.getByText('Skrive av meg.')).toBeVisible();
		expect(await stranger.cookies()).toEqual([]);
		await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/);
		await leader.reload();
		await expect(leader.getByText(/Sist opna/)).toBeVisible();
		await leader.getByRole('button', { name: /^Avslutt lenkja/ }).click();
		await expect(leader.getByText(/^Avslutta/)).toBeVisible();
		await page.reload();
		await expect(page.getByText(/har avslutta denne lenkja/)).toBeVisible();
		await expect(page.getByText('Skrive av meg.')).toHaveCount(0);
		expect((await page.request.get(`${link}/report.pdf`)).status()).toBe(404);
		await stranger.close();
	});
});
