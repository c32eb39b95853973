import { expect } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, phones, saved, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = Array.from({ length: 4 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'name' as const }));
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 2, people });
	});
});
test.afterAll(() => served.stop());

test('the field to write in is two presses away, and in sight with the phone on its side and with its keyboard over the page', async ({
	browser
}) => {
	const page = await phone(browser, 0, 1, { width: 844, height: 390 });
	await write(page, ...Array.from({ length: 5 }, (_, at) => `Lapp ${at + 1}`));
	await expect(saved(page)).toHaveText('Lagra');

	// Past the notes, by the second link at the top of the page's own part.
	await page.getByRole('link', { name: 'Hopp til innhaldet' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Gå til feltet for ny lapp' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(field(page)).toBeFocused();

	await page.evaluate(() => scrollTo(0, 0));
	const foot = async () => {
		const { y, height } = (await field(page).boundingBox())!;
		return y + height;
	};
	await expect(field(page)).toBeInViewport({ ratio: 1 });
	expect(await page.evaluate(() => document.querySelector('.composer')!.clientHeight)).toBeLessThan(130);

	// Safari on a phone: the page keeps its height, and what is seen of it shrinks.
	await page.setViewportSize({ width: 390, height: 844 });
	await page.evaluate(() => {
		Object.defineProperty(visualViewport, 'height', { get: () => 844 - 336, configurable: true });
		visualViewport!.dispatchEvent(new Event('resize'));
	});
	await expect.poll(foot).toBeLessThanOrEqual(844 - 336);
});
