import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { openSqlite } from '#lib/db/open.server.ts';
import { waits } from '#lib/plan/inputs/model.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { test } from '../support/contexts.ts';
import { alike, councilDemo, rival } from '../support/council.ts';
import { linkIn, release, signedIn } from '../support/journey.ts';
import { pdfText, unzipped } from '../support/office.ts';
import { serve, type Served } from '../support/served.ts';
import { startSmtp } from '../support/smtp.ts';

/* A plan of forty measures on its way to the council and on: what was heard, decided, adopted, followed up, reported and verified. */
const settings: Record<string, string> = { SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z', MAIL_FROM: 'samling@stord.example' };
const bodies = Array.from({ length: 12 }, (_, at) => ({ name: `Høyringsinstans ${at + 1}`, email: `instans${at + 1}@stord.example` }));
let samling: Served;
let post: Awaited<ReturnType<typeof startSmtp>>;
let seeded: Awaited<ReturnType<typeof councilDemo>>;

test.beforeAll(async () => {
	post = await startSmtp();
	settings.SMTP_URL = post.url;
	samling = await serve(async (db) => void (seeded = await councilDemo(db)), settings);
});
test.afterAll(async () => {
	await samling?.stop();
	await post?.close();
});

/** What is in the database beside the server, which would take many pages to read. */
async function read<T>(work: (db: ReturnType<typeof openSqlite>) => Promise<T>): Promise<T> {
	const db = openSqlite(`${samling.dataDir}/samling.db`);
	try {
		return await work(db);
	} finally {
		await db.destroy();
	}
}

/** A form of a page, sent without its script. */
async function send(request: APIRequestContext, url: string, fields: Record<string, string> | [string, string][]): Promise<void> {
	const body = new URLSearchParams(fields).toString();
	const headers = { origin: samling.origin, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
	const answer = await request.post(url, { headers, data: body, maxRedirects: 0 });
	expect(answer.status(), `${url} ${body}`).toBeLessThan(400);
}

/** Where each of these texts stands in `text`; -1 and up, in their order. */
const places = (text: string, texts: readonly string[]) => {
	const flat = text.replace(/-?\s+/g, '');
	let from = 0;
	return texts.map((one) => (from = flat.indexOf(one.replace(/-?\s+/g, ''), from)));
};

/** What was sent in by the hearing and is not decided. */
const waiting = () =>
	read(async (db) => {
		const { id } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
		const { open } = (await planOf(db, id))!;
		return (await inputsOf(db, id, open!.id)).filter((input) => waits(input) && input.origin === 'hearing');
	});

test('forty measures are heard by twelve bodies, decided on, adopted, followed up, and verify a year later', async ({ browser }) => {
	test.setTimeout(300_000);
	const journey = { browser, samling, post };
	const leader: Page = await signedIn(journey, 'leiar@stord.example');
	const go = (path: string) => leader.goto(samling.origin + path);
	const press = (name: string | RegExp) => leader.getByRole('button', { name }).first().click();

	await test.step('twelve bodies are written to, and send sixty remarks, thirty of them alike and three that rival', async () => {
		await go('/plan/hearing');
		await leader.getByLabel('Siste dag å svare').fill('2018-03-15');
		await leader.getByLabel('Einingar').fill(bodies.map(({ name, email }) => `${name}; ${email}`).join('\n'));
		await press('Start høyringa og lag e-postane');
		await leader.getByRole('link', { name: 'Til utboksen' }).first().click();
		await release(journey, leader, /Høyring/, 12);
		const visitor = await browser.newContext();
		for (const [at, { email }] of bodies.entries()) {
			const { pathname } = new URL(linkIn(post.arrived.findLast((one) => one.to.includes(email))!.mail.text, 'hearing'));
			const link = samling.origin + pathname;
			const none = { elementId: '', text: '', nn: '', nb: '', unitId: '', deadline: '', costKr: '' };
			const remarks = [0, 1, 2, 3, 4].map((n) => {
				if (n < 2 || (n === 2 && at < 6)) return { ...none, text: `${alike[(at + n) % 2]}.` };
				if (n === 3 && at < 3)
					return {
						...none,
						elementId: seeded.rivalId,
						text: `Skriv heller slik, seier instans ${at + 1}`,
						nn: `${rival}, framlegg ${at + 1}`
					};
				return { ...none, text: `Merknad ${n} frå instans ${at + 1}` };
			});
			for (const remark of remarks) await send(visitor.request, `${link}?/remark`, remark);
			await send(visitor.request, `${link}?/finish`, {});
		}
		await visitor.close();
		expect((await waiting()).length).toBe(60);
	});

	await test.step('all sixty are decided, each with a reason', async () => {
		const rivals = (await waiting()).filter(({ elementId }) => elementId === seeded.rivalId);
		expect(rivals).toHaveLength(3);
		for (const [at, { id }] of rivals.entries()) {
			await go(`/plan/inputs?input=${id}`);
			await leader.getByRole('radio', { name: at === 0 ? 'Teke til følgje' : 'Ikkje teke til følgje', exact: true }).check();
			if (at === 0) await leader.getByRole('radio', { name: /slik det er føreslått/ }).check();
			await leader.getByLabel('Grunngjeving').fill(at === 0 ? 'Godt framlegg.' : 'Eit anna framlegg er teke inn.');
			await press('Lagre avgjerda');
			await expect(leader.getByText(/Avgjort/).first()).toBeVisible();
		}
		await go('/plan/inputs');
		await leader.getByRole('link', { name: /30 liknar/ }).focus();
		await leader.keyboard.press('Enter');
		await expect(leader.getByRole('heading', { name: '30 liknar' })).toBeVisible();
		await leader.keyboard.press('j');
		for (let at = 0; at < 29; at++) await leader.keyboard.press('x');
		await expect(leader.getByText('29 av 30 stadfesta')).toBeVisible();
		await leader.keyboard.press('3');
		await leader.keyboard.press('Tab');
		await leader.keyboard.press('Tab');
		await leader.keyboard.type('Bustader for unge kjem i neste rullering.');
		// Nothing is decided that was not confirmed: the one that was not ticked waits still.
		await leader.keyboard.press('Tab');
		await leader.keyboard.press('Enter');
		await expect(leader.getByText('29 innspel er behandla.').first()).toBeVisible();
		const left = (await waiting()).filter(({ text }) => text.includes('kommunale bustad'));
		expect(left).toHaveLength(1);
		await go(`/plan/inputs?input=${left[0]!.id}`);
		await leader.getByRole('radio', { name: 'Utsett', exact: true }).check();
		await leader.getByLabel('Grunngjeving').fill('Bustader for unge kjem i neste rullering.');
		await press('Lagre avgjerda');
		await expect(leader.getByText(/Avgjort/).first()).toBeVisible();
		await go('/plan/inputs/many');
		await leader.getByLabel('Finn i køen').fill('Merknad');
		await expect(leader.getByText('Viser 27 av')).toBeVisible();
		await press('Vel alle som er viste');
		await leader.getByRole('radio', { name: 'Ikkje teke til følgje', exact: true }).check();
		await leader.getByLabel('Grunngjeving').fill('Dette gjer vi alt i dag.');
		await press('Lagre for dei valde');
		await expect(leader.getByText(/27 innspel/).first()).toBeVisible();
		expect(await waiting()).toEqual([]);
	});

	let version = '';
	const files = new Map<string, Buffer>();
	await test.step('the council adopts it; page, Word and PDF tell its chapters, goals and measures in one order', async () => {
		await go('/plan/adopt');
		await leader.getByLabel('Vedtaksdato').fill('2018-01-15');
		await leader.getByLabel('Organ').fill('Stord kommunestyre');
		await leader.getByLabel(/Saksnummer/).fill('18/12');
		await leader.getByRole('checkbox', { name: 'Avslutt høyringa no' }).check();
		await press('Registrer vedtaket og lås planen');
		await expect(leader.getByText('Planen er vedteken')).toBeVisible();
		version = new URL(leader.url()).pathname;
		const told = await leader.locator('.measure-row .words').allInnerTexts();
		expect(told.length).toBeGreaterThanOrEqual(40);
		expect(told.filter((text) => text.startsWith(rival))).toHaveLength(1);
		for (const name of ['plan.pdf', 'plan.docx', 'remarks.pdf'])
			files.set(name, await (await leader.context().request.get(`${samling.origin}${version}/${name}`)).body());
		const docx = unzipped(files.get('plan.docx')!).get('word/document.xml')!.toString();
		const wordText = docx.replace(/<\/w:p>/g, ' ').replace(/<[^>]+>/g, '');
		const [inWord, inPdf] = [places(wordText, told), places(await pdfText(files.get('plan.pdf')!), told)];
		expect([inWord.indexOf(-1), inPdf.indexOf(-1)]).toEqual([-1, -1]);
	});

	await test.step('a measure is stopped, a year goes, and the files are still what the council adopted', async () => {
		await send(leader.context().request, `${samling.origin}/plan?/status`, {
			elementId: seeded.rivalId,
			status: 'stopped',
			date: '2018-01-15',
			note: ''
		});
		await samling.kill();
		settings.SAMLING_NOW = '2019-03-01T09:00:00Z';
		await samling.start();
		const anybody = await (await browser.newContext({ locale: 'nn-NO' })).newPage();
		for (const [name, buffer] of files) {
			await anybody.goto(`${samling.origin}/verify`);
			await anybody.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
			await anybody
				.getByRole('button')
				.filter({ hasText: /Sjekk|Kontroller/ })
				.first()
				.click();
			await expect(anybody.getByText(/Dette er det Stord kommunestyre vedtok/)).toBeVisible();
		}
	});
});
