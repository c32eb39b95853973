import { writeFileSync } from 'node:fs';
import { expect, type Browser, type Page } from '@playwright/test';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { putFacts } from '#lib/cafe/setup/facts.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { secondPress } from '#lib/secondPress.ts';
import { test } from '../support/contexts.ts';
import { looksRight } from '../support/looks.ts';
import { noteCards, notesOn, phones, saved } from '../support/phones.ts';
import { paletted } from '../support/palette.ts';
import { pressStep } from '../support/steps.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, signedInAs, type Tables } from '../support/tables.ts';

/*
 * The day through every state, as it is in a hall: a guest and a host with a phone each, the wall, and the facilitator. Once in nynorsk and
 * once in bokmål, each in one café; what a page says is asked for in the words of its language.
 */
const people = Array.from({ length: 9 }, (_, at) => ({ name: `Deltakar ${String.fromCharCode(65 + at)}`, shownAs: 'none' as const }));

/** What the guest's table has beside its question, and where it and the next one stand. */
async function furnished(db: Kysely<Database>, { world, cafeId, tables }: Tables, tableId: string): Promise<void> {
	const { municipalityId } = world;
	const [indicatorId, preAnalysisId, findingId] = [newId(), newId(), newId()];
	const named = { nameNn: 'Bustadlause', nameNb: 'Bostedsløse', unit: 'persons', source: 'Nav Stord' };
	await db
		.insertInto('indicator')
		.values({ id: indicatorId, municipalityId, elementId: null, level: 'individual', qualityNote: null, baselineId: null, ...named })
		.execute();
	for (const [at, value] of [
		['2008', 23],
		['2012', 10],
		['2016', 3]
	] as const)
		await db
			.insertInto('reading')
			.values({ id: newId(), municipalityId, indicatorId, at, value, shown: String(value), publishedIn: null })
			.execute();
	await db.insertInto('preAnalysis').values({ id: preAnalysisId, municipalityId, title: 'Føranalysen', year: 2015 }).execute();
	const text = 'Ingen veit kven dei skal ringje';
	await db.insertInto('finding').values({ id: findingId, municipalityId, preAnalysisId, position: 0, text }).execute();
	const facts = new Map([[tableId, { indicatorId, findingId, earlierTableId: null }]]);
	expect(await putFacts(db, world.facilitator, cafeId, facts)).toEqual({ ok: true });
	for (const [at, id] of tables.entries())
		await db
			.updateTable('cafeTable')
			.set({ location: `ved vindauge ${at + 1}` })
			.where('id', '=', id)
			.execute();
}

/** Where a picture of the phones in each state goes, in nynorsk: `npm run screenshots`. */
const pictures = process.env.PHONE_PICTURES;

