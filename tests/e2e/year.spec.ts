import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import ICAL from 'ical.js';
import { loadDemo } from '#db/demo.ts';
import { sighted as test } from '../support/contexts.ts';
import { moveClock, release, signedIn, unfold } from '../support/journey.ts';
import { looksRight, looksRightOnAll } from '../support/looks.ts';
import { paragraphs } from '../support/office.ts';
import { serve, type Served } from '../support/served.ts';
import { startSmtp } from '../support/smtp.ts';

test.describe.configure({ mode: 'serial' });

let samling: Served;
let post: Awaited<ReturnType<typeof startSmtp>>;
let leader: Page;
let gathering = '';

/** Stord in the autumn of 2017: the programme leader has the forum, and nobody has handed it over yet. */
test.beforeAll(async ({ browser }) => {
	post = await startSmtp();
	samling = await serve(
		async (db) => {
			await loadDemo(db);
			await db.deleteFrom('stewardship').where('validFrom', '=', '2018-01-01').execute();
			await db.updateTable('stewardship').set({ validTo: null }).where('validTo', '=', '2017-12-31').execute();
		},
		{ SAMLING_DEMO: '1', SAMLING_NOW: '2017-11-20T08:00:00Z', SMTP_URL: post.url, MAIL_FROM: 'samling@stord.example' }
	);
	leader = await signedIn({ browser, samling }, 'leiar@stord.example');
});
test.afterAll(async () => {
	await samling?.stop();
	await post?.close();
});

test('the forum is handed over from 1 January 2018, with a pack that is read and taken home, and changes hands on the day', async () => {
	const steward = leader.locator('section', { has: leader.getByRole('heading', { name: 'Kven har ansvaret' }) }).first();
	await expect(steward.locator('.who')).toContainText('programleiar i velferdsprogrammet');
	const handOver = steward.locator('summary', { hasText: 'Overfør ansvaret' });
	await unfold(steward.locator('summary', { hasText: 'Fast tid og overlevering' }), handOver);
	await handOver.click();
	await steward.getByLabel('Eining').selectOption('Bustadkontoret');
	await steward.getByLabel('Frå og med').fill('2018-01-01');
	await steward.getByLabel('Rolle (nynorsk)').fill('leiar for bustadkontoret');
	await steward.getByRole('button', { name: 'Overfør ansvaret' }).click();
	await expect(leader.getByText('Ansvaret er overført.')).toBeVisible();
	await expect(steward.locator('.who'), 'until then it is where it was').toContainText('programleiar i velferdsprogrammet');

	await leader.getByRole('link', { name: 'Overleveringspakke' }).first().click();
	await expect(leader.getByText('Gjeld frå måndag 1. januar 2018').first()).toBeVisible();
	await looksRightOnAll(leader);
	const [file] = await Promise.all([leader.waitForEvent('download'), leader.getByRole('link', { name: 'Last ned som Word' }).click()]);
	expect(file.suggestedFilename()).toMatch(/\.docx$/);
	const words = paragraphs(readFileSync(await file.path()));
	expect(words.filter(({ style }) => style?.startsWith('Heading')).length, 'real headings').toBeGreaterThan(4);
	const text = words.map((one) => one.text).join('\n');
	for (const part of ['Overlevering av Bustadsosialt forum', 'leiar for bustadkontoret, Bustadkontoret', 'Kontaktar', 'Malen']) {
		expect(text).toContain(part);
		await expect(leader.getByText(part).first(), 'the page says what the file says').toBeVisible();
	}

	for (const [day, who] of [
		['2017-12-31', 'programleiar i velferdsprogrammet'],
		['2018-01-01', 'leiar for bustadkontoret']
	] as const) {
		await moveClock(leader, day);
		await leader.goto(`${samling.origin}/cycle?year=${day.slice(0, 4)}`);
		await expect(steward.locator('.who')).toContainText(who);
	}
});

/** The entry in a calendar that is about the gathering, wherever it came from. */
function entryOf(calendar: string, uid?: string) {
	const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
	const { uid: id, sequence, startDate } = events.find((event) => uid === undefined || event.uid === uid)!;
	return { uid: id, sequence, start: startDate.toString() };
}

