import { expect } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, notesOn, phones, saved, noteCards, write } from '../support/phones.ts';
import { looksRight } from '../support/looks.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop, step } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(9, 'name');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 3, people, alone: 3 });
	});
});
test.afterAll(() => served.stop());

test('everybody writes alone, and at the reveal all of it lies on the table, also what was written without a net', async ({ browser }) => {
	test.setTimeout(480_000);
	const [host, guest, wide] = await Promise.all([
		phone(browser, 0, 0),
		phone(browser, 0, 1, { width: 320, height: 640 }),
		laptop(browser, 0)
	]);
	const wall = await laptop(browser, 0, { width: 1920, height: 1080, query: '?view=projector' });
	await expect(guest.getByText('Skriv åleine fyrst', { exact: true })).toBeVisible();
	await expect(guest.getByText('2 skriv')).toBeVisible();
	await expect(host.getByText('2 skriv')).toBeVisible();
	await expect(wide.getByText('Alle skriv kvar for seg no').first()).toBeVisible();
	await expect(wide.locator('textarea')).toHaveCount(0);
	await looksRight(host, guest, wide, wall);

	// What one writes, nobody else's page holds.
	await write(guest, 'Éin stad å ringje', 'Angrar denne');
	await write(host, 'Same skjema overalt');
	await expect(saved(guest)).toHaveText('Lagra');
	await guest.getByRole('button', { name: 'Slett: Angrar denne' }).click();
	await expect(noteCards(guest)).toHaveCount(1);
	await expect(noteCards(host)).toHaveCount(1);
	for (const page of [wide, wall]) await expect(page.getByText(/Éin stad|Same skjema|Angrar/)).toHaveCount(0);
	expect(await host.content()).not.toContain('Éin stad');
	await guest.getByRole('button', { name: 'Eg er ferdig' }).click();
	await expect(host.getByText('2 skriv · 1 er ferdig')).toBeVisible();
	await looksRight(host, guest);

	// The reveal finds a phone without a net, and a hand in the middle of a word.
	await guest.evaluate(() => Object.assign(globalThis, { sameVisit: true }));
	served.net.cut();
	await write(guest, 'Skrive utan nett');
	await field(guest).fill('Midt i eit o');
	await step(wide, 'reveal');
	served.net.mend();
	for (const page of [host, guest, wall])
		await expect(page.getByText('Skriv åleine fyrst', { exact: true })).toHaveCount(0, { timeout: 30_000 });
	for (const page of [host, guest])
		await expect
			.poll(async () => (await notesOn(page)).sort(), { timeout: 30_000 })
			.toEqual(['Same skjema overalt', 'Skrive utan nett', 'Éin stad å ringje']);
	await expect(wall.getByText('Éin stad å ringje')).toBeVisible();
	await expect(field(guest)).toHaveValue('Midt i eit o');
	await expect(field(guest)).toBeFocused();
	await guest.keyboard.type('rd');
	await expect(field(guest)).toHaveValue('Midt i eit ord');
	expect(await guest.evaluate(() => 'sameVisit' in globalThis), 'the page was not loaded again').toBe(true);
	await expect(guest.locator('[data-announcer]')).toHaveText(/ligg på bordet/, { timeout: 15_000 });
	await looksRight(host, guest, wide, wall);

	// The table tells the facilitator, who answers.
	await guest.getByRole('button', { name: 'Be om hjelp' }).click();
	await expect(host.getByText('Prosessleiaren ser at de ber om hjelp')).toBeVisible();
	await host.getByRole('button', { name: 'Vi er klare' }).click();
	await expect(guest.getByText('Bordet har sagt at det er klart')).toBeVisible();
	await step(wide, 'say', { message: 'Eg kjem til dykk', tableId: room.tables[0]! });
	await expect(guest.getByText('Eg kjem til dykk', { exact: true })).toBeVisible();
	await guest.getByRole('button', { name: 'Lukk meldinga' }).click();
	await expect(guest.getByText('Eg kjem til dykk', { exact: true })).toHaveCount(0);
	await step(wide, 'pause');
	await expect(guest.getByText('Klokka er stoppa')).toBeVisible();
	await looksRight(host, guest);
	await step(wide, 'resume');
	await expect(guest.getByText('Klokka er stoppa')).toHaveCount(0);

	// The host, who has no account, tells those who come.
	await host.getByRole('link', { name: 'Kva som er sagt, og beskjed til neste gruppe' }).click();
	await expect(host.getByRole('heading', { name: 'Bordvert ved bord 1' })).toBeVisible();
	await expect(host.getByText('Same skjema overalt', { exact: true })).toBeVisible();
	await host.getByLabel('Kva bør neste gruppe vite?').fill('Dei fyrste vil ha éin stad å ringje');
	await host.getByRole('button', { name: 'Lagre beskjeden' }).click();
	await expect(host.getByText('Beskjeden er lagra')).toBeVisible();
	await looksRight(host);
	await step(wide, 'endRound');
	// With three tables in three rounds nobody comes back: there is somebody who sits here next and has not yet.
	const coming = room.guests.find(({ tableId, nextTableId }) => tableId !== room.tables[0] && nextTableId === room.tables[0])!;
	const beside = room.guests.filter(({ tableId }) => tableId === coming.tableId);
	const next = await phone(browser, room.tables.indexOf(coming.tableId), beside.indexOf(coming));
	await next.goto(`${served.origin}/table/${room.tables[0]}`);
	await expect(next.getByText('Dei fyrste vil ha éin stad å ringje')).toBeVisible();
	await looksRight(next);

	// And what was written alone is found again by the one who wrote it.
	await guest
		.getByRole('dialog')
		.getByRole('button', { name: /^Sjå bord/ })
		.click();
	await guest.getByText('Kvittering').first().click();
	const receipt = (await guest.getByRole('link', { name: 'Opne kvitteringa' }).getAttribute('href'))!;
	await step(wide, 'close');
	await guest.goto(receipt);
	await expect(guest.getByRole('heading', { name: 'Éin stad å ringje' })).toBeVisible();
	await expect(guest.getByRole('heading', { name: 'Skrive utan nett' })).toBeVisible();
	await expect(guest.getByText('Nettlesaren din har kontrollert det.').first()).toBeVisible();
	await expect(guest.getByText('Same skjema overalt')).toHaveCount(0);
});
