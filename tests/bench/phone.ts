import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { findBrowser } from '../../.ci/browser.mjs';
import { field, noteCards, phones, write } from '../support/phones.ts';
import { serve } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

/*
 * A phone of a hall, as its hand meets it: 390 × 844, a processor of a quarter, a net of 1.6 Mbit/s with 150 ms there and back.
 * `npm run bench -- phone [RUNS]`, 3 unless said otherwise; prints the median of the times and what was counted. Asserts nothing.
 */
const runs = Number(process.argv[2] ?? 3);
const net = { offline: false, latency: 75, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 };

type Counted = { taps: number; scrolled: number; requests: number; code: number; bytes: number; ms: number };

/** Makes a page as slow as a phone, and counts what it asks for. */
async function slow(page: Page): Promise<Pick<Counted, 'requests' | 'code' | 'bytes'>> {
	const counted = { requests: 0, code: 0, bytes: 0 };
	const devtools = await page.context().newCDPSession(page);
	const paths = new Map<string, string>();
	devtools.on('Network.requestWillBeSent', ({ requestId, request }) => void (paths.set(requestId, request.url), counted.requests++));
	devtools.on('Network.webSocketCreated', () => void counted.requests++);
	devtools.on('Network.requestServedFromCache', ({ requestId }) => void (paths.delete(requestId), counted.requests--));
	devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		counted.bytes += encodedDataLength;
		if (/\.js$/.test(new URL(paths.get(requestId) ?? 'x:').pathname)) counted.code += encodedDataLength;
	});
	await devtools.send('Network.enable');
	// The packing that every browser takes; over https there is a denser one.
	await devtools.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip' } });
	await devtools.send('Network.emulateNetworkConditions', net);
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	return counted;
}

/** A thumb: taps, and scrolls as far as it has to. */
function thumb(page: Page) {
	const done = { taps: 0, scrolled: 0 };
	return {
		done,
		async tap(wanted: Locator) {
			await wanted.waitFor();
			// What is all in view is not scrolled to: Playwright would bring what sticks to the edge into the middle.
			const isInView = await wanted.evaluate((element) => {
				const { top, bottom, left, right } = element.getBoundingClientRect();
				return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
			});
			const before = await page.evaluate(() => scrollY);
			if (!isInView) await wanted.scrollIntoViewIfNeeded();
			done.scrolled += isInView ? 0 : Math.abs((await page.evaluate(() => scrollY)) - before);
			await wanted.click();
			done.taps++;
		}
	};
}

async function phone(browser: Browser): Promise<BrowserContext> {
	return browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO', isMobile: true, hasTouch: true });
}

/** From the code on the wall, scanned, to the first letter in the field of the board. */
async function join(browser: Browser, origin: string, token: string): Promise<Counted> {
	const context = await phone(browser);
	const page = await context.newPage();
	const counted = await slow(page);
	const hand = thumb(page);
	const began = performance.now();
	await page.goto(`${origin}/join/${token}`, { waitUntil: 'commit' });
	await hand.tap(page.getByText('Eg står ikkje på lista'));
	await hand.tap(page.getByRole('button', { name: 'Til bordet' }));
	await hand.tap(field(page));
	await page.keyboard.type('D');
	const ms = performance.now() - began;
	const result = { ...hand.done, ...counted, ms };
	await context.close();
	return result;
}

/** From the moment the change of tables is told, scrolled down on a full board, to the field of the next one. */
async function change(browser: Browser, room: Tables, origin: string, step: (action: string) => Promise<void>): Promise<Counted> {
	const guest = room.guests.filter(({ tableId }) => tableId === room.tables[0])[1]!;
	const context = await phone(browser);
	await context.addCookies([{ name: 'samling-table', value: guest.token, url: origin }]);
	const page = await context.newPage();
	await page.goto(`${origin}/table/${guest.tableId}`);
	await write(page, ...Array.from({ length: 12 }, (_, at) => `Lapp ${at + 1} om kva som skal til for å bu godt`));
	await noteCards(page).nth(11).waitFor();
	const counted = await slow(page);
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	await step('endRound');
	const told = page.getByRole('link', { name: /^(Opne|Eg er ved) bord/ }).first();
	await told.waitFor({ timeout: 60_000 });
	const began = performance.now();
	const hand = thumb(page);
	await hand.tap(told);
	await page.waitForURL(new RegExp(guest.nextTableId));
	await field(page).waitFor();
	const result = { ...hand.done, ...counted, ms: performance.now() - began };
	await context.close();
	return result;
}

