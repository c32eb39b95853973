import { expect } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { harvestedDemo, points, suggests } from '../support/heard.ts';
import { confirm, device, release, signedIn } from '../support/journey.ts';
import { looksRight } from '../support/looks.ts';
import { serve, type Served } from '../support/served.ts';
import { startSmtp } from '../support/smtp.ts';

let samling: Served;
let post: Awaited<ReturnType<typeof startSmtp>>;
let seeded: Awaited<ReturnType<typeof harvestedDemo>>;

test.beforeAll(async () => {
	post = await startSmtp();
	samling = await serve(async (db) => void (seeded = await harvestedDemo(db)), {
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

test('from the harvest, through a hearing with three amendments, to the mail and the receipt that tell what it became', async ({
	browser
}) => {
	test.setTimeout(300_000);
	const journey = { browser, samling, post };
	const leader = await signedIn(journey, 'leiar@stord.example');
	const go = (path: string) => leader.goto(samling.origin + path);
	const press = (name: string | RegExp) => leader.getByRole('button', { name }).first().click();
	const choose = (name: string) => leader.getByRole('radio', { name, exact: true }).check();
	const mailTo = (email: string) => post.arrived.findLast((one) => one.to.includes(email))!.mail;

	await test.step('the tables’ points become the forum’s, and the summary is mailed', async () => {
		await go(`/gatherings/${seeded.gatheringId}/harvest`);
		await press('Ta inn 3 punkt frå borda');
		await expect(leader.getByRole('heading', { name: points[0] })).toBeVisible();
		await go(`/gatherings/${seeded.gatheringId}/summary`);
		await press('Lag utkast');
		await confirm(leader, 'Publiser', 'Ja, publiser');
		await press('Lag e-postane');
		await go('/outbox');
		await release(journey, leader, /^Oppsummering/, 2);
		expect(mailTo(seeded.email).html).toContain(points[0]);
	});

	await test.step('the points are taken in, the first of them is at hand, and each is decided', async () => {
		await go('/plan/inputs');
		await press(/^Hent inn 3 punkt/);
		await expect(leader.getByText('3 punkt er henta inn i køen.')).toBeVisible();
		for (const text of points) {
			await go('/plan/inputs');
			await leader.getByRole('navigation', { name: 'Innspelskø' }).getByRole('link', { name: text }).click();
			await expect(leader.getByRole('heading', { name: text })).toBeVisible();
			if (text === points[2]) {
				await choose('Ikkje teke til følgje');
				await leader.getByLabel('Grunngjeving').fill('Det treng ikkje stå i planen.');
			} else {
				await choose('Teke til følgje');
				await choose('Nytt tiltak');
				await leader.getByLabel('Høyrer under').selectOption({ index: 1 });
			}
			await press('Lagre avgjerda');
			await expect(leader.getByText(/Avgjort/).first()).toBeVisible();
		}
	});

	await test.step('three bodies each suggest other words for a measure, by link', async () => {
		await go('/plan/hearing');
		await leader.getByLabel('Siste dag å svare').fill('2018-02-15');
		await leader.getByLabel('Einingar').fill('Nav; nav@stord.example\nHeimetenestene; heime@stord.example\nEigedom; eigedom@stord.example');
		await press('Start høyringa og lag e-postane');
		await leader.getByRole('link', { name: 'Til utboksen' }).first().click();
		await release(journey, leader, /Høyring/, 3);
		for (const [email, words] of [
			['nav@stord.example', 'Eitt telefonnummer og éi nettside for bustadspørsmål'],
			['heime@stord.example', 'Eitt telefonnummer for alt'],
			['eigedom@stord.example', 'Ingen telefon']
		] as const) {
			const phone = await suggests(browser, mailTo(email).text, { measure: points[0], why: `Vi vil ha: ${words}`, words });
			await looksRight(phone);
		}
	});

	await test.step('one is accepted, one partly, one declined', async () => {
		for (const [from, outcome, words, reason] of [
			['Eitt telefonnummer og éi nettside', 'Teke til følgje', '', 'Godt forslag.'],
			[
				'Eitt telefonnummer for alt',
				'Delvis teke til følgje',
				'Eitt telefonnummer og éi nettside for bustad og buform',
				'Vi tek med buform.'
			],
			['Ingen telefon', 'Ikkje teke til følgje', '', 'Folk må kunne ringje.']
		] as const) {
			await go('/plan/inputs');
			await leader
				.getByRole('navigation', { name: 'Innspelskø' })
				.getByRole('link', { name: new RegExp(`Vi vil ha: ${from}`) })
				.first()
				.click();
			await expect(leader.getByRole('heading', { name: new RegExp(`Vi vil ha: ${from}`) })).toBeVisible();
			await choose(outcome);
			if (outcome !== 'Ikkje teke til følgje') await leader.getByRole('radio', { name: /slik det er føreslått/ }).check();
			if (words) await leader.locator('#decide .edit').getByLabel('nynorsk', { exact: false }).first().fill(words);
			await leader.getByLabel('Grunngjeving').fill(reason);
			await press('Lagre avgjerda');
			await expect(leader.getByText(/Avgjort/).first()).toBeVisible();
		}
		await looksRight(leader);
	});

	await test.step('the plan is adopted, and whoever was there is told what became of it', async () => {
		await go('/plan/adopt');
		await leader.getByLabel('Vedtaksdato').fill('2018-01-15');
		await leader.getByLabel('Organ').fill('Stord kommunestyre');
		await leader.getByLabel(/Saksnummer/).fill('18/12');
		await leader.getByRole('checkbox', { name: 'Avslutt høyringa no' }).check();
		await press('Registrer vedtaket og lås planen');
		await expect(leader.getByText('Filene vart laga og tekne vare på då planen vart vedteken.')).toBeVisible();
		await expect(leader.getByText('Planen er vedteken')).toBeVisible();
		await expect(leader.getByText('E-postar til 3 høyringsinstansar ligg i utboksen.')).toBeVisible();
		await press('Legg e-postane i utboksen');
		await expect(leader.getByRole('link', { name: 'Til utboksen' })).toHaveCount(2);
		await leader.getByRole('link', { name: 'Til utboksen' }).last().click();
		await expect(leader.getByRole('link', { name: /Kva innspela førte til/ }).first()).toBeVisible();
		const before = post.arrived.length;
		await leader
			.getByRole('link', { name: /Kva innspela førte til/ })
			.first()
			.click();
		await leader.getByRole('button', { name: 'Send no', exact: true }).click();
		await expect.poll(() => post.arrived.length - before, { timeout: 60_000 }).toBeGreaterThan(0);
		await expect.poll(() => mailTo(seeded.email).text).toContain('Eitt telefonnummer og éi nettside for bustad og buform');
		expect(mailTo(seeded.email).text).toContain('Det treng ikkje stå i planen.');
	});

	await test.step('the receipt shows it to whoever wrote the note, without an account or a cookie', async () => {
		const phone = await device(browser, 390);
		await phone.goto(samling.origin + seeded.receipt);
		await expect(phone.getByText(points[0]).first()).toBeVisible();
		await expect(phone.getByText('Eitt telefonnummer og éi nettside for bustad og buform').first()).toBeVisible();
		await expect(phone.getByText('Det treng ikkje stå i planen.').first()).toBeVisible();
		expect(await phone.context().cookies()).toEqual([]);
		await looksRight(phone);
	});
});
