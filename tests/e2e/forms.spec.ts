import { expect } from '@playwright/test';
import { loadDemo } from '#db/demo.ts';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { test } from '../support/contexts.ts';
import { serve, type Served } from '../support/served.ts';
import { signedInAs } from '../support/tables.ts';
import { now } from '../support/world.ts';

let served: Served;
let session: string;
let gatheringId: string;
test.beforeAll(async () => {
	served = await serve(
		async (db) => {
			await loadDemo(db);
			const { id } = await db.selectFrom('person').select('id').where('email', '=', 'leiar@stord.example').executeTakeFirstOrThrow();
			const planned = await db.selectFrom('gathering').select('id').where('date', '=', '2018-02-07').executeTakeFirstOrThrow();
			gatheringId = planned.id;
			const questions = ['Kven ringjer du?', 'Kva manglar?'].map((text) => ({ text, findingId: null }));
			const made = await createCafe(db, (await actorOf(db, id))!, gatheringId, { preset: 'udir', questions }, now);
			if (!made.ok) throw new Error(made.reason);
			session = await signedInAs(db, id);
		},
		{ SAMLING_NOW: now, SAMLING_DEMO: '1' }
	);
});
test.afterAll(() => served.stop());

test('what is typed in one form stays when another is answered, and a fault of several fields is said with the name of each', async ({
	page
}) => {
	await page.context().addCookies([{ name: 'samling', value: session, url: served.origin }]);
	await page.goto(`${served.origin}/gatherings/${gatheringId}/cafe/setup?step=tables`);
	const question = page.getByRole('textbox', { name: 'Spørsmål ved bord 1' });
	await expect(question).toHaveValue('Kven ringjer du?');
	await question.fill('Kven svarar om natta?');
	await page.getByRole('button', { name: 'Legg til eit bord' }).click();
	await page.getByRole('textbox', { name: 'Spørsmål ved bord 3' }).fill('Kven kan ta over?');

	await page.getByText('Legg planen på bordet').click();
	await page.getByLabel('På bord 1').selectOption({ index: 1 });
	await page.getByRole('button', { name: 'Legg målet på bordet På bord 1' }).click();
	await expect(page.getByText('Målet ligg på bordet.').first()).toBeVisible();
	await expect(question).toHaveValue('Kven svarar om natta?');
	await expect(page.getByRole('textbox', { name: 'Spørsmål ved bord 3' })).toHaveValue('Kven kan ta over?');

	await question.fill('');
	await page.getByRole('textbox', { name: 'Spørsmål ved bord 2' }).fill('');
	await page
		.locator('form[action="?/configure"]')
		.getByRole('button', { name: /^(Set opp kafédialogen|Lagre endringane)/ })
		.click();
	const summary = page.getByRole('group', { name: '2 ting må rettast' });
	await expect(summary).toBeFocused();
	await expect(summary.getByRole('link')).toHaveText([
		'Spørsmål ved bord 1: Skriv kva bordet skal snakke om.',
		'Spørsmål ved bord 2: Skriv kva bordet skal snakke om.'
	]);
	await expect(page.locator('[data-announcer]')).toHaveText('2 ting må rettast: Skriv kva bordet skal snakke om.');
});
