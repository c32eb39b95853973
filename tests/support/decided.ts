import { expect, test, type Page } from '@playwright/test';
import { confirm, device, linkIn, release, unfold, type Journey } from './journey.ts';
import { looksRight } from './looks.ts';
import { takeStep } from './steps.ts';

export type AfterTheCafe = { leader: Page; host: Page; facilitator: Page; gathering: string; table: string; receipt: string };

/** The second half of the main job: what the tables said is harvested, summed up, decided on, adopted, and found again by its writer. */
export async function fromHarvestToReceipt(
	journey: Journey,
	{ leader, host, facilitator, gathering, table, receipt }: AfterTheCafe
): Promise<void> {
	const { browser, samling, post } = journey;
	const press = (name: string | RegExp, role: 'button' | 'link' = 'button') => leader.getByRole(role, { name }).first().click();

	await test.step('6. closing freezes the boards; the host harvests three points', async () => {
		await takeStep(facilitator, 'Lås tavlene');
		await expect(facilitator.getByText(/Ventar på/).first()).toBeVisible();
		await host.goto(`${table}/harvest`);
		await host.getByText('Fleire punkt frå lappane').click();
		for (const [note, point] of [
			['Éin stad å ringje', 'Eitt telefonnummer for bustadspørsmål'],
			['Same kartleggingsskjema', 'Same kartlegging i alle einingar'],
			['Vi veit kven som er i ferd', 'Sei frå før nokon mistar leigeavtalen']
		] as const) {
			await host
				.locator('.pick')
				.last()
				.getByRole('checkbox', { name: new RegExp(note) })
				.first()
				.check();
			await host.getByLabel('Punktet, i éi setning').last().fill(point);
			await host.getByRole('button', { name: 'Ta med punktet' }).click();
			await expect(host.getByText(point).first()).toBeVisible();
			// The answer has placed the focus, and moves nothing any more.
			await expect(host.getByRole('button', { name: 'Ta med punktet' })).toBeFocused();
		}
		await looksRight(host);
		await confirm(host, 'Lever punkta', 'Lever punkta');
		await expect(host.getByText('Punkta er leverte')).toBeVisible();
		await facilitator.reload();
		await facilitator.getByRole('button', { name: 'Avslutt', exact: true }).click();
		await expect(facilitator.getByRole('link', { name: 'Til haustinga' }).first()).toBeVisible();
	});

	await test.step('6. the leader merges and says what comes first and who starts', async () => {
		await leader.goto(`${gathering}/harvest`);
		await press('Ta inn 3 punkt frå borda');
		await leader.getByRole('checkbox', { name: /Eitt telefonnummer/ }).check();
		await leader.getByRole('checkbox', { name: /Same kartlegging/ }).check();
		await leader.getByLabel('Det samla punktet').fill('Éin stad å ringje, med same kartlegging');
		await press('Slå saman dei avkryssa');
		await expect(leader.getByRole('heading', { name: 'Éin stad å ringje, med same kartlegging' })).toBeVisible();
		await press('Prioriter');
		await expect(leader.getByText('Prioritert').first()).toBeVisible();
		await unfold(leader.locator('summary', { hasText: /^\s*Meir/ }).first(), leader.getByText('Ordlyd og ansvar').first());
		await leader.getByText('Ordlyd og ansvar').first().click();
		await leader.getByLabel('Ansvarleg eining').first().selectOption({ label: 'Bustadkontoret' });
		await leader.getByLabel('Rolle').first().fill('leiar');
		await press(/^Lagre$/);
		await expect(leader.getByText('Ansvar: Bustadkontoret, leiar').first()).toBeVisible();
		await looksRight(leader);
	});

	await test.step('7. the summary is drafted, published, never changes, and is mailed', async () => {
		await leader.goto(`${gathering}/summary`);
		await press('Lag utkast');
		const isSaved = (page: Page) => expect(page.locator('[data-save=saved]')).toBeVisible();
		await isSaved(leader);
		await facilitator.goto(`${gathering}/summary`);
		await isSaved(facilitator);
		await facilitator.getByRole('button', { name: 'Legg til avsnitt' }).click();
		await facilitator.getByRole('textbox', { name: 'Overskrift' }).fill('Slik når vi kvarandre');
		await expect(leader.getByRole('textbox', { name: 'Overskrift' })).toHaveValue('Slik når vi kvarandre');
		await leader.getByLabel('Til slutt').fill('Takk for i dag. Punkta går inn i rulleringa.');
		await isSaved(leader);
		await looksRight(leader);
		await confirm(leader, 'Publiser', 'Ja, publiser');
		await expect(leader.getByText(/[0-9a-f]{64}/)).toHaveCount(1);
		await expect(leader.getByLabel('Til slutt')).toHaveCount(0);
		await expect(facilitator.getByText(/[0-9a-f]{64}/)).toHaveCount(1);
		await expect(facilitator.getByRole('heading', { name: 'Slik når vi kvarandre' })).toBeVisible();
		await press('Lag e-postane');
		await press('Til utboksen', 'link');
		await release(journey, leader, /Oppsummering/, 46);
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
		const queue = leader.getByRole('navigation', { name: 'Innspelskø' });
		for (let decided = 0; ; decided++) {
			await leader.goto(`${samling.origin}/plan/inputs`);
			const waiting = queue.locator('section').first().getByRole('link');
			const left = await waiting.count();
			if (await queue.getByText('Ventar (0)').isVisible()) break;
			expect(left).toBeGreaterThan(0);
			const text = await waiting.first().innerText();
			await waiting.first().click();
			if (text.includes('Éin stad å ringje, med')) {
				await leader.getByRole('radio', { name: 'Teke til følgje', exact: false }).first().check();
				await leader.getByRole('radio', { name: 'Nytt tiltak' }).check();
				await leader.getByLabel('Høyrer under').selectOption({ index: 1 });
			} else {
				await leader.getByRole('radio', { name: 'Ikkje teke til følgje' }).check();
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
		await press('Registrer vedtaket og lås planen');
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
}