for (const locale of ['nn', 'nb'] as const)
	test.describe(locale, () => {
		let served: Served;
		let room: Tables;
		const in_ = { locale };
		const { phone, step } = phones(
			() => served,
			() => room
		);
		/** The second guest of the first table, who comes in by the code on the wall. */
		const guestOf = () => room.guests.filter(({ tableId }) => tableId === room.tables[0])[1]!;

		test.beforeAll(async () => {
			served = await serve(async (db) => {
				room = await laidTables(db, { tables: 3, people, begun: false });
				await db.updateTable('municipality').set({ locale }).where('id', '=', room.world.municipalityId).execute();
				await db.updateTable('person').set({ locale }).where('id', '=', room.world.facilitator.id).execute();
				await furnished(db, room, room.tables[0]!);
				// Their phone has not come yet.
				const { name } = guestOf();
				await db.deleteFrom('participant').where('name', '=', name).execute();
				room.facilitatorSession = await signedInAs(db, room.world.facilitator.id);
			});
		});
		test.afterAll(() => served.stop());

		async function open(browser: Browser, path: string, [width, height]: readonly [number, number], session: string | null) {
			const context = await browser.newContext({ viewport: { width, height }, locale: `${locale}-NO`, reducedMotion: 'reduce' });
			if (session) await context.addCookies([{ name: 'samling', value: session, url: served.origin }]);
			const page = await context.newPage();
			page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
			await page.goto(served.origin + path);
			await expect(page.locator('html')).toHaveAttribute('lang', locale);
			return page;
		}
		const field = (page: Page) => page.getByLabel(m.board_write({}, in_));
		const write = async (page: Page, ...notes: string[]) => {
			for (const note of notes) {
				await field(page).fill(note);
				await field(page).press('Enter');
			}
			await expect(saved(page)).toHaveText(m.board_saved({}, in_));
		};
		const press = async (page: Page, name: string) => {
			const button = page.getByRole('button', { name, exact: true });
			await button.waitFor();
			await page.waitForTimeout(secondPress + 100);
			await button.click();
		};

		const shot = async (page: Page, name: string) => {
			if (pictures && locale === 'nn') writeFileSync(`${pictures}/${name}.png`, paletted(await page.screenshot()));
		};

		test('a day, from the code on the wall to the receipt', async ({ browser }) => {
			test.setTimeout(120_000);
			const cafe = `/gatherings/${room.gatheringId}/cafe`;
			const wall = await open(browser, `${cafe}/screen`, [1920, 1080], room.facilitatorSession);
			const leader = await open(browser, cafe, [390, 844], room.facilitatorSession);
			const state = (name: string) => expect(wall.locator('.wall')).toHaveAttribute('data-state', name, { timeout: 20_000 });
			const stepTo = (action: string, form: Record<string, string> = {}) => step(leader, action, form);
			const host = await phone(browser, 0, 0, { locale: `${locale}-NO` });

			await test.step('before: the wall shows the code, and a phone comes in by it', async () => {
				await state('before');
				await expect(wall.getByRole('heading', { level: 1 })).toHaveText(m.wall_find({}, in_));
				await expect(wall.getByRole('img', { name: /QR/ })).toBeVisible();
			});
			const guest = await open(browser, `/join/${room.joinToken}`, [390, 844], null);
			const usher = guest.getByRole('dialog');
			await shot(guest, 'join');
			await test.step('check-in: who has come is told where the table stands, and what is known about its question', async () => {
				await guest.getByRole('radio', { name: guestOf().name, exact: true }).check();
				await press(guest, m.common_to_table({}, in_));
				await guest.waitForURL(/\/table\//);
				await expect(guest.getByText(m.usher_where({ number: 1, location: 'ved vindauge 1' }, in_))).toBeVisible();
				await guest.locator('summary', { hasText: m.facts_title({}, in_) }).click();
				const facts = guest.locator('.facts');
				await expect(facts).toContainText(locale === 'nn' ? 'Bustadlause' : 'Bostedsløse');
				await expect(facts).toContainText(m.facts_last({ value: m.indicator_under_five({}, in_), when: '2016' }, in_));
				await expect(facts).toContainText('Ingen veit kven dei skal ringje');
				await expect(facts.getByRole('link')).toHaveCount(0);
				// It stays when the net goes while it is open.
				await guest.context().setOffline(true);
				await expect(guest.getByText(m.board_offline_title({}, in_))).toBeVisible();
				await expect(facts).toContainText('Ingen veit kven dei skal ringje');
				await guest.context().setOffline(false);
				await looksRight(guest);
				await shot(guest, 'facts');
				await guest.locator('summary', { hasText: m.facts_title({}, in_) }).click();
				await shot(guest, 'before');
				await shot(leader, 'facilitator-before');
				await expect(wall.getByRole('img', { name: /QR/ })).toBeHidden();
			});

			await test.step('silent: each writes alone, and the wall counts', async () => {
				await stepTo('startRound', { alone: '3' });
				await state('silent');
				await expect(guest.getByText(m.phases_alone_title({}, in_), { exact: true }).first()).toBeVisible();
				await write(guest, 'Éin stad å ringje', 'Same skjema overalt');
				await write(host, 'Sei frå før nokon mistar bustaden');
				expect(await host.content()).not.toContain('Éin stad');
				await press(guest, m.phases_written_say({}, in_));
				// Also right after the page has been fetched anew: nobody is told that nobody writes.
				const writers = `${m.phases_writing({ count: 2 }, in_)} · ${m.phases_written({ count: 1 }, in_)}`;
				for (const page of [host, guest]) await expect(page.locator('.bar')).toContainText(writers);
				await looksRight(guest);
				await shot(guest, 'silent');
				await shot(leader, 'facilitator-silent');
			});

			await test.step('reveal and round: all of it lies on the table', async () => {
				await stepTo('reveal');
				await state('reveal');
				for (const page of [guest, host]) await expect(noteCards(page)).toHaveCount(3, { timeout: 20_000 });
				await write(guest, 'Skriven saman');
				await expect.poll(() => notesOn(host)).toContain('Skriven saman');
				await shot(guest, 'round');
				// What is thrown away can be taken back for a while, on one line.
				await write(guest, 'Angrar denne');
				await guest.getByRole('button', { name: m.board_tools({ note: 'Angrar denne' }, in_) }).click();
				await guest.getByRole('button', { name: m.board_bin_note({}, in_), exact: true }).click();
				await expect(guest.locator('.undoable')).toBeInViewport({ ratio: 1 });
				await looksRight(guest);
				await shot(guest, 'undo');
			});

			await test.step('change of table: the phone leads, and one press is enough', async () => {
				await leader.goto(`${served.origin}${cafe}`);
				await pressStep(leader, m.cafe_end_round({}, in_));
				await expect(guest.locator('.bar')).toContainText(/ \d+ s/);
				await looksRight(guest);
				await shot(guest, 'pending');
				await shot(leader, 'facilitator-pending');
				await stepTo('stepNow');
				await state('changeover');
				const { nextTableId } = guestOf();
				const number = room.tables.indexOf(nextTableId) + 1;
				await expect(usher.getByRole('heading', { name: m.common_table_number({ number }, in_) })).toBeVisible({ timeout: 20_000 });
				await expect(usher.getByText(`ved vindauge ${number}`)).toBeVisible();
				await looksRight(guest);
				await shot(guest, 'changeover');
				await usher.getByRole('link', { name: m.usher_here({ number }, in_) }).click();
				await guest.waitForURL(new RegExp(nextTableId));
				await expect(field(guest)).toBeFocused();
				await stepTo('startRound', { alone: '0' });
				await state('round');
			});

			await test.step('vote: dots are given, and the wall counts them', async () => {
				await stepTo('vote');
				await state('vote');
				await expect(guest.getByText(m.board_vote_left({ count: 3, of: 3 }, in_))).toBeVisible({ timeout: 15_000 });
				await host.locator('.dot').first().click();
				await expect(host.locator('.dot').first()).toHaveAttribute('aria-pressed', 'true');
				await shot(host, 'vote');
				await expect(wall.locator('.body')).toContainText(m.wall_dots_given({ count: 1, of: 27 }, in_));
			});

			await test.step('harvest: the host hands in three points, and the next step is plenary', async () => {
				await stepTo('close');
				await state('result');
				await host.getByRole('link', { name: m.board_harvest_go({}, in_) }).waitFor();
				await shot(host, 'harvest-table');
				await host.getByRole('link', { name: m.board_harvest_go({}, in_) }).click();
				const ticks = host.getByRole('checkbox', { name: new RegExp(`^${m.harvest_pick({}, in_)}`) });
				for (const at of [0, 1, 2]) await ticks.nth(at).click();
				await host.getByRole('button', { name: m.harvest_show({ count: 3 }, in_) }).click();
				await shot(host, 'harvest');
				const handIn = m.cafe_hand_in({}, in_);
				await host.locator('summary', { hasText: handIn }).click();
				await host.getByRole('button', { name: handIn }).last().click();
				await expect(host.getByText(m.cafe_handed_in_title({}, in_), { exact: false }).first()).toBeVisible();
				await leader.goto(`${served.origin}${cafe}`);
				await looksRight(leader);
				await shot(leader, 'facilitator-harvested');
				await leader.getByRole('link', { name: m.plenary_go({}, in_) }).click();
			});

			await test.step('plenary: steered from the facilitator’s phone', async () => {
				await press(leader, m.plenary_start({}, in_));
				await state('plenary');
				await expect(wall.getByRole('heading', { level: 1 })).toHaveText(m.wall_speaks({ number: 1 }, in_));
				await shot(leader, 'facilitator-plenary');
				await press(leader, m.plenary_part_first({}, in_));
				await expect(wall.getByRole('heading', { level: 1 })).toHaveText(m.wall_first({}, in_));
				await press(leader, m.plenary_next_actions({}, in_));
				await expect(wall.getByRole('heading', { level: 1 })).toHaveText(m.wall_who({}, in_));
				await press(leader, m.plenary_next_over({}, in_));
				await state('closed');
				await expect(wall.getByRole('heading', { level: 1 })).toHaveText(m.wall_closed({}, in_));
			});

			await test.step('closed: the receipt is open on the guest’s phone', async () => {
				await stepTo('end');
				const receipt = guest.locator('details.receipt');
				await expect(receipt).toHaveAttribute('open', '', { timeout: 20_000 });
				await shot(guest, 'closed');
				const link = (await guest.getByRole('link', { name: m.board_receipt_open({}, in_) }).getAttribute('href'))!;
				await guest.goto(link);
				await expect(guest.getByRole('heading', { name: 'Éin stad å ringje' })).toBeVisible();
				await expect(guest.getByText('Sei frå før')).toHaveCount(0);
				await looksRight(guest, wall);
				await shot(guest, 'receipt');
			});
		});
	});
