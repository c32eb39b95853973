import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { newId } from '#lib/ids.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { renewBoards } from '../../src/boards.server.ts';
import { test } from '../support/contexts.ts';
import { looksRightOnAll } from '../support/looks.ts';
import { field, noteOf, notesOn, phones, saved, noteCards, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, manyPeople, type Tables } from '../support/tables.ts';

let served: Served;
let room: Tables;
const { phone, laptop } = phones(
	() => served,
	() => room
);

test.beforeAll(async () => {
	const people = manyPeople(10, 'unit');
	served = await serve(async (db) => {
		room = await laidTables(db, { tables: 5, people });
	});
});
test.afterEach(() => served.net.mend());
test.afterAll(() => served.stop());

test('a lost connection is said within three seconds; typing goes on, and both sides end with everything (L15, L16)', async ({
	browser
}) => {
	const [a, b] = await Promise.all([phone(browser, 0, 0), phone(browser, 0, 1)]);
	await write(a, 'før brotet');
	await expect(noteCards(b)).toHaveCount(1);
	await expect(saved(a)).toHaveText('Lagra');
	served.net.cut();
	await expect(a.getByText('Ikkje kontakt med serveren')).toBeVisible({ timeout: 3000 });
	await write(a, 'skrive utan nett', 'og ein til');
	await expect(saved(a)).toHaveText('Ikkje lagra – 2 endringar ventar');
	await noteOf(b, 'før brotet').locator('textarea').click();
	await b.keyboard.press('End');
	await b.keyboard.type(', og etter');
	await expect(saved(b)).toHaveText(/Ikkje lagra/);
	served.net.mend();
	for (const page of [a, b]) {
		await expect(saved(page)).toHaveText('Lagra', { timeout: 10_000 });
		await expect(page.getByText('Ikkje kontakt med serveren')).toHaveCount(0);
		expect(await notesOn(page)).toEqual(['før brotet, og etter', 'skrive utan nett', 'og ein til']);
	}
});

test('a net that swallows everything without a word is noticed within twenty seconds and a little', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 1, 0), phone(browser, 1, 1)]);
	await write(a, 'Ein lapp');
	await expect(noteCards(b)).toHaveCount(1);
	// What others see may be told to its writer a moment later.
	await expect(saved(a)).toHaveText('Lagra');
	served.net.swallow();
	await write(a, 'Ut i lufta');
	await expect(saved(a)).toHaveText('Lagrar …');
	await expect(a.getByText('Ikkje kontakt med serveren')).toBeVisible({ timeout: 22_000 });
	await expect(saved(a)).toHaveText('Ikkje lagra – éi endring ventar');
	served.net.mend();
	await expect.poll(() => notesOn(b), { timeout: 15_000 }).toEqual(['Ein lapp', 'Ut i lufta']);
	await expect(saved(a)).toHaveText('Lagra');
});

test('a reload in the same tab keeps what is half-written and what the server has not got', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 2, 0), phone(browser, 2, 1)]);
	await write(a, 'lagra lapp');
	await expect(saved(a)).toHaveText('Lagra');
	served.net.cut();
	await expect(a.getByText('Ikkje kontakt med serveren')).toBeVisible();
	await write(a, 'ikkje lagra lapp');
	await noteOf(a, 'lagra lapp').locator('textarea').click();
	await a.keyboard.press('End');
	await a.keyboard.type(' og endra');
	await field(a).fill('halvskriven tanke');
	await a.reload();
	served.net.mend();
	await expect(field(a)).toHaveValue('halvskriven tanke', { timeout: 15_000 });
	await expect.poll(() => notesOn(b), { timeout: 15_000 }).toEqual(['lagra lapp og endra', 'ikkje lagra lapp']);
	await expect(saved(a)).toHaveText('Lagra');
	await a.reload();
	await expect.poll(() => notesOn(a)).toEqual(['lagra lapp og endra', 'ikkje lagra lapp']);
	await expect(field(a)).toHaveValue('halvskriven tanke');
});

test('kill -9 of the server loses nothing that another saw, and everybody goes on when it is back (L11)', async ({ browser }) => {
	const [a, b] = await Promise.all([phone(browser, 3, 0), phone(browser, 3, 1)]);
	for (let at = 1; at <= 12; at++) await write(a, `lapp ${at}`);
	await expect.poll(async () => (await notesOn(b)).length).toBeGreaterThan(5);
	const seen = await notesOn(b);
	await served.kill();
	await write(b, 'medan tenaren var nede');
	await expect(saved(b)).toHaveText(/Ikkje lagra/);
	await served.start();
	await expect(saved(a)).toHaveText('Lagra', { timeout: 15_000 });
	await expect(saved(b)).toHaveText('Lagra', { timeout: 15_000 });
	// Everybody closes and a stranger to all of it looks: what is there is on the disk.
	await Promise.all([a.close(), b.close()]);
	const fresh = await phone(browser, 3, 0);
	await expect(noteCards(fresh)).toHaveCount(13);
	const kept = await notesOn(fresh);
	for (const note of seen) expect(kept).toContain(note);
	expect(kept).toContain('medan tenaren var nede');
});

