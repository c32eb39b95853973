import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { openSqlite } from '#lib/db/open.server.ts';
import { letter } from '#lib/mail/letter.ts';
import { expect, signIn, test } from '../support/browser.ts';
import { looksRightOnAll } from '../support/looks.ts';
import { outboxOf } from '../support/letters.ts';

test('the leader reads a letter in the outbox, leafs to the next, and sends both', async ({ page, server, smtp }) => {
	const outbox = await outboxOf(server);
	const batch = await outbox.twoLetters();
	await signIn(page, 'leiar@stord.example');
	await page.goto(`/outbox?batch=${batch}`);
	await looksRightOnAll(page);

	await page.getByRole('link', { name: 'Les den fyrste e-posten' }).click();
	const letter = page.frameLocator('iframe');
	await expect(letter.getByRole('heading', { name: 'Velkommen til boligsosialt forum' })).toBeVisible();
	await expect(page.getByText('E-post 1 av 2')).toBeVisible();
	await looksRightOnAll(page);
	// The link is the recipient's own: here it leads nowhere.
	await letter.getByText('Svar', { exact: true }).click();
	await expect(letter.getByRole('heading', { name: 'Velkommen til boligsosialt forum' })).toBeVisible();

	await page.getByRole('link', { name: 'Neste e-post' }).click();
	await expect(page.getByText('E-post 2 av 2')).toBeVisible();
	await page.getByRole('link', { name: /^Invitasjon: / }).click();
	await page.getByRole('button', { name: 'Send no' }).click();
	await expect(page.locator('.notice').first()).toContainText('2 e-postar blir sende no');
	await expect.poll(() => smtp.arrived.map((one) => one.to[0]).sort()).toEqual(['anna@stord.example', 'berit@stord.example']);
	await page.reload();
	await expect(page.getByRole('cell', { name: 'Sendt' })).toHaveCount(2);
	await outbox.close();
});

test('letters can be stopped with the keyboard alone, after a question', async ({ page, server }) => {
	const outbox = await outboxOf(server);
	const batch = await outbox.twoLetters();
	await signIn(page, 'leiar@stord.example');
	await page.goto(`/outbox?batch=${batch}`);
	await page.getByText('Stopp 2 e-postar').focus();
	await page.keyboard.press('Enter');
	await expect(page.getByText('Stoppe alle dei 2 e-postane?')).toBeVisible();
	await page.getByRole('button', { name: 'Ja, stopp' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('.notice').first()).toContainText('2 e-postar er stoppa');
	expect((await outbox.mailsIn(batch)).map((mail) => mail.state)).toEqual(['cancelled', 'cancelled']);
	await outbox.close();
});

test('a letter of each kind fits a phone of 320 px, in daylight and in the dark', async ({ browser, server }) => {
	const db = openSqlite(join(server.dataDir, 'samling.db'));
	const letters = await db.selectFrom('mail').select(['kind', 'html']).where('html', '!=', '').orderBy('id').execute();
	await db.destroy();
	const kinds = new Map(letters.map(({ kind, html }) => [kind, html]));
	const long = 'Bustadsosialthandlingsplanrulleringsarbeidsgruppemøteinnkalling'.repeat(3);
	const worst = letter({
		locale: 'nn',
		heading: long,
		body: [{ heading: long }, long, { list: [long] }, { facts: [[long, long]] }, { button: long, href: 'https://samling.example/a' }],
		footer: [long]
	}).html;
	expect(kinds.size).toBeGreaterThan(3);
	for (const colorScheme of ['light', 'dark'] as const) {
		const context = await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme });
		const page = await context.newPage();
		for (const [kind, html] of [...kinds, ['worst', worst] as const]) {
			await page.setContent(html);
			expect([kind, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([kind, 320]);
			expect([kind, (await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()).violations]).toEqual([kind, []]);
		}
		await context.close();
	}
});
