import { secondPress } from '#lib/secondPress.ts';
import { expect, type Locator } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { looksRight } from '../support/looks.ts';
import { field, notesOn, outline, phones, saved, noteCards, write } from '../support/phones.ts';
import { hear, pressTwice } from './everyPage/ownAction.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

/* One table from the first letter to the last point. The tests go through one café, the second where the first left it. */
test.describe.configure({ mode: 'serial' });

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

/** Goes on with Tab until `wanted` has the focus. */
async function tabTo(wanted: Locator): Promise<void> {
	for (let tries = 0; tries < 60; tries++) {
		if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
		await wanted.page().keyboard.press('Tab');
	}
	throw new Error(`Tab never came to ${String(wanted)}`);
}
async function press(wanted: Locator, key = 'Enter'): Promise<void> {
	await tabTo(wanted);
	await wanted.page().keyboard.press(key);
}

test('the time that is left is told at five, one and no minutes (L19)', async ({ browser }) => {
	const page = await phone(browser, 1, 0);
	await expect(page.locator('.phase')).toBeVisible();
	await page.evaluate(() => {
		const now = Date.now.bind(Date);
		Object.assign(globalThis, { ahead: 0 });
		Date.now = () => now() + (globalThis as unknown as { ahead: number }).ahead;
	});
	const wide = await laptop(browser, 1);
	await wide.request.post(`${served.origin}/gatherings/${room.gatheringId}/cafe?/extend`, {
		headers: { origin: served.origin },
		form: { minutes: '4' }
	});
	const told = page.locator('[data-announcer]');
	for (const words of [/5 minutt att/, /1 minutt att/, /Tida er ute/])
		await expect
			.poll(
				async () => {
					// Heard first, moved then, and never by so much that a mark is passed unseen.
					const heard = (await told.textContent()) ?? '';
					if (!words.test(heard)) await page.evaluate(() => void ((globalThis as unknown as { ahead: number }).ahead += 45_000));
					return heard;
				},
				{ intervals: [1200], timeout: 40_000 }
			)
			.toMatch(words);
});