test('the date is moved, and everybody’s calendar entry moves: the one in the mail and the one in the calendar that is followed', async () => {
	await leader.goto(`${samling.origin}/gatherings/new`);
	await leader.getByLabel('Ein annan dag').check();
	await leader.locator('[name=ownDate]').fill('2018-03-14');
	await leader.getByRole('button', { name: 'Opprett samling' }).click();
	await leader.waitForURL(/\/gatherings\/(?!new)/);
	gathering = leader.url().replace(/\/programme$/, '');
	await leader.goto(`${gathering}/invitations`);
	const invite = leader.getByRole('button', { name: /^Inviter \d+/ });
	const invited = Number(/\d+/.exec(await invite.innerText())![0]);
	expect(invited).toBeGreaterThan(40);
	await invite.click();
	await leader.getByRole('link', { name: 'Til utboksen' }).first().click();
	await release({ browser: leader.context().browser()!, samling, post }, leader, /Invitasjon/, invited);
	const calendarOf = (mail: (typeof post.arrived)[number]['mail']) =>
		mail.attachments.find((one) => one.contentType === 'text/calendar')!.content.toString('utf8');
	const somebody = post.arrived[0]!.to[0]!;
	const first = entryOf(calendarOf(post.arrived[0]!.mail));
	expect(first).toMatchObject({ sequence: 0, start: '2018-03-14T09:00:00' });

	await leader.goto(`${samling.origin}/calendar`);
	await leader.getByRole('button', { name: 'Lag lenkje til kalenderen for Stord kommune' }).click();
	const feed = await leader.getByLabel('Kopier lenkja').inputValue();
	const followed = async () => entryOf(await (await leader.request.get(feed)).text(), first.uid);
	expect(await followed()).toEqual(first);

	await leader.goto(gathering);
	await leader.locator('summary', { hasText: 'Endre dag, tid, stad eller tema' }).click();
	await leader.locator('form[action="?/details"] [name=date]').fill('2018-03-21');
	await leader.locator('form[action="?/details"]').getByRole('button', { name: 'Lagre' }).click();
	await expect(leader.getByText('onsdag 21. mars 2018').first()).toBeVisible();
	await leader.getByRole('button', { name: 'Send melding om endringa' }).click();
	await leader.goto(`${samling.origin}/outbox`);
	await release({ browser: leader.context().browser()!, samling, post }, leader, /Endr/, invited);
	const change = post.arrived.slice(invited).find(({ to }) => to.includes(somebody))!;
	expect(change.mail.subject).toContain('onsdag 21. mars 2018');
	const second = { uid: first.uid, sequence: 1, start: '2018-03-21T09:00:00' };
	expect(entryOf(calendarOf(change.mail))).toEqual(second);
	expect(await followed()).toEqual(second);
});

test('the net goes away at the door for some minutes: every press arrives when it is back, none twice', async ({ browser }) => {
	await moveClock(leader, '2018-03-21');
	const door = await signedIn({ browser, samling }, 'fasilitator@stord.example', 390);
	await door.clock.install();
	await door.goto(`${gathering}/attendance`);
	const waiting = door.getByRole('main').locator('button[aria-pressed=false]');
	const count = door.locator('.big strong.digits');
	const all = await waiting.count();
	const names: string[] = [];
	const press = async () => {
		names.push(await waiting.first().locator('.name').innerText());
		await waiting.first().click();
	};
	const walkIn = async (name: string) => {
		await door.getByRole('textbox', { name: 'Namn', exact: true }).fill(name);
		await door.getByRole('button', { name: 'Sjekk inn', exact: true }).click();
	};
	await press();
	await expect(count).toHaveText('1');

	await door.context().setOffline(true);
	for (let one = 0; one < 4; one++) await press();
	await walkIn('Innom Innomsen');
	await walkIn('Attåt Attåtsen');
	await door.getByRole('button', { name: `Angre ${names.pop()}` }).click();
	await door.clock.runFor('09:00');
	await expect(count).toHaveText('6');
	await expect(waiting).toHaveCount(all - 4);
	await expect(door.getByText('Du er utan nett.', { exact: false })).toBeVisible();
	for (const name of [...names.slice(1), 'Innom Innomsen', 'Attåt Attåtsen'])
		await expect(door.locator('.notice').filter({ hasText: 'Du er utan nett' })).toContainText(name);
	await looksRight(door);
	const there = async () => {
		await leader.goto(`${gathering}/attendance`);
		return leader.locator('.big strong.digits').innerText();
	};
	expect(await there(), 'nothing has arrived').toBe('1');

	await door.context().setOffline(false);
	await door.clock.runFor('00:10');
	await expect(door.getByText('Du er utan nett.', { exact: false })).toBeHidden();
	await expect(count).toHaveText('6');
	expect(await there()).toBe('6');
	for (const name of [...names, 'Innom Innomsen', 'Attåt Attåtsen'])
		await expect(leader.locator('main li.here .name').getByText(name, { exact: true })).toHaveCount(1);

	// What waits is kept when the page is closed, and somebody at another door has checked in one of them meanwhile.
	await door.context().setOffline(true);
	await press();
	await walkIn('Seint Seintsen');
	await leader
		.locator('li', { hasText: names.at(-1)! })
		.locator('button[aria-pressed=false]')
		.click();
	await expect(leader.locator('.big strong.digits')).toHaveText('7');
	await door.context().setOffline(false);
	await door.reload();
	await expect(count).toHaveText('8');
	expect(await there()).toBe('8');
});
