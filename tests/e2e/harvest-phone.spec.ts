import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { looksRight } from '../support/looks.ts';
import { noteCards, phones, saved, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop, step } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(9, 'unit');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 3, people });
		// The second table's host has left, and the phone with them.
		const [, tableId] = room.tables;
		const { hostId } = await db.selectFrom('cafeTable').select('hostId').where('id', '=', tableId!).executeTakeFirstOrThrow();
		await db
			.updateTable('participant')
			.set({ leftAt: new Date().toISOString(), tokenHash: null })
			.where('attendanceId', '=', hostId)
			.execute();
	});
});
test.afterAll(() => served.stop());

/** Taps what is in view without scrolling, and counts. */
function hand() {
	let taps = 0;
	return {
		get taps() {
			return taps;
		},
		async tap(wanted: ReturnType<Page['locator']>) {
			await expect(wanted).toBeInViewport({ ratio: 0.9 });
			await wanted.click();
			taps++;
		}
	};
}

test('three points in at most six taps and without scrolling; those at the table answer on their phones, and a table without a host finds its way in', async ({
	browser
}) => {
	test.setTimeout(180_000);
	const [host, guest, one, two] = await Promise.all([
		phone(browser, 0, 0),
		phone(browser, 0, 1),
		phone(browser, 1, 1),
		phone(browser, 1, 2)
	]);
	const wide = await laptop(browser, 0);
	await write(host, 'Éi dør inn for alle', 'Sei frå før nokon mistar bustaden', 'Same skjema overalt', 'Ein ting til', 'Og ein');
	await write(one, 'Ring fyrst', 'Skriv ned kven', 'Møtast kvar månad');
	for (const page of [host, one]) await expect(saved(page)).toHaveText('Lagra');
	await step(wide, 'close');
	await expect(host.getByRole('link', { name: 'Vel punkt' })).toBeVisible({ timeout: 40_000 });
	await host.getByRole('link', { name: 'Vel punkt' }).click();
	await expect(host.getByRole('heading', { name: 'Vel tre til fem punkt' })).toBeVisible();
	await looksRight(host);

	const hostHand = hand();
	const ticks = host.getByRole('checkbox', { name: /^Ta med/ });
	for (const at of [0, 1, 2]) await hostHand.tap(ticks.nth(at));
	await host.getByLabel('Punktet i éi setning 1').fill('Éi dør inn, same kven du er');
	await hostHand.tap(host.getByRole('button', { name: 'Vis for bordet (3)' }));
	await expect(host.getByText('Éi dør inn, same kven du er').first()).toBeVisible();

	// The others are asked on their phones, and the count comes to the host.
	await expect(guest.getByRole('heading', { name: 'Er dette punkta til bordet?' })).toBeVisible({ timeout: 20_000 });
	await guest.getByRole('button', { name: 'Ja, det er dei' }).click();
	await expect(guest.getByText('Du har svart ja.')).toBeVisible();
	await looksRight(guest);
	await expect(host.getByText('1 ja · 0 nei frå bordet')).toBeVisible({ timeout: 15_000 });
	await looksRight(host);
	await hostHand.tap(host.locator('summary', { hasText: 'Lever punkta' }));
	await hostHand.tap(host.getByRole('button', { name: 'Lever punkta' }).last());
	await expect(host.getByText('Punkta er leverte', { exact: false }).first()).toBeVisible();
	expect(hostHand.taps).toBeLessThanOrEqual(6);
	expect(await host.evaluate(() => scrollY)).toBe(0);

	// Nobody hosts this table: one of them takes it, and the other sees the points.
	await expect(one.getByRole('button', { name: 'Sjå punkta til bordet' })).toBeVisible({ timeout: 20_000 });
	await looksRight(one);
	await one.getByRole('button', { name: 'Sjå punkta til bordet' }).click();
	await expect(one.getByRole('heading', { name: 'Vel tre til fem punkt' })).toBeVisible();
	for (const at of [0, 1, 2])
		await one
			.getByRole('checkbox', { name: /^Ta med/ })
			.nth(at)
			.click();
	await one.getByRole('button', { name: 'Vis for bordet (3)' }).click();
	await expect(two.getByRole('heading', { name: 'Er dette punkta til bordet?' })).toBeVisible({ timeout: 20_000 });
	await two.getByRole('button', { name: 'Nei, ikkje heilt' }).click();
	await expect(one.getByText('0 ja · 1 nei frå bordet')).toBeVisible({ timeout: 15_000 });
	await one.locator('summary', { hasText: 'Lever punkta' }).click();
	await one.getByRole('button', { name: 'Lever punkta' }).last().click();
	await expect(one.getByText('Punkta er leverte', { exact: false }).first()).toBeVisible();

	// It is over: what one takes home is open, and comes first.
	await step(wide, 'end');
	await expect(one.getByText('Punkta er leverte', { exact: false }).first()).toBeVisible();
	await one.goto(`${served.origin}/`);
	await expect(one).toHaveURL(/\/table\//);
	await expect(one.locator('details.receipt')).toHaveAttribute('open', '');
	await expect(one.locator('details.receipt')).toBeInViewport();
	await expect(noteCards(one).first()).toBeAttached();
	await looksRight(one);
});
