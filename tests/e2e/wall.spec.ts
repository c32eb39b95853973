import { secondPress } from '#lib/secondPress.ts';
import { writeFileSync } from 'node:fs';
import { expect, type Browser, type Page } from '@playwright/test';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { test } from '../support/contexts.ts';
import { looksRight } from '../support/looks.ts';
import { serve, type Served } from '../support/served.ts';
import { alike, laidWallDay, wallDay, type WallDay } from '../support/wallDay.ts';
import { paletted } from '../support/palette.ts';
import { readableFromAfar } from '../support/readable.ts';

/*
 * The wall through a whole day, steered in plenary from the facilitator's phone: what each state says, in nynorsk and in bokmål, and that
 * all of it is read from 15 m.
 */
test.setTimeout(120_000);

/** Where a picture of each state goes: `npm run screenshots`. */
const pictures = process.env.WALL_PICTURES;

let served: Served;
let laid: Awaited<ReturnType<typeof laidWallDay>>;
let db: Kysely<Database>;
let day: WallDay;

test.beforeAll(async () => {
	test.setTimeout(120_000);
	served = await serve(async (fresh) => void (laid = await laidWallDay(fresh)));
	db = openSqlite(`${served.dataDir}/samling.db`);
	day = wallDay(db, laid);
});
test.afterAll(async () => {
	await db.destroy();
	await served.stop();
});