/** A host hands in three points, from the page that offers them; the words of one are mended. */
async function harvest(browser: Browser, room: Tables, origin: string, step: (action: string) => Promise<void>): Promise<Counted> {
	const host = room.guests.find(({ tableId }) => tableId === room.tables[1])!;
	const context = await phone(browser);
	await context.addCookies([{ name: 'samling-table', value: host.token, url: origin }]);
	const page = await context.newPage();
	await page.goto(`${origin}/table/${host.tableId}`);
	await write(page, 'Éi dør inn for alle', 'Sei frå før nokon mistar bustaden', 'Same skjema overalt', 'Ein til', 'Og ein');
	await noteCards(page).nth(4).waitFor();
	await page.waitForFunction(() => document.querySelector('[data-save]')?.getAttribute('data-save') === 'saved');
	await step('close');
	const go = page.getByRole('link', { name: 'Vel punkt' });
	await go.waitFor({ timeout: 60_000 });
	const counted = await slow(page);
	await go.click();
	const ticks = page.getByRole('checkbox', { name: /^Ta med/ });
	await ticks.first().waitFor();
	const began = performance.now();
	const hand = thumb(page);
	for (const at of [0, 1, 2]) await hand.tap(ticks.nth(at));
	await page.getByLabel('Punktet i éi setning 1').fill('Éi dør inn, same kven du er');
	await hand.tap(page.getByRole('button', { name: 'Vis for bordet (3)' }));
	await hand.tap(page.locator('summary', { hasText: 'Lever punkta' }));
	await hand.tap(page.getByRole('button', { name: 'Lever punkta' }).last());
	await page.getByText('Punkta er leverte').first().waitFor();
	const result = { ...hand.done, ...counted, ms: performance.now() - began };
	await context.close();
	return result;
}

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

function print(what: string, of: readonly Counted[]): void {
	const [most] = of.toSorted((a, b) => b.requests - a.requests);
	if (!most) return;
	console.log(
		`${what}: ${most.taps} taps, ${Math.round(most.scrolled)} px scrolled, ${most.requests} requests, ` +
			`${(most.code / 1000).toFixed(1)} kB of JavaScript (gzip) of ${(most.bytes / 1000).toFixed(1)} kB, ` +
			`${(median(of.map(({ ms }) => ms)) / 1000).toFixed(1)} s (median of ${of.length})`
	);
}

// What is measured is what is sent: the build.
const prepare = fileURLToPath(new URL('../../.ci/prepare.mjs', import.meta.url));
if (spawnSync(process.execPath, [prepare, 'build', 'browser'], { stdio: 'inherit' }).status !== 0) process.exit(1);
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const all = { join: [] as Counted[], change: [] as Counted[], harvest: [] as Counted[] };
for (let run = 0; run < runs; run++) {
	let room!: Tables;
	const people = Array.from({ length: 9 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'unit' as const }));
	const served = await serve(async (db) => void (room = await laidTables(db, { tables: 3, people })));
	const { laptop, step } = phones(
		() => served,
		() => room
	);
	const wide = await laptop(browser, 0);
	all.join.push(await join(browser, served.origin, room.joinToken));
	all.change.push(await change(browser, room, served.origin, (action) => step(wide, action)));
	all.harvest.push(await harvest(browser, room, served.origin, (action) => step(wide, action)));
	await wide.context().close();
	await served.stop();
}
await browser.close();
print('join by QR, to the first letter', all.join);
print('change of table, to the next field', all.change);
print('harvest of three points', all.harvest);
