import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { field, noteCards, saved } from '../support/phones.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';

/**
 * For a phone that has nothing yet, on the longest way to a table: all it asks for and is sent, as it is sent, with some 300 bytes of
 * headers an answer, which HTTP/2 in front of the server packs and this measure does not.
 */
const most = { requests: 25, bytes: 176_000, code: 130_000 };

let served: Served;
let room: Tables;
test.beforeAll(async () => {
	const people = Array.from({ length: 4 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'none' as const }));
	served = await serve(async (db) => void (room = await laidTables(db, { tables: 2, people })));
});
test.afterAll(() => served.stop());

type Fetched = { path: string; bytes: number };

/** Everything that the page fetches from now on. */
async function watch(page: Page): Promise<Map<string, Fetched>> {
	const fetched = new Map<string, Fetched>();
	const devtools = await page.context().newCDPSession(page);
	let redirects = 0;
	devtools.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse }) => {
		const before = redirectResponse && fetched.get(requestId);
		if (before) fetched.set(`${requestId} ${redirects++}`, { ...before, bytes: redirectResponse.encodedDataLength });
		fetched.set(requestId, { path: new URL(request.url).pathname, bytes: 0 });
	});
	devtools.on('Network.webSocketCreated', ({ requestId, url }) => {
		fetched.set(requestId, { path: new URL(url).pathname, bytes: 0 });
	});
	devtools.on('Network.requestServedFromCache', ({ requestId }) => void fetched.delete(requestId));
	devtools.on('Network.responseReceived', ({ requestId, response }) => {
		const one = fetched.get(requestId);
		if (one) one.bytes = response.encodedDataLength;
		if (response.fromDiskCache) fetched.delete(requestId);
	});
	// What Kit fetches is not said to be finished when another page has begun: its parts are counted as they come.
	devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
		const one = fetched.get(requestId);
		if (one) one.bytes += encodedDataLength;
	});
	devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const one = fetched.get(requestId);
		if (one) one.bytes = encodedDataLength;
	});
	await devtools.send('Network.enable');
	return fetched;
}

test('a phone that comes with the code and nothing else has a table to write at after few and small requests', async ({ browser }) => {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'nn-NO', isMobile: true, hasTouch: true });
	const page = await context.newPage();
	const fetched = await watch(page);
	await page.goto(`${served.origin}/join`);
	await page.getByLabel('Kode').fill(room.joinCode);
	await page.getByLabel('Kode').press('Enter');
	await page.getByText('Eg står ikkje på lista').tap();
	await page.getByRole('button', { name: 'Til bordet' }).click();
	await expect(field(page)).toBeVisible();
	await expect(saved(page)).toHaveText('Lagra');
	await page.waitForLoadState('networkidle');
	const sent = () => [...fetched.values()].reduce((sum, one) => sum + one.bytes, 0);
	const all = [...fetched.values()];
	const [requests, bytes] = [all.length, sent()];
	const code = all.filter(({ path }) => path.endsWith('.js')).reduce((sum, one) => sum + one.bytes, 0);
	const listed = all.toSorted((a, b) => b.bytes - a.bytes).map((one) => `${one.bytes} ${one.path}`);
	// What is looked for in a text that is written comes with its first letter.
	await field(page).fill('Den fyrste lappen');
	await field(page).press('Enter');
	await expect(noteCards(page)).toHaveCount(1);
	await expect(saved(page)).toHaveText('Lagra');
	await page.waitForLoadState('networkidle');
	const kB = (of: number) => (of / 1000).toFixed(1);
	console.log(
		`a phone makes ${requests} requests and is sent ${kB(bytes)} kB, ${kB(code)} of them JavaScript, from the code to its board, ${kB(sent())} kB to its first note`
	);
	expect(requests, listed.join('\n')).toBeLessThanOrEqual(most.requests);
	expect(bytes, listed.join('\n')).toBeLessThanOrEqual(most.bytes);
	expect(code, listed.join('\n')).toBeLessThanOrEqual(most.code);

	// The map comes later; when the net goes before that, the list stays.
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Kart' }).click();
	await expect(page.getByText('Kartet er ikkje henta')).toBeVisible();
	await expect(noteCards(page)).toHaveCount(1);
});