test('two phones and a laptop at one table, from writing alone to the points: one without a net for a while, one by keyboard, axe content in every phase', async ({
	browser
}) => {
	test.setTimeout(600_000);
	const [host, guest, wide] = await Promise.all([
		phone(browser, 0, 0),
		// A small phone with a keyboard: nothing is pressed on it but keys.
		phone(browser, 0, 1, { width: 320, height: 640 }),
		laptop(browser, 0)
	]);
	const wall = await laptop(browser, 0, { width: 1920, height: 1080, query: '?view=projector' });

	await test.step('everybody writes alone (L20)', async () => {
		await expect(guest.getByText('Skriv åleine fyrst', { exact: true })).toBeVisible();
		await tabTo(field(guest));
		await guest.keyboard.type('Éin stad å ringje 🏠\n');
		await guest.keyboard.type('Same skjema øveralt\n');
		await write(host, 'Sei frå før nokon mistar bustaden');
		for (const page of [host, guest]) await expect(saved(page)).toHaveText('Lagra');
		await expect(noteCards(host)).toHaveCount(1);
		for (const page of [wide, wall]) await expect(page.getByText(/Éin stad|Sei frå/)).toHaveCount(0);
		await press(guest.getByRole('button', { name: 'Eg er ferdig' }));
		await expect(host.getByText('2 skriv · 1 er ferdig')).toBeVisible();
		await looksRight(host, guest, wide, wall);
	});

	await test.step('what was written alone lies on the table', async () => {
		await step(wide, 'reveal');
		for (const page of [host, guest, wide]) await expect(noteCards(page)).toHaveCount(3, { timeout: 20_000 });
		await expect(wall.getByText('Éin stad å ringje')).toBeVisible();
		await expect(wall.getByText(/Deltakar/)).toHaveCount(0);
		await expect(wall.locator('button, textarea, input')).toHaveCount(0);
		await looksRight(host, guest, wide, wall);
	});

	await test.step('they talk and gather, one of them without a net (L16)', async () => {
		await host.context().setOffline(true);
		await expect(host.getByText('Ikkje kontakt med serveren')).toBeVisible({ timeout: 3000 });
		await write(host, 'Utan nett');
		await looksRight(host);

		await press(guest.getByRole('button', { name: 'Flytt eller slett: Éin stad å ringje 🏠' }));
		await tabTo(guest.getByRole('button', { name: 'Ny klynge' }));
		// On the way to the name the focus is in no other note: a hand that writes on would write there.
		const fields = await guest.evaluateHandle(() => {
			const seen: string[] = [];
			document.addEventListener('focusin', ({ target }) => target instanceof HTMLTextAreaElement && seen.push(target.id || target.value));
			return seen;
		});
		await guest.keyboard.press('Enter');
		await expect(guest.getByRole('textbox', { name: 'Namn på klynga' })).toBeFocused();
		await guest.keyboard.type('Kven ein ringjer\n');
		expect((await fields.jsonValue()).filter((field) => !field.startsWith('name-'))).toEqual([]);
		await expect(guest.getByRole('button', { name: 'Endre namn: Kven ein ringjer' })).toBeFocused();
		await press(guest.getByRole('button', { name: 'Flytt eller slett: Same skjema øveralt' }));
		await press(guest.getByRole('button', { name: 'Kven ein ringjer', exact: true }));
		await write(wide, 'Frå den berbare');
		await expect.poll(() => outline(wide)).toContainEqual(['Kven ein ringjer', 'Éin stad å ringje 🏠', 'Same skjema øveralt']);
		await looksRight(guest, wide);

		await write(host, 'Utan nett, sist');
		await expect(saved(host)).toHaveText('Ikkje lagra – 2 endringar ventar');
		await host.context().setOffline(false);
		await expect(saved(host)).toHaveText('Lagra', { timeout: 15_000 });
		for (const page of [host, guest, wide])
			await expect
				.poll(() => outline(page))
				.toEqual([
					['Kven ein ringjer', 'Éin stad å ringje 🏠', 'Same skjema øveralt'],
					['Lappar utan klynge', 'Sei frå før nokon mistar bustaden', expect.any(String), expect.any(String), expect.any(String)]
				]);
		expect((await notesOn(guest)).sort()).toEqual((await notesOn(host)).sort());
	});

	await test.step('they change tables, and the phone leads', async () => {
		// By keyboard on the facilitator's own page: it is said, and a second Enter does not begin the next round.
		await hear(wide);
		await wide.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe`);
		await expect(wide.locator('a.tile').first()).toHaveAccessibleName(/^Bord 1 Kva gjer du(?!.*Bord 1)/);
		// With much of the round left it asks; then the step waits, and "No" takes it.
		await press(wide.locator('summary', { hasText: 'Avslutt runden' }));
		await tabTo(wide.getByRole('button', { name: 'Avslutt runden', exact: true }));
		expect(await pressTwice(wide, false)).toMatchObject({ faults: [], isDone: true });
		await expect(wide.locator('[data-announcer]')).toHaveText(/Bordbyte om \d+ sekund/);
		await wide.waitForTimeout(secondPress);
		await tabTo(wide.getByRole('button', { name: 'No', exact: true }));
		expect(await pressTwice(wide, false)).toMatchObject({ faults: [], isDone: true });
		await expect(wide.locator('[data-announcer]')).toHaveText(/Bordbyte – til runde 2/);
		await expect(wide.getByRole('button', { name: 'Start runde 2' })).toBeFocused();
		await expect(host.getByText('Du er bordvert og blir sitjande')).toBeVisible({ timeout: 15_000 });
		const change = guest.getByRole('dialog').getByRole('link', { name: /Eg er ved bord [23]/ });
		await expect(change).toBeVisible({ timeout: 15_000 });
		await looksRight(host, guest);
		await press(change);
		await expect(field(guest)).toBeFocused();
		await expect(guest.locator('article p.kicker').first()).toHaveText(/Bord [23] /);
		await expect(noteCards(guest)).toHaveCount(0);
		// What came while a phone was away comes in one: the new round and a message are both told.
		await host.context().setOffline(true);
		await expect(host.getByText('Ikkje kontakt med serveren')).toBeVisible({ timeout: 3000 });
		await step(wide, 'startRound', { alone: '0' });
		const said = await wide.request.post(`${served.origin}/gatherings/${room.gatheringId}/cafe?/say`, {
			headers: { origin: served.origin, 'x-sveltekit-action': 'true', accept: 'application/json' },
			form: { message: 'Hugs kaffien' }
		});
		expect(await said.json()).toMatchObject({ type: 'success' });
		await host.context().setOffline(false);
		await expect(host.locator('[data-announcer]')).toHaveText(/Runde 2[^]*Hugs kaffien/, { timeout: 25_000 });
		await expect(guest.locator('.phase')).toHaveText('Runde 2 av 3');
		await tabTo(field(guest));
		await guest.keyboard.type('På det nye bordet\nTo\nTre\nFire\n');
		await expect(noteCards(guest)).toHaveCount(4);
	});

	await test.step('they vote: three dots each, none by a phone without a net, and nobody sees the others’ (L22)', async () => {
		await step(wide, 'vote');
		await expect(guest.getByText('3 prikkar att av 3')).toBeVisible({ timeout: 15_000 });
		const dots = guest.locator('.dot');
		for (const at of [0, 1, 2]) {
			await press(dots.nth(at));
			await expect(dots.nth(at)).toHaveAttribute('aria-pressed', 'true');
			await expect(dots.nth(at)).toBeFocused();
			await expect(guest.locator('[data-announcer]')).toHaveText(new RegExp(`${2 - at} prikka?r? att av 3`));
		}
		await expect(guest.getByText('0 prikkar att av 3')).toBeVisible();
		await press(dots.nth(3));
		await expect(dots.nth(3)).toHaveAttribute('aria-pressed', 'false');
		await expect(guest.locator('[data-announcer]')).toHaveText(/brukt opp prikkane/);
		await dots.nth(0).focus();
		await guest.keyboard.press('Enter');
		await expect(guest.getByText('1 prikk att av 3')).toBeVisible();
		await expect(guest.locator('.tally')).toHaveCount(0);

		await expect(host.getByText('3 prikkar att av 3')).toBeVisible();
		await host.context().setOffline(true);
		const dot = host.locator('.dot').first();
		await dot.click();
		await expect(host.locator('[data-announcer]')).toHaveText(/Vi veit ikkje om prikken kom fram/);
		await expect(noteCards(host).getByText('Vi veit ikkje om prikken kom fram')).toBeVisible();
		await expect(dot).toHaveAttribute('aria-pressed', 'false');
		await expect(host.getByText('3 prikkar att av 3')).toBeVisible();
		await host.context().setOffline(false);
		await dot.click();
		await expect(host.getByText('2 prikkar att av 3')).toBeVisible();
		await looksRight(host, guest);
	});

	await test.step('the host picks three points, and tables that nobody wrote at are not waited for', async () => {
		await step(wide, 'close');
		await expect(guest.getByText('Bordet kan berre lesast')).toBeVisible();
		await expect(guest.locator('textarea')).toHaveCount(0);
		await expect(noteCards(guest).filter({ hasText: 'To' })).toContainText('1 prikk');
		await expect(noteCards(guest).filter({ hasText: 'På det nye bordet' })).toContainText('0 prikkar');
		await expect(guest.getByRole('link', { name: 'Vel punkt' })).toHaveCount(0);
		await looksRight(host, guest);
		// The frozen board is there for those who come back, also without JavaScript.
		expect(await (await guest.request.get(guest.url())).text()).toContain('På det nye bordet');
		await wide.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe`);
		await expect(wide.getByText('0/2', { exact: true })).toBeVisible();
		await expect(wide.getByRole('heading', { name: 'Ventar på 2 bord' })).toBeVisible();

		await hear(host);
		await host.reload();
		await press(host.getByRole('link', { name: 'Vel punkt' }));
		await expect(host.getByRole('heading', { name: 'Vel tre til fem punkt' })).toBeVisible();
		for (const at of [0, 1, 2]) await press(host.getByRole('checkbox', { name: /^Ta med/ }).nth(at), 'Space');
		const words = host.getByLabel('Punktet i éi setning 1');
		await tabTo(words);
		await host.keyboard.press('ControlOrMeta+a');
		await host.keyboard.type('Punkt: det viktigaste');
		await looksRight(host);
		await tabTo(host.getByRole('button', { name: 'Vis for bordet (3)' }));
		expect(await pressTwice(host, false)).toMatchObject({ faults: [], isDone: true });
		await expect(host.getByText('Punkt: det viktigaste').first()).toBeVisible();
		await looksRight(host);
		await press(host.locator('summary', { hasText: 'Lever punkta' }));
		await tabTo(host.getByRole('button', { name: 'Lever punkta' }).last());
		expect(await pressTwice(host, false)).toMatchObject({ faults: [], isDone: true });
		await expect(host.locator('[data-announcer]')).toHaveText(/Punkta er leverte/);
		await expect(host.getByText('Punkta er leverte')).toBeVisible();
		await expect(wide.getByText('1/2', { exact: true })).toBeVisible({ timeout: 15_000 });
		await looksRight(host, wide);
	});
});
