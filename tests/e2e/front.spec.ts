import { readFileSync } from 'node:fs';
import { expect, signIn, test } from '../support/browser.ts';
import { looksRightOnAll } from '../support/looks.ts';

test('a reader chooses a language, signed out and signed in, and every page after that speaks it', async ({ page, somebody }) => {
	await page.goto('/');
	await page.getByRole('button', { name: 'EN: English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.getByRole('link', { name: 'Sign in' }).first().click();
	await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();

	const leader = await somebody();
	await signIn(leader, 'leiar@stord.example');
	await leader.goto('/topics?state=open');
	await leader.getByRole('button', { name: 'NB: Bokmål' }).click();
	await expect(leader.locator('html')).toHaveAttribute('lang', 'nb');
	expect(new URL(leader.url()).pathname + new URL(leader.url()).search).toBe('/topics?state=open');
	// It is theirs on another machine too.
	const elsewhere = await somebody();
	await signIn(elsewhere, 'leiar@stord.example');
	await expect(elsewhere.locator('html')).toHaveAttribute('lang', 'nb');
	await elsewhere.getByRole('button', { name: 'NN: Nynorsk' }).click();
	await expect(elsewhere.locator('html')).toHaveAttribute('lang', 'nn');
});

test('a wrong code on the front page is answered with what to do, and stays in the field', async ({ page }) => {
	await page.goto('/');
	await page.getByLabel('Kode på skjermen').fill('ABCD-EFGH');
	await page.getByRole('button', { name: 'Til bordet' }).click();
	await expect(page.getByText(/Koden er ikkje gyldig/)).toBeVisible();
	await expect(page.getByRole('textbox')).toHaveValue('ABCD-EFGH');
});

test('whatever the menu offers somebody, they may open', async ({ somebody }) => {
	for (const email of ['partnar@husbanken.example', 'tilsett@stord.example', 'leiar@stord.example']) {
		const page = await somebody();
		await signIn(page, email);
		const links = await page.locator('header nav a').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).pathname));
		expect(links.length).toBeGreaterThan(0);
		for (const link of links) expect((await page.request.get(link)).status(), `${email} ${link}`).toBe(200);
	}
});

test('behind one’s name is all that is kept about oneself, to read and to take along', async ({ somebody }) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	await page.getByRole('banner').locator('a.person:visible').click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Det vi veit om deg');
	await expect(page.getByText('leiar@stord.example')).toBeVisible();
	await looksRightOnAll(page);
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Last ned alt' }).click()]);
	expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ person: { email: 'leiar@stord.example' } });
	await page.goto('/people/keeping');
	await expect(page.getByRole('row', { name: /Namn på gjestar, og koplinga til telefonane deira/ })).toContainText('90 dagar');
	await looksRightOnAll(page);
});

test('what somebody unfolds before the page has woken up stays unfolded', async ({ somebody }) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	let wake: () => void = () => undefined;
	const woken = new Promise<void>((resolve) => (wake = resolve));
	await page.route('**/*.js', async (route) => {
		await woken;
		await route.continue();
	});
	await page.goto('/cycle', { waitUntil: 'commit' });
	await page.getByText('Heile året, månad for månad').click();
	const year = page.locator('details', { has: page.getByText('Heile året, månad for månad') });
	await expect(year).toHaveAttribute('open');
	wake();
	await page.waitForFunction(() => history.state !== null);
	await page.evaluate(() => new Promise((awake) => requestAnimationFrame(() => setTimeout(awake, 50))));
	await expect(year).toHaveAttribute('open');
});