test('a board that was made anew while a phone was away gives back what it wrote, to copy or download (L7, L15)', async ({ browser }) => {
	const page = await phone(browser, 4, 0);
	await write(page, 'Står på tavla');
	await expect(saved(page)).toHaveText('Lagra');
	await served.kill();
	await write(page, 'Skrive medan tenaren var nede');
	await expect(saved(page)).toHaveText(/Ikkje lagra/);
	const db = openSqlite(join(served.dataDir, 'samling.db'));
	await renewBoards(db, 'all');
	await db.destroy();
	await served.start();
	const lost = page.getByRole('textbox', { name: 'Dette vart ikkje lagra på bordet' });
	await expect(lost).toHaveValue('Skrive medan tenaren var nede', { timeout: 20_000 });
	// Also after a reload, until its writer removes it.
	await page.reload();
	await expect(lost).toHaveValue('Skrive medan tenaren var nede');
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Last ned' }).click()]);
	expect(readFileSync(await download.path(), 'utf8')).toBe('Skrive medan tenaren var nede');
	await page.getByRole('button', { name: 'Fjern', exact: true }).click();
	await expect(lost).toBeHidden();
	await page.reload();
	await expect(saved(page)).toHaveText('Lagra');
	await expect(lost).toBeHidden();
	const fresh = await phone(browser, 4, 1);
	await expect.poll(() => notesOn(fresh)).toEqual(['Står på tavla']);
});

test('a board that was damaged on disk is read as far as it goes, and is written on when the facilitator says so (L26)', async ({
	browser
}) => {
	const page = await phone(browser, 2, 0);
	for (const text of ['Kan lesast', 'Blir skadd']) {
		await write(page, text);
		await expect(saved(page)).toHaveText('Lagra');
	}
	await page.close();
	await served.kill();
	const db = openSqlite(join(served.dataDir, 'samling.db'));
	const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', room.tables[2]!).executeTakeFirstOrThrow();
	const log = db.selectFrom('boardUpdate').select('seq').where('boardId', '=', boardId).orderBy('seq', 'desc');
	const { seq } = await log.executeTakeFirstOrThrow();
	const { municipalityId, facilitator: administrator } = room.world;
	const grant = { id: newId(), municipalityId, personId: administrator.id, role: 'administrator' as const };
	await db
		.insertInto('roleGrant')
		.values({ ...grant, grantedAt: '2018-01-01T00:00:00.000Z', revokedAt: null })
		.execute();
	await db
		.updateTable('boardUpdate')
		.set({ bytes: Uint8Array.of(1, 1) })
		.where('boardId', '=', boardId)
		.where('seq', '=', seq)
		.execute();
	await db.destroy();
	await served.start();
	const again = await phone(browser, 2, 0);
	await expect(again.getByText(/Noko på tavla kan ikkje lesast \(feil [0-9a-f]{8}\)/)).toBeVisible();
	await expect(noteCards(again).filter({ hasText: 'Kan lesast' })).toBeVisible();
	await expect(noteCards(again).filter({ hasText: 'Blir skadd' })).toHaveCount(0);
	await expect(field(again)).toBeHidden();
	const facilitator = await laptop(browser, 2);
	// Who administers is told where they land, and what to do about it.
	await facilitator.goto(`${served.origin}/tasks`);
	await facilitator.getByRole('link', { name: 'Noko med drifta av Samling må rettast' }).click();
	await expect(facilitator.getByText('Skadd tavle: Ei felles forståing, bord 3')).toBeVisible();
	await expect(facilitator.getByText('Opne kafédialogen og vel å halde fram med det som kan lesast.')).toBeVisible();
	await looksRightOnAll(facilitator);
	await facilitator.goto(`${served.origin}/gatherings/${room.gatheringId}/cafe?table=3`);
	await expect(facilitator.getByText('Tavla på bord 3 er skadd og kan berre lesast.')).toBeVisible();
	await facilitator.getByRole('button', { name: 'Skriv vidare på det som kan lesast' }).click();
	await write(again, 'Skriven etterpå');
	await expect(saved(again)).toHaveText('Lagra');
	await expect.poll(() => notesOn(again)).toEqual(expect.arrayContaining(['Kan lesast', 'Skriven etterpå']));
	await expect(facilitator.getByText('Tavla på bord 3 er skadd og kan berre lesast.')).toBeHidden();
});

test('a phone whose clock is an hour wrong shows the time that is left, with a socket and without (L19)', async ({ browser }) => {
	const seconds = async (page: Page) => {
		const digits = await page.locator('[role=timer]').innerText();
		const [minutes, rest] = /(\d+):(\d\d)/.exec(digits)!.slice(1).map(Number);
		return minutes! * 60 + rest!;
	};
	const right = await phone(browser, 1, 0);
	for (const ahead of [3_600_000, -3_600_000]) {
		const wrong = await phone(browser, 1, 1, { ahead });
		await expect(saved(wrong)).toHaveText('Lagra');
		expect(Math.abs((await seconds(wrong)) - (await seconds(right)))).toBeLessThan(3);
		await wrong.close();
	}
	served.net.strip();
	const blocked = await phone(browser, 1, 1, { ahead: 3_600_000 });
	await expect(blocked.getByText('Nettet her blokkerer direkte oppdatering')).toBeVisible({ timeout: 15_000 });
	expect(Math.abs((await seconds(blocked)) - (await seconds(right)))).toBeLessThan(3);
});
