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
