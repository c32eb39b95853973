import { secondPress } from '#lib/secondPress.ts';
import { takeStep } from '../support/steps.ts';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { loadDemo } from '#db/demo.ts';
import { fromHarvestToReceipt } from '../support/decided.ts';
import { device, linkIn, moveClock, release, signedIn, signsIn, sittingAt, unfold } from '../support/journey.ts';
import { looksRight } from '../support/looks.ts';
import { noteOf, saved, noteCards, write } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { startSmtp } from '../support/smtp.ts';

let samling: Served;
let post: Awaited<ReturnType<typeof startSmtp>>;

test.beforeAll(async () => {
	post = await startSmtp();
	samling = await serve(async (db) => void (await loadDemo(db)), {
		SAMLING_DEMO: '1',
		SAMLING_NOW: '2018-01-15T08:00:00Z',
		SMTP_URL: post.url,
		MAIL_FROM: 'samling@stord.example'
	});
});
test.afterAll(async () => {
	await samling?.stop();
	await post?.close();
});

test('the main job: from the wheel to what became of a note', async ({ browser }) => {
	const journey = { browser, samling, post };
	test.setTimeout(900_000);
	const leader = await signsIn(journey, 'leiar@stord.example');
	let interactions = 0;
	const press = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
		interactions++;
		await leader.getByRole(role, { name }).first().click();
	};
	let gathering = '';

	await test.step('who signs in lands on what concerns them, with the wheel one press away', async () => {
		await expect(leader.getByRole('heading', { level: 1 })).toHaveText('Mi veke');
		await leader.getByRole('link', { name: 'Årshjul' }).first().click();
		await leader.waitForURL(/\/cycle/);
	});
	await test.step('1. the wheel says that measure 3.1 has no gathering, and the last date for inviting in time', async () => {
		await expect(leader.getByText(/ingen samling er planlagd i 2018/)).toBeVisible();
		await expect(leader.getByText(/Inviter seinast torsdag 8. november 2018/)).toBeVisible();
		await expect(leader.locator('svg[role=group]').first()).toBeVisible();
		await expect(leader.getByText(/Halvårsrapport til Husbanken/).first()).toBeVisible();
		await looksRight(leader);
	});

	const staff = await signedIn(journey, 'tilsett@stord.example', 390);
	await test.step('3. staff propose, support and offer; the planner answers', async () => {
		await staff.goto(`${samling.origin}/topics`);
		await staff.getByLabel('Kva bør vi ta opp?').fill('Kven har nøkkelen når nokon flyttar inn?');
		await staff.getByRole('button', { name: 'Føreslå', exact: true }).click();
		await expect(staff.getByText(/Takk! Temaet ligg i innboksen/)).toBeVisible();
		// One's own topic, which is in the list by now, is no double of itself.
		await expect(staff.locator('[data-announcer]')).toHaveText(
			/^Takk! Temaet ligg i innboksen, og du er den fyrste som støttar det\.(\s*I innboksen: \d+)?\s*$/
		);
		await expect(staff.locator('.like')).toHaveText('');
		await staff.getByRole('button', { name: 'Støtt «Nabodialog – kven tek samtalen?»' }).click();
		await expect(staff.getByRole('button', { name: 'Trekk støtta til «Nabodialog – kven tek samtalen?»' })).toBeVisible();
		await looksRight(staff);
	});

	await test.step('2. five questions plan a forum', async () => {
		await press('Planlegg ei samling', 'link');
		for (const [folded, label] of [
			[/tema til$/, 'Kven har nøkkelen når nokon flyttar inn?'],
			['Kven kjem utanfrå?', 'Geir Bremnes'],
			['Kva mål i planen', /Den offentlege innsatsen skal vere/]
		] as const) {
			await unfold(leader.locator('summary', { hasText: folded }), leader.getByLabel(label));
			await leader.getByLabel(label).check();
			interactions += 2;
		}
		await leader.getByLabel(/^Stad/).fill('Kulturhuset');
		interactions += 1;
		await looksRight(leader);
		await press('Opprett samling');
		await leader.waitForURL(/\/gatherings\/(?!new)/);
		gathering = leader.url();
		await expect(leader.getByText(/onsdag 14. mars 2018/).first()).toBeVisible();
		await expect(leader.getByText('Kafédialog').first()).toBeVisible();
		await unfold(leader.locator('summary', { hasText: /oppgåver til$/ }), leader.getByText('Finn eit lokale – helst eit eige').first());
		await looksRight(leader);
	});

	await test.step('4. 46 people in 9 units are invited, and nothing leaves before it is released', async () => {
		await press('Vel kven som skal inviterast', 'link');
		for (const [unit, wanted] of [
			['Bustadkontoret', false],
			['Husbanken', true]
		] as const) {
			const group = leader.locator('details', { has: leader.locator('summary', { hasText: unit }) });
			await group.locator('summary').click();
			await group.getByRole('checkbox').first().setChecked(wanted);
			interactions += 2;
		}
		await expect(leader.getByText(/46 personar i 9 einingar/).first()).toBeVisible();
		await press('Inviter 46');
		// With the letter to the one from outside who was asked in when it was planned.
		await expect(leader.getByText(/47 e-postar ventar i utboksen/).first()).toBeVisible();
		await press('Til utboksen', 'link');
		expect(interactions, 'from the wheel to invitations in the outbox').toBeLessThanOrEqual(25);
		console.log(`Interactions from the wheel to invitations in the outbox: ${interactions}`);
		expect(post.arrived).toHaveLength(0);
		await looksRight(leader);
		await release(journey, leader, /Invitasjon/, 46);
		expect(new Set(post.arrived.map((one) => one.to.join())).size).toBe(46);
	});

	await test.step('4. a personal link answers without an account; opening it changes nothing', async () => {
		const mail = post.arrived.find((one) => one.to.includes('person1@stord.example'))!.mail;
		expect(mail.attachments.some((file) => file.contentType === 'text/calendar')).toBe(true);
		const phone = await device(browser, 390);
		await phone.goto(linkIn(mail.text, 'invitation'));
		await leader.goto(`${gathering}/invitations`);
		await expect(leader.getByText('Har ikkje svart (46)')).toBeVisible();
		await looksRight(phone);
		await phone.getByRole('button', { name: 'Eg kjem', exact: true }).click();
		await expect(phone.getByText(/Du kjem/).first()).toBeVisible();
		await leader.reload();
		await expect(leader.getByText('Har ikkje svart (45)')).toBeVisible();
		await staff.reload();
		await expect(staff.getByText(/Planlagt/).first()).toBeVisible();
		await staff.goto(samling.origin);
		const own = staff.getByRole('article', { name: /Bustøttekurs/ });
		await expect(own).toContainText('onsdag 14. mars 2018');
		await looksRight(staff);
		await own.getByRole('link', { name: 'Svar på invitasjonen' }).click();
		await expect(staff.getByRole('button', { name: 'Eg kjem', exact: true })).toBeVisible();
	});

	await test.step('5. people are checked in from a list, and one walks in', async () => {
		await moveClock(leader, '2018-03-14');
		await leader.goto(`${gathering}/attendance`);
		const waiting = leader.getByRole('main').locator('button[aria-pressed="false"]');
		await expect(waiting).toHaveCount(46);
		for (let left = 46; left > 0; left--) {
			await waiting.first().click();
			await expect(waiting).toHaveCount(left - 1);
		}
		await leader.getByLabel('Namn', { exact: true }).fill('Innom Innomsen');
		await leader.getByRole('button', { name: 'Sjekk inn', exact: true }).click();
		await expect(leader.getByText('Innom Innomsen').first()).toBeVisible();
		await expect(leader.getByText(/^47/).first()).toBeVisible();
		await looksRight(leader);
	});

	const facilitator = await signedIn(journey, 'fasilitator@stord.example');
	/** As somebody who reads what the button says now: a second press at once does nothing. */
	const say = async (name: string) => {
		const button = facilitator.getByRole('button', { name }).first();
		await button.waitFor();
		await facilitator.waitForTimeout(secondPress + 100);
		const answered = facilitator.waitForResponse((response) => response.request().method() === 'POST');
		await button.click();
		await answered;
	};
	await test.step('5. eight tables are hosted and seated across units', async () => {
		await facilitator.goto(`${gathering}/cafe/setup?step=hosts`);
		const hosts = facilitator.getByLabel('Bordvert:').first();
		await hosts.selectOption(await hosts.locator('option', { hasText: 'Bente Føyno' }).getAttribute('value'));
		await expect(facilitator.getByText('47 personar · 8 bord à 5–6 · 3 rundar')).toBeVisible();
		await looksRight(facilitator);
		await say('Set opp kafédialogen');
		await expect(facilitator.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
		await looksRight(facilitator);
		await facilitator.goto(`${gathering}/cafe/seating`);
		await expect(facilitator.getByText('Ingen kjem tilbake til eit bord.')).toBeVisible();
		await looksRight(facilitator);
		await facilitator.goto(`${gathering}/cafe`);
	});

	const code = (
		await facilitator
			.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)
			.first()
			.innerText()
	).trim();
	/** They sign in, and nobody joins under their names by the code. */
	const withAccounts = ['Bente Føyno', 'Silje Litlabø', 'Geir Bremnes'];
	const guests = (await sittingAt(journey, 1, 1)).filter((name) => !withAccounts.includes(name));
	const join = async (name: string, shown: 'unit' | 'none'): Promise<Page> => {
		const phone = await device(browser, 390);
		await phone.goto(samling.origin);
		await phone.getByLabel('Kode på skjermen').fill(code.toLowerCase());
		await phone.getByRole('button', { name: 'Til bordet' }).click();
		// What is typed before the page has woken up is found, and not said.
		await expect(async () => {
			for (const typed of ['', name]) await phone.getByLabel('Skriv nokre bokstavar').fill(typed);
			await expect(phone.locator('[data-announcer]')).toHaveText(/Viser \d+ av \d+/, { timeout: 1000 });
		}).toPass();
		await phone.getByRole('radio', { name }).check();
		await phone.locator(`input[name=shownAs][value=${shown}]`).check();
		await looksRight(phone);
		await phone.getByRole('button', { name: 'Til bordet' }).click();
		await phone.waitForURL(/\/table\//);
		return phone;
	};
	const unitPhone = await join(guests[0]!, 'unit');
	const namelessPhone = await join(guests[1]!, 'none');
	const host = await signedIn(journey, 'vert@stord.example', 768);
	await host.goto(unitPhone.url());
	const table = unitPhone.url();

	await test.step('5. several write on one board, live, and what others saw survives the net and a kill -9', async () => {
		await takeStep(facilitator, 'Start runde 1');
		await write(unitPhone, 'Éin stad å ringje');
		await write(namelessPhone, 'Vi veit kven som er i ferd med å miste leigeavtalen');
		await write(host, 'Same kartleggingsskjema i alle einingar');
		for (const page of [unitPhone, namelessPhone, host]) await expect(noteCards(page)).toHaveCount(3);
		await expect(noteOf(host, 'Vi veit kven som er i ferd med å miste l')).toContainText('utan namn');
		await looksRight(unitPhone);

		samling.net.cut();
		await write(unitPhone, 'Skrive utan nett');
		await expect(unitPhone.getByText('Ikkje kontakt med serveren')).toBeVisible();
		await expect(saved(unitPhone)).toContainText('Ikkje lagra');
		samling.net.mend();
		await expect(noteCards(host)).toHaveCount(4, { timeout: 30_000 });
		await expect(saved(unitPhone)).toHaveText('Lagra', { timeout: 30_000 });

		await samling.kill();
		await samling.start();
		await host.reload();
		await unitPhone.reload();
		for (const page of [unitPhone, host]) await expect(noteCards(page)).toHaveCount(4);
	});

	await test.step('5. notes are grouped without dragging', async () => {
		await noteOf(host, 'Éin stad å ringje')
			.getByRole('button', { name: /^Flytt eller slett/ })
			.click();
		await host.getByRole('button', { name: 'Ny klynge' }).click();
		await host.getByLabel('Namn på klynga').fill('Kven ringjer du?');
		await host.keyboard.press('Enter');
		await expect(unitPhone.getByRole('heading', { name: /Kven ringjer du\?/ })).toBeVisible();
	});

	let receipt = '';
	await test.step('5. a nameless guest gets a receipt', async () => {
		await namelessPhone.bringToFront();
		await namelessPhone
			.getByText(/Kvittering/)
			.first()
			.click();
		receipt = (await namelessPhone.getByRole('link', { name: 'Opne kvitteringa' }).getAttribute('href'))!;
		expect(receipt).toContain('/receipt#');
	});

	await test.step('5. rounds go on one clock, and three dots are given', async () => {
		await facilitator.reload();
		await takeStep(facilitator, 'Avslutt runden');
		await expect(unitPhone.getByRole('dialog').getByRole('heading', { name: /^Bord \d/ })).toBeVisible();
		await takeStep(facilitator, 'Start runde 2');
		await takeStep(facilitator, 'Avslutt runden');
		await takeStep(facilitator, 'Start runde 3');
		await takeStep(facilitator, 'Start røystinga');
		for (const note of ['Éin stad å ringje', 'Skrive utan nett', 'Same kartleggingsskjema']) {
			await host.getByRole('button', { name: new RegExp(`Gi prikk.*${note}`) }).click();
		}
		await expect(host.getByRole('button', { name: /^Di prikk/ })).toHaveCount(3);
		await looksRight(host);
	});

	await fromHarvestToReceipt(journey, { leader, host, facilitator, gathering, table, receipt });
});
