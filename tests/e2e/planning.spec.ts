import { expect, signIn, test } from '../support/browser.ts';
import { unfold } from '../support/journey.ts';
import { looksRight } from '../support/looks.ts';

test('a forum is planned from last time in a few presses, with advice on what to take up, and goes on paper', async ({ somebody }) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	let interactions = 0;
	const act = async (doing: Promise<unknown>) => {
		interactions += 1;
		await doing;
	};
	await act(page.goto('/gatherings/new'));
	// What was up in October 2017 rests or is repeated for those who are new since then.
	const course = page.locator('.ds-field', { hasText: 'Bustøttekurs for nye saksbehandlarar' });
	await expect(course).toContainText('Kort repetisjon for nye');
	await act(page.getByLabel(/Som sist: oktober 2017/).check());
	await expect(page.getByText('Kva skal vere med frå den samlinga?')).toBeVisible();
	await act(page.getByLabel('Innleiarane').check());
	await looksRight(page);
	await act(page.getByRole('button', { name: 'Opprett samling' }).click());
	await page.waitForURL(/\/gatherings\/(?!new)/);
	await unfold(page.locator('summary', { hasText: /^Meir$/ }), page.getByText(/Planlagt på (eitt minutt|\d+ min)/));
	await act(page.getByRole('link', { name: 'Endre programmet' }).click());
	await page.waitForURL(/\/programme$/);
	const parts = page.locator('ol.day h2');
	const [first, second] = await parts.allTextContents();
	await act(page.getByRole('button', { name: `Flytt «${second}» tidlegare` }).click());
	await expect(parts.first()).toHaveText(second!);
	await expect(parts.nth(1)).toHaveText(first!);
	await act(page.getByRole('button', { name: 'Publiser programmet' }).click());
	await expect(page.getByText('Versjon 1 er publisert.')).toBeVisible();
	await looksRight(page);
	await act(page.getByRole('link', { name: 'Skriv ut' }).click());
	await expect(page.locator('.paper li').first()).toContainText(second!);
	await looksRight(page);
	expect(interactions, 'from nothing to a published, printed programme').toBeLessThanOrEqual(25);
});

test('two planners save the same programme: the second sees what the first did, and saves on top of it', async ({ somebody }) => {
	const [one, other] = [await somebody(), await somebody()];
	for (const page of [one, other]) await signIn(page, 'leiar@stord.example');
	await one.goto('/gatherings/new');
	await one.getByLabel('Ein annan dag').check();
	await one.locator('[name=ownDate]').fill('2018-05-30');
	await one.getByRole('button', { name: 'Opprett samling' }).click();
	await one.waitForURL(/\/gatherings\/(?!new)/);
	for (const page of [one, other]) await page.goto(`${new URL(one.url()).pathname.replace(/\/programme$/, '')}/programme`);
	const add = async (page: typeof one, title: string) => {
		const form = page.locator('form[action="?/add"]');
		await unfold(page.locator('summary', { hasText: 'Legg til ein programpost' }), form.locator('[name=title]'));
		await form.locator('[name=title]').fill(title);
		await form.getByRole('button', { name: 'Legg til ein programpost' }).click();
	};
	await add(one, 'Song til slutt');
	await expect(one.getByRole('heading', { name: 'Song til slutt' })).toBeVisible();
	await add(other, 'Kaffi etterpå');
	await expect(other.getByText(/endra programmet medan du arbeidde/)).toBeVisible();
	await expect(other.getByText(/Ny: Song til slutt/).first()).toBeVisible();
	await expect(other.locator('form[action="?/add"] [name=title]')).toHaveValue('Kaffi etterpå');
	// A press right after another does nothing.
	await expect(async () => {
		await other.locator('form[action="?/add"]').getByRole('button').click();
		await expect(other.getByRole('heading', { name: 'Kaffi etterpå' })).toBeVisible({ timeout: 3000 });
	}).toPass();
	await expect(other.getByRole('heading', { name: 'Song til slutt' })).toBeVisible();
});
