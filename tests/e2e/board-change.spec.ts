import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { looksRight } from '../support/looks.ts';
import { field, noteCards, notesOn, phones, saved, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

/* A change of tables, as phones live it (L24). The tests go through one café, each where the one before left it. */
test.describe.configure({ mode: 'serial' });

let served: Served;
let room: Tables;
const { phone, laptop, step } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(16, 'unit');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 4, people });
	});
});
test.afterEach(() => served.net.mend());
test.afterAll(() => served.stop());

const usher = (page: Page) => page.getByRole('dialog');
const numberOf = (tableId: string) => room.tables.indexOf(tableId) + 1;
/** Where somebody who begins at table `table` goes. */
const nextOf = (table: number, who: number) => {
	const { nextTableId } = room.guests.filter(({ tableId }) => tableId === room.tables[table])[who]!;
	return { id: nextTableId, number: numberOf(nextTableId) };
};
const graceMs = 15_000;

test('the phone leads to the next table wherever one has scrolled, takes the draft along, and no note lands where its writer has left', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const [scrolled, reloaded, asleep, dead, hostThere] = await Promise.all([
		phone(browser, 0, 1),
		phone(browser, 1, 1),
		phone(browser, 2, 1),
		phone(browser, 3, 1),
		phone(browser, nextOf(0, 1).number - 1, 0)
	]);
	const plain = await (async () => {
		const guest = room.guests.filter(({ tableId }) => tableId === room.tables[0])[2]!;
		const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: 'nn-NO' });
		await context.addCookies([{ name: 'samling-table', value: guest.token, url: served.origin }]);
		const page = await context.newPage();
		await page.goto(`${served.origin}/table/${guest.tableId}/plain`);
		return { page, next: { id: guest.nextTableId, number: numberOf(guest.nextTableId) } };
	})();
	const wide = await laptop(browser, 0);

	await write(scrolled, ...Array.from({ length: 12 }, (_, at) => `Lapp ${at + 1}`));
	await expect(saved(scrolled)).toHaveText('Lagra');
	await field(scrolled).fill('Halvvegs i ein tanke');
	await field(reloaded).fill('Før omlastinga');
	for (const page of [asleep, dead]) await expect(field(page)).toBeVisible();
	const second = await scrolled.context().newPage();
	await second.goto(scrolled.url());
	await expect(field(second)).toBeVisible();
	await scrolled.evaluate(() => scrollTo(0, document.body.scrollHeight));

	// What the facilitator says is in view there too, and covers neither the field nor the last note.
	await wide.request.post(`${served.origin}/gatherings/${room.gatheringId}/cafe?/say`, {
		headers: { origin: served.origin },
		form: { message: 'Kaffien står klar i gangen, og vi byter bord om eit lite minutt. Ta med koppen.' }
	});
	const message = scrolled.getByText('Kaffien står klar i gangen', { exact: false });
	await expect(message).toBeInViewport({ ratio: 1 });
	for (const [width, height] of [
		[390, 844],
		[390, 508],
		[844, 390]
	] as const) {
		await scrolled.setViewportSize({ width, height });
		await scrolled.evaluate(() => scrollTo(0, document.body.scrollHeight));
		await expect(message).toBeInViewport();
		await expect(scrolled.locator('.bar .phase')).toBeInViewport({ ratio: 1 });
		const [bar, composer] = await Promise.all([scrolled.locator('.bar').boundingBox(), scrolled.locator('.composer').boundingBox()]);
		expect(composer!.y - (bar!.y + bar!.height), `room for notes at ${width}×${height}`).toBeGreaterThan(height / 3);
	}
	await scrolled.setViewportSize({ width: 390, height: 844 });
	await scrolled.evaluate(() => scrollTo(0, document.body.scrollHeight));

	// One phone is without a net and writes on, one sleeps, one holds a dead socket.
	await dead.context().setOffline(true);
	await write(asleep, 'Før eg sovna');
	await expect(saved(asleep)).toHaveText('Lagra');
	await asleep.context().setOffline(true);

	await step(wide, 'endRound');
	const to = nextOf(0, 1);
	await expect(usher(scrolled)).toBeVisible({ timeout: 40_000 });
	await expect(usher(scrolled).getByRole('heading', { name: `Bord ${to.number}` })).toBeFocused();
	await expect(usher(scrolled).getByText('Det du held på å skrive, kjem med.')).toBeVisible();
	await expect(usher(second)).toBeVisible();
	await expect(scrolled.locator('textarea#new-note')).toHaveCount(0);
	await looksRight(scrolled);
	await write(dead, 'Skriven utan nett etter bytet');

	// Reloaded: it leads from the first byte, and the draft is not lost.
	await expect(usher(reloaded)).toBeVisible({ timeout: 15_000 });
	await reloaded.reload();
	await expect(usher(reloaded).getByText('Det du held på å skrive, kjem med.')).toBeVisible();
	await usher(reloaded)
		.getByRole('link', { name: /Eg er ved bord/ })
		.click();
	await expect(field(reloaded)).toHaveValue('Før omlastinga');

	// One press, and the board opens on the field with what was in it. The other tab stays where it leads.
	await usher(scrolled)
		.getByRole('link', { name: `Eg er ved bord ${to.number}` })
		.click();
	await expect(scrolled).toHaveURL(new RegExp(to.id));
	await expect(field(scrolled)).toBeFocused();
	await expect(field(scrolled)).toHaveValue('Halvvegs i ein tanke');
	await field(scrolled).press('Enter');
	await expect.poll(() => notesOn(hostThere)).toContain('Halvvegs i ein tanke');

	// The old board can be looked at: the bar says where one belongs, and nothing takes writing.
	await usher(second).getByRole('button', { name: 'Sjå bord 1 ein gong til' }).click();
	await second.evaluate(() => scrollTo(0, document.body.scrollHeight));
	await expect(second.getByText(`Du sit ved bord ${to.number} no.`)).toBeInViewport({ ratio: 1 });
	await expect(second.locator('textarea#new-note')).toHaveCount(0);

	// Without JavaScript: a note that is sent where one no longer sits is not there, and comes along by one press.
	await plain.page.waitForTimeout(graceMs);
	await plain.page.getByLabel('Skriv ein lapp').fill('Utan skript');
	await plain.page.getByRole('button', { name: 'Legg på bordet' }).click();
	await expect(plain.page.getByRole('link', { name: `Opne bord ${plain.next.number}` })).toBeVisible();
	await expect(plain.page.getByLabel('Skriv ein lapp')).toHaveValue('Utan skript');
	await plain.page.getByRole('button', { name: 'Legg på bordet' }).click();
	await expect(plain.page).toHaveURL(new RegExp(`${plain.next.id}/plain`));
	await expect(plain.page.getByText('Lappen ligg på bordet')).toBeVisible();

	// The net comes back: what was written after the change is not on the old board, and is not lost.
	await dead.context().setOffline(false);
	await asleep.context().setOffline(false);
	for (const page of [dead, asleep]) await expect(usher(page)).toBeVisible({ timeout: 30_000 });
	await usher(dead)
		.getByRole('link', { name: /Eg er ved bord/ })
		.click();
	await expect(field(dead)).toBeVisible();
	await expect(dead.locator('textarea[readonly]')).toHaveValue('Skriven utan nett etter bytet');
	for (const [table, texts] of [
		[0, ['Halvvegs i ein tanke', 'Utan skript']],
		[3, ['Skriven utan nett etter bytet']]
	] as const) {
		await wide.goto(`${served.origin}/table/${room.tables[table]}`);
		await expect(noteCards(wide).first().or(wide.getByText('Ingen lappar'))).toBeVisible();
		const there = await notesOn(wide);
		for (const text of texts) expect(there).not.toContain(text);
	}
	await expect(usher(asleep)).toBeVisible();
});
