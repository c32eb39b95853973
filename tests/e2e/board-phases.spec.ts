import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { notesOn, phones, slips, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = Array.from({ length: 9 }, (_, at) => ({ name: `Deltakar ${String.fromCharCode(65 + at)}`, shownAs: 'name' as const }));
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 3, people });
	});
});
test.afterAll(() => served.stop());

/** The facilitator presses a button on their own page. */
async function step(facilitator: Page, action: 'endRound' | 'startRound' | 'vote' | 'close' | 'end') {
	const answer = await facilitator.request.post(`${served.origin}/gatherings/${room.gatheringId}/cafe?/${action}`, {
		headers: { origin: served.origin, 'x-sveltekit-action': 'true', accept: 'application/json' },
		form: {}
	});
	expect(await answer.json()).toMatchObject({ type: 'success' });
}

async function findsNothing(...pages: Page[]) {
	for (const page of pages) {
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(over, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
	}
}

test('through the phases, on a phone, a small one, a laptop and the wall: each says what to do, and axe finds nothing', async ({
	browser
}) => {
	test.setTimeout(480_000);
	const [host, guest, wide] = await Promise.all([
		phone(browser, 0, 0),
		phone(browser, 0, 1, { width: 320, height: 640 }),
		laptop(browser, 0)
	]);
	await expect(guest.getByText('Bordet er tomt enno')).toBeVisible();
	await findsNothing(host, guest, wide);

	await write(guest, 'Éin stad å ringje', 'Same skjema overalt');
	await expect(slips(wide)).toHaveCount(2);
	await wide.getByRole('button', { name: /Flytt eller kast: Éin stad/ }).click();
	await findsNothing(host, guest, wide);

	const wall = await laptop(browser, 0, { width: 1920, height: 1080, query: '?view=projector' });
	await expect(wall.getByText('Éin stad å ringje')).toBeVisible();
	await expect(wall.getByText(/Deltakar/)).toHaveCount(0);
	await expect(wall.locator('button, textarea, input')).toHaveCount(0);
	await findsNothing(wall);
	// A guest's phone is no wall.
	await guest.goto(`${served.origin}/table/${room.tables[0]}?view=projector`);
	await expect(slips(guest)).toHaveCount(2);

	await step(wide, 'endRound');
	await expect(host.getByText('Du er bordvert og blir sitjande')).toBeVisible({ timeout: 15_000 });
	const change = guest.getByRole('link', { name: /Opne bord [23]/ });
	await expect(change).toBeVisible({ timeout: 15_000 });
	await write(guest, 'Enno i farten');
	await expect.poll(() => notesOn(host)).toContain('Enno i farten');
	await findsNothing(host, guest);
	await change.click();
	await expect(guest.locator('article p.kicker').first()).toHaveText(/Bord [23] /);
	await expect(slips(guest)).toHaveCount(0);

	await step(wide, 'startRound');
	await expect(guest.locator('.phase')).toHaveText('Runde 2 av 3');
	await write(guest, 'På det nye bordet', 'To', 'Tre', 'Fire');
	await expect(slips(guest)).toHaveCount(4);

	await step(wide, 'vote');
	await expect(guest.getByText('3 prikkar att av 3')).toBeVisible({ timeout: 15_000 });
	const dots = guest.locator('.dot');
	for (const at of [0, 1, 2]) {
		await dots.nth(at).click();
		await expect(dots.nth(at)).toHaveAttribute('aria-pressed', 'true');
	}
	await expect(guest.getByText('0 prikkar att av 3')).toBeVisible();
	await dots.nth(3).click({ force: true });
	await expect(dots.nth(3)).toHaveAttribute('aria-pressed', 'false');
	await expect(guest.locator('[data-announcer]')).toHaveText(/ikkje fleire prikkar/);
	await dots.nth(0).click();
	await expect(guest.getByText('1 prikk att av 3')).toBeVisible();
	// How the others have voted is nobody's business yet.
	await expect(guest.locator('.tally')).toHaveCount(0);
	await findsNothing(host, guest);

	await step(wide, 'close');
	await expect(guest.getByText('Bordet kan berre lesast')).toBeVisible();
	await expect(guest.locator('textarea')).toHaveCount(0);
	await expect(slips(guest).filter({ hasText: 'To' })).toContainText('1 prikk');
	await expect(slips(guest).filter({ hasText: 'På det nye bordet' })).toContainText('0 prikkar');
	await expect(host.getByRole('link', { name: 'Start haustinga' })).toBeVisible();
	await expect(guest.getByRole('link', { name: 'Start haustinga' })).toHaveCount(0);
	await findsNothing(host, guest);
	// The frozen board is there for those who come back, also without JavaScript.
	const html = await (await guest.request.get(guest.url())).text();
	expect(html).toContain('På det nye bordet');
});
