import { expect, test, type Browser, type Page } from '@playwright/test';
import { loadDemo } from '#db/demo.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { looksRight } from '../support/looks.ts';
import { noteOf, saved, slips, write } from '../support/phones.ts';
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

async function device(browser: Browser, width = 1440): Promise<Page> {
	const page = await (await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })).newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	return page;
}

async function signedIn(browser: Browser, email: string, width?: number): Promise<Page> {
	const page = await device(browser, width);
	await page.goto(`${samling.origin}/sign-in`);
	await page.getByLabel('E-post').fill(email);
	await page.getByLabel('Passord').fill('samling-demo');
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await page.waitForURL(/\/cycle/);
	return page;
}

async function moveClock(page: Page, date: string): Promise<void> {
	await page.getByText('Flytt klokka').first().click();
	await page.getByLabel('Ny dato i demoen').fill(date);
	await page.getByRole('button', { name: 'Still klokka' }).click();
	await page.waitForLoadState('networkidle');
}

/** Who sits where, read beside the server: the test needs people who meet at one table. */
async function sittingAt(table: number, round: number): Promise<string[]> {
	const db = openSqlite(`${samling.dataDir}/samling.db`);
	try {
		const rows = await db
			.selectFrom('seat')
			.innerJoin('attendance', 'attendance.id', 'seat.attendanceId')
			.innerJoin('cafeTable', 'cafeTable.id', 'seat.cafeTableId')
			.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
			.select('attendance.name')
			.where('cafe.phase', '!=', 'closed')
			.where('cafeTable.number', '=', table)
			.where('seat.round', '=', round)
			.orderBy('attendance.name')
			.execute();
		return rows.map((row) => row.name);
	} finally {
		await db.destroy();
	}
}

/** Lets the one mail batch that waits go, and waits until the mail server has `count` mails more. */
async function release(page: Page, title: RegExp, count: number): Promise<void> {
	const before = post.arrived.length;
	await page.getByRole('link', { name: title }).first().click();
	await page.getByRole('button', { name: new RegExp(`^Send ${count} `) }).click();
	await expect.poll(() => post.arrived.length - before, { timeout: 60_000 }).toBe(count);
}

/** A step that asks first. */
async function confirm(page: Page, label: string, yes: string): Promise<void> {
	await page.locator('summary', { hasText: label }).click();
	await page.getByRole('button', { name: yes, exact: true }).click();
}

const linkIn = (text: string | undefined, path: string) => new RegExp(`\\S*/${path}/\\S+`).exec(text ?? '')![0];