async function open(
	browser: Browser,
	path: string,
	size: { width: number; height: number },
	session = laid.room.facilitatorSession
): Promise<Page> {
	const context = await browser.newContext({ viewport: size, locale: 'nn-NO', reducedMotion: 'reduce' });
	await context.addCookies([{ name: 'samling', value: session, url: served.origin }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	await page.goto(`${served.origin}/gatherings/${laid.room.gatheringId}/cafe/${path}`);
	return page;
}

/** Presses as somebody who has read what the button says now: a press right after the one before does nothing. */
async function pressed(page: Page, name: string | RegExp): Promise<void> {
	const button = page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
	await button.waitFor();
	await page.waitForTimeout(secondPress + 100);
	await button.click();
}

test('the wall leads the room through the whole day, in letters that are read from 15 m, and plenary is steered from a phone', async ({
	browser
}) => {
	const wall = await open(browser, 'screen', { width: 1920, height: 1080 });
	const small = await open(browser, 'screen', { width: 1280, height: 720 }, laid.leaderSession);
	const heading = (page: Page) => page.getByRole('heading', { level: 1 });
	/** Both walls are at this state, say this, and are read from afar. */
	const shows = async (state: string, nn: string | RegExp, nb: string | RegExp, name = state) => {
		for (const [page, words] of [
			[wall, nn],
			[small, nb]
		] as const) {
			await expect(page.locator('.wall')).toHaveAttribute('data-state', state);
			await expect(heading(page)).toHaveText(words);
			expect.soft(await readableFromAfar(page), `${state}: ${page.viewportSize()!.width} wide`).toEqual([]);
		}
		if (pictures) writeFileSync(`${pictures}/${name}.png`, paletted(await wall.screenshot()));
	};

	await shows('before', 'Finn bordet ditt', 'Finn bordet ditt');
	await expect(wall.getByText('1 av 3')).toBeVisible();
	const qr = (await wall.getByRole('img', { name: /QR/ }).boundingBox())!;
	expect(qr.height).toBeGreaterThanOrEqual(1080 / 2 - 1);

	await day.comeIn();
	await expect(wall.getByRole('img', { name: /QR/ })).toBeHidden();
	await shows('before', 'Finn bordet ditt', 'Finn bordet ditt', 'before-full');

	await day.startAlone();
	await day.write(38, 12);
	await expect(wall.locator('.body')).toContainText('26 skriv');
	await expect(wall.locator('.body')).toContainText('12 er ferdige');
	await shows('silent', 'Skriv åleine – runde 1 av 3', /Skriv alene/);

	await day.reveal();
	await shows('reveal', 'Lappane ligg på bordet', 'Lappene ligger på bordet');
	await db.updateTable('sheet').set({ revealedAt: '2020-01-01T00:00:00.000Z' }).execute();
	await shows('round', 'Runde 1 av 3', 'Runde 1 av 3');

	await served.kill();
	await expect(wall.getByText('Storskjermen har mista kontakten')).toBeVisible();
	await expect(small.getByText('Storskjermen har mistet kontakten')).toBeVisible();
	await expect(heading(wall)).toHaveText('Runde 1 av 3');
	await served.start();
	await expect(wall.getByText('Storskjermen har mista kontakten')).toBeHidden({ timeout: 20_000 });

	const pending = (step: 'changeover' | null) =>
		db
			.updateTable('cafe')
			.set({ pendingStep: step, pendingAt: step && new Date(Date.now() + 60_000).toISOString() })
			.execute();
	await pending('changeover');
	await expect(wall.getByText(/^Bordbyte om \d+ s$/)).toBeVisible();
	await shows('round', 'Runde 1 av 3', 'Runde 1 av 3', 'pending');
	await pending(null);
	await day.endRound();
	await day.arrive(30);
	await shows('changeover', 'Finn det nye bordet ditt', 'Finn det nye bordet ditt');

	await day.startVote();
	await day.vote(28);
	await expect(wall.locator('.body')).toContainText('84 prikkar er sette, av 138');
	await shows('vote', 'Røysting', 'Avstemning');

	await day.close();
	await shows('result', 'Dette la borda vekt på', 'Dette la bordene vekt på');
	await day.handIn(1, 8);
	await expect(wall.getByText('Ferdige bord: 8 av 8')).toBeVisible();

	const phone = await open(browser, 'plenary', { width: 390, height: 844 });
	await pressed(phone, 'Start plenum');
	await shows('plenary', 'Bord 1 fortel', 'Bord 1 forteller', 'plenary-table');
	await pressed(phone, `Neste: vis «${alike[0]}»`);
	await expect(wall.locator('.body')).toContainText(alike[0]);
	await looksRight(phone);
	await phone.keyboard.press('ArrowRight');
	await expect(wall.locator('.body')).toContainText('Møtast slik kvart år');
	await phone.waitForTimeout(secondPress + 100);
	await phone.keyboard.press('ArrowLeft');
	await expect(wall.locator('.body')).not.toContainText('Møtast slik kvart år');
	await phone.waitForTimeout(secondPress + 100);
	await phone.keyboard.press('ArrowRight');
	await expect(wall.locator('.body')).toContainText('Møtast slik kvart år');
	await shows('plenary', 'Bord 1 fortel', 'Bord 1 forteller', 'plenary-points');

	// A table out of turn, which says what the first one did: they come together, and dots with them.
	await pressed(phone, /^Bord 6 /);
	await expect(heading(wall)).toHaveText('Bord 6 fortel');
	await pressed(phone, `Neste: vis «${alike[1]}»`);
	await expect(wall.locator('.body')).toContainText(alike[1]);
	await pressed(phone, 'Før saman 2 punkt');
	await expect(wall.locator('.body')).toContainText('Det same frå fleire bord');
	await shows('plenary', 'Bord 6 fortel', 'Bord 6 forteller', 'plenary-together');
	await wall.reload();
	await expect(wall.locator('.body')).toContainText('Det same frå fleire bord');

	// As long as a point may be.
	const { pointId } = await db.selectFrom('plenary').select('pointId').executeTakeFirstOrThrow();
	const words = (text: string) => db.updateTable('forumPoint').set({ text }).where('id', '=', pointId!).execute();
	await words('Folk treng éin stad å ringje, same kva dei spør om. '.repeat(12).slice(0, 600).trim());
	await expect(wall.locator('.now.long')).toBeVisible();
	expect.soft(await readableFromAfar(wall), 'a long point').toEqual([]);
	await words(alike[0]);
	await expect(wall.locator('.now.short')).toBeVisible();

	await pressed(phone, 'Kva fyrst');
	await pressed(phone, `Prioriter: ${alike[0]}`);
	await expect(wall.locator('.first')).toContainText('Kven tek ansvaret?');
	const card = phone.getByRole('listitem').filter({ has: phone.getByRole('heading', { name: alike[0] }) });
	await card.locator('summary').click();
	await card.getByLabel('Ansvarleg eining').selectOption('Nav Stord');
	await card.getByLabel('Rolle').fill('einingsleiar');
	await card.getByRole('button', { name: 'Lagre' }).click();
	await expect(wall.locator('.first')).toContainText('Ansvar: Nav Stord, einingsleiar');
	await shows('plenary', 'Kva fyrst, og kven tek ansvaret?', 'Hva først, og hvem tar ansvaret?', 'plenary-first');
	await looksRight(phone);
	if (pictures) writeFileSync(`${pictures}/plenary-phone.png`, paletted(await phone.screenshot({ fullPage: true })));

	await pressed(phone, 'Neste: kven gjer kva');
	await shows('plenary', 'Kven gjer kva', 'Hvem gjør hva', 'plenary-actions');
	await expect(wall.locator('.body')).toContainText('Ansvar: Nav Stord, einingsleiar');
	await pressed(phone, 'Neste: avslutt plenum');
	await shows('closed', 'Takk for i dag', 'Takk for i dag');
	await looksRight(wall);
});