test('the main job: from the wheel to what became of a note', async ({ browser }) => {
	test.setTimeout(900_000);
	const leader = await signedIn(browser, 'leiar@stord.example');
	let interactions = 0;
	const press = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
		interactions++;
		await leader.getByRole(role, { name }).first().click();
	};
	let gathering = '';

	await test.step('1. the wheel says that measure 3.1 has no gathering, and the last date for inviting in time', async () => {
		await expect(leader.getByText(/ingen samling er planlagd i 2018/)).toBeVisible();
		await expect(leader.getByText(/Siste dato for å invitere i tide: torsdag 8. november 2018/)).toBeVisible();
		await expect(leader.locator('svg[role=group]').first()).toBeVisible();
		await expect(leader.getByText(/Halvårsrapport til Husbanken/).first()).toBeVisible();
		await looksRight(leader);
	});

	const staff = await signedIn(browser, 'tilsett@stord.example', 390);
	await test.step('3. staff propose, support and offer; the planner answers', async () => {
		await staff.goto(`${samling.origin}/topics`);
		await staff.getByLabel('Kva bør vi ta opp?').fill('Kven har nøkkelen når nokon flyttar inn?');
		await staff.getByRole('button', { name: 'Føreslå', exact: true }).click();
		await expect(staff.getByText(/Takk! Temaet ligg i innboksen/)).toBeVisible();
		await staff.getByRole('button', { name: 'Støtt «Nabodialog – kven tek samtalen?»' }).click();
		await expect(staff.getByRole('button', { name: 'Trekk støtta til «Nabodialog – kven tek samtalen?»' })).toBeVisible();
		await looksRight(staff);
	});

	await test.step('2. five questions plan a forum', async () => {
		await press('Planlegg ei samling', 'link');
		await leader.getByLabel('Kven har nøkkelen når nokon flyttar inn?').check();
		await leader.getByLabel('Parker Husbank').check();
		await leader.getByLabel(/Den offentlege innsatsen skal vere/).check();
		await leader.getByLabel(/^Stad/).fill('Kulturhuset');
		interactions += 4;
		await looksRight(leader);
		await press('Lag samlinga');
		await leader.waitForURL(/\/gatherings\/(?!new)/);
		gathering = leader.url();
		await expect(leader.getByText(/onsdag 14. mars 2018/).first()).toBeVisible();
		await expect(leader.getByText('Kafédialog').first()).toBeVisible();
		await expect(leader.getByText('Finn eit lokale – helst eit eige')).toBeVisible();
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
		await expect(leader.getByText(/46 e-postar ventar i utboksen/).first()).toBeVisible();
		await press('Til utboksen', 'link');
		expect(interactions, 'from the wheel to invitations in the outbox').toBeLessThanOrEqual(25);
		console.log(`Interactions from the wheel to invitations in the outbox: ${interactions}`);
		expect(post.arrived).toHaveLength(0);
		await looksRight(leader);
		await release(leader, /Invitasjon/, 46);
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
		await expect(staff.getByText(/Planlagd/).first()).toBeVisible();
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

	const facilitator = await signedIn(browser, 'fasilitator@stord.example');
	const say = (name: string) => facilitator.getByRole('button', { name }).first().click();
	await test.step('5. eight tables are hosted and seated across units', async () => {
		await facilitator.goto(`${gathering}/cafe/setup`);
		const hosts = facilitator.getByLabel('Bordvert').first();
		await hosts.selectOption(await hosts.locator('option', { hasText: 'Verten Bordstad' }).getAttribute('value'));
		await facilitator.getByRole('button', { name: 'Lagre verten' }).first().click();
		await facilitator.goto(`${gathering}/cafe`);
		await say('Lag bordplassering');
		await expect(facilitator.getByRole('button', { name: 'Start runde 1' })).toBeVisible();
		await looksRight(facilitator);
		await facilitator.goto(`${gathering}/cafe/seating`);
		await expect(facilitator.getByText('Ingen kjem tilbake til eit bord.')).toBeVisible();
		await looksRight(facilitator);
		await facilitator.goto(`${gathering}/cafe`);
	});

	const code = (await facilitator.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/).first().innerText()).trim();
	const guests = (await sittingAt(1, 1)).filter((name) => !name.startsWith('Verten'));
	const join = async (name: string, shown: 'unit' | 'none'): Promise<Page> => {
		const phone = await device(browser, 390);
		await phone.goto(samling.origin);
		await phone.getByLabel('Kode på skjermen').fill(code.toLowerCase());
		await phone.getByRole('button', { name: 'Til bordet' }).click();
		await phone.getByLabel('Skriv nokre bokstavar').fill(name);
		await phone.getByRole('radio', { name }).check();
		await phone.locator(`input[name=shownAs][value=${shown}]`).check();
		await looksRight(phone);
		await phone.getByRole('button', { name: 'Til bordet' }).click();
		await phone.waitForURL(/\/table\//);
		return phone;
	};
	const unitPhone = await join(guests[0]!, 'unit');
	const namelessPhone = await join(guests[1]!, 'none');
	const host = await signedIn(browser, 'vert@stord.example', 768);
	await host.goto(unitPhone.url());
	const table = unitPhone.url();

	await test.step('5. several write on one board, live, and what others saw survives the net and a kill -9', async () => {
		await say('Start runde 1');
		await write(unitPhone, 'Éin stad å ringje');
		await write(namelessPhone, 'Vi veit kven som er i ferd med å miste leigeavtalen');
		await write(host, 'Same kartleggingsskjema i alle einingar');
		for (const page of [unitPhone, namelessPhone, host]) await expect(slips(page)).toHaveCount(3);
		await expect(noteOf(host, 'Vi veit kven som er i ferd med å miste l')).toContainText('utan namn');
		await looksRight(unitPhone);

		samling.net.cut();
		await write(unitPhone, 'Skrive utan nett');
		await expect(unitPhone.getByText('Ikkje kontakt med tenaren')).toBeVisible();
		await expect(saved(unitPhone)).toContainText('Ikkje lagra');
		samling.net.mend();
		await expect(slips(host)).toHaveCount(4, { timeout: 30_000 });
		await expect(saved(unitPhone)).toHaveText('Lagra', { timeout: 30_000 });

		await samling.kill();
		await samling.start();
		await host.reload();
		await unitPhone.reload();
		for (const page of [unitPhone, host]) await expect(slips(page)).toHaveCount(4);
	});

	await test.step('5. notes are grouped without dragging', async () => {
		await noteOf(host, 'Éin stad å ringje').getByRole('button', { name: /^Flytt eller kast/ }).click();
		await host.getByRole('button', { name: 'Ny gruppe' }).click();
		await host.getByLabel('Namn på gruppa').fill('Kven ringjer du?');
		await host.keyboard.press('Enter');
		await expect(unitPhone.getByRole('heading', { name: /Kven ringjer du\?/ })).toBeVisible();
	});

	let receipt = '';
	await test.step('5. a nameless guest gets a receipt', async () => {
		await namelessPhone.bringToFront();
		await namelessPhone.getByText(/Kvittering/).first().click();
		receipt = (await namelessPhone.getByRole('link', { name: 'Opne kvitteringa' }).getAttribute('href'))!;
		expect(receipt).toContain('/receipt/');
	});

	await test.step('5. rounds go on one clock, and three dots are given', async () => {
		await facilitator.reload();
		await say('Bordbyte');
		await expect(unitPhone.getByText(/Byt bord: gå til bord/)).toBeVisible();
		await say('Start runde 2');
		await say('Bordbyte');
		await say('Start runde 3');
		await say('Start røystinga');
		for (const note of ['Éin stad å ringje', 'Skrive utan nett', 'Same kartleggingsskjema']) {
			await host.getByRole('button', { name: new RegExp(`Gi prikk.*${note}`) }).click();
		}
		await expect(host.getByRole('button', { name: /^Di prikk/ })).toHaveCount(3);
		await looksRight(host);
	});

	await test.step('6. closing freezes the boards; the host harvests three points', async () => {
		await confirm(facilitator, 'Steng borda', 'Steng borda');
		await expect(facilitator.getByText(/Ventar på/).first()).toBeVisible();
		await host.goto(`${table}/harvest`);
		for (const [note, point] of [
			['Éin stad å ringje', 'Eitt telefonnummer for bustadspørsmål'],
			['Same kartleggingsskjema', 'Same kartlegging i alle einingar'],
			['Vi veit kven som er i ferd', 'Sei frå før nokon mistar leigeavtalen']
		] as const) {
			await host.getByRole('checkbox', { name: new RegExp(note) }).first().check();
			await host.getByLabel('Punktet, i éi setning').last().fill(point);
			await host.getByRole('button', { name: 'Ta med punktet' }).click();
			await expect(host.getByText(point).first()).toBeVisible();
		}
		await looksRight(host);
		await confirm(host, 'Lever punkta', 'Lever punkta');
		await expect(host.getByText('Punkta er leverte')).toBeVisible();
		await facilitator.reload();
		await confirm(facilitator, 'Avslutt likevel', 'Avslutt');
	});

	await test.step('6. the leader merges and says what comes first and who starts', async () => {
		await leader.goto(`${gathering}/harvest`);
		await press('Ta inn 3 punkt frå borda');
		await leader.getByRole('checkbox', { name: /Eitt telefonnummer/ }).check();
		await leader.getByRole('checkbox', { name: /Same kartlegging/ }).check();
		await leader.getByLabel('Det samla punktet').fill('Éin stad å ringje, med same kartlegging');
		await press('Slå saman dei avkryssa');
		await expect(leader.getByRole('heading', { name: 'Éin stad å ringje, med same kartlegging' })).toBeVisible();
		await press('Merk som fyrst');
		await expect(leader.getByText('Dette kjem fyrst').first()).toBeVisible();
		await leader.getByText('Ordlyd og kven som startar').first().click();
		await leader.getByLabel('Eininga som startar').first().selectOption({ label: 'Bustadkontoret' });
		await leader.getByLabel('Rolle').first().fill('leiar');
		await press(/^Lagre$/);
		await expect(leader.getByText('Bustadkontoret, leiar startar').first()).toBeVisible();
		await looksRight(leader);
	});

	await test.step('7. the summary is drafted, published, never changes, and is mailed', async () => {
		await leader.goto(`${gathering}/summary`);
		await press('Lag utkast');
		await leader.getByLabel('Til slutt').fill('Takk for i dag. Punkta går inn i rulleringa.');
		await press('Lagre utkastet');
		await expect(leader.getByText('Utkastet er lagra.')).toBeVisible();
		await looksRight(leader);
		await confirm(leader, 'Publiser', 'Ja, publiser');
		await expect(leader.getByText(/[0-9a-f]{64}/)).toBeVisible();
		await expect(leader.getByLabel('Til slutt')).toHaveCount(0);
		await press(/Legg \d+ brev i utboksen/);
		await press('Til utboksen', 'link');
		await release(leader, /Oppsummering/, 46);
		const mail = post.arrived.findLast((one) => one.to.includes('person1@stord.example'))!.mail;
		expect(mail.text).toContain('Takk for i dag. Punkta går inn i rulleringa.');
		expect(mail.html).toContain('Éin stad å ringje, med same kartlegging');
		const phone = await device(browser, 390);
		await phone.goto(linkIn(mail.text, 'summary'));
		await expect(phone.getByText('Sei frå før nokon mistar leigeavtalen')).toBeVisible();
		await looksRight(phone);
	});

	await test.step('8. the points become inputs, each is decided with a reason, and the revision is adopted', async () => {
		await leader.goto(`${samling.origin}/plan/inputs`);
		await press(/^Hent inn 2 punkt/);
		await expect(leader.getByText('Éin stad å ringje, med same kartlegging').first()).toBeVisible();
		await looksRight(leader);
		const queue = leader.getByRole('navigation', { name: 'Køen av innspel' });
		for (let decided = 0; ; decided++) {
			await leader.goto(`${samling.origin}/plan/inputs`);
			const waiting = queue.locator('section').first().getByRole('link');
			const left = await waiting.count();
			if (await queue.getByText('Ventar (0)').isVisible()) break;
			expect(left).toBeGreaterThan(0);
			const text = await waiting.first().innerText();
			await waiting.first().click();
			if (text.includes('Éin stad å ringje, med')) {
				await leader.getByRole('radio', { name: 'Teke inn', exact: false }).first().check();
				await leader.getByRole('radio', { name: 'Nytt tiltak' }).check();
				await leader.getByLabel('Høyrer under').selectOption({ index: 1 });
			} else {
				await leader.getByRole('radio', { name: 'Ikkje teke inn' }).check();
				await leader.getByLabel('Grunngjeving').fill('Dette gjer vi alt i dag.');
			}
			await press('Lagre avgjerda');
			await leader.waitForLoadState('networkidle');
			expect(decided).toBeLessThan(20);
		}
		await leader.goto(`${samling.origin}/plan/adopt`);
		await leader.getByLabel('Vedtaksdato').fill('2018-03-14');
		await leader.getByLabel('Organ').fill('Stord kommunestyre');
		await leader.getByLabel(/Saksnummer/).fill('18/12');
		await looksRight(leader);
		await press('Frys som vedteken plan');
		await expect(leader.getByText('Planen er vedteken')).toBeVisible();
		await leader.goto(`${samling.origin}/plan/compare`);
		await expect(leader.getByText('Éin stad å ringje, med same kartlegging').first()).toBeVisible();
		await looksRight(leader);
	});

	await test.step('9. the red thread leads from the note to the measure, and the receipt shows it without an account', async () => {
		const phone = await device(browser, 390);
		await phone.goto(receipt);
		await expect(phone.getByText('Vi veit kven som er i ferd med å miste leigeavtalen').first()).toBeVisible();
		await expect(phone.getByText('Dette gjer vi alt i dag.').first()).toBeVisible();
		expect(await phone.context().cookies()).toEqual([]);
		await looksRight(phone);
		await leader.goto(`${samling.origin}/plan`);
		const measure = leader.getByText('Éin stad å ringje, med same kartlegging').first();
		await measure.locator('xpath=following::a[contains(., "Følg den raude tråden")][1]').click();
		await expect(leader.getByText('Éin stad å ringje', { exact: true }).first()).toBeVisible();
		await looksRight(leader);
		await leader.goto(`${samling.origin}/cycle`);
		await expect(leader.getByText(/ingen samling er planlagd i 2018/)).toHaveCount(0);
	});
});
