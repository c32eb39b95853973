import type { Page, Response } from '@playwright/test';

/**
 * Collects in the page what its live region says, and Kit's, which says the title of a new page; and lets its clock stand still between
 * two presses (`pressTwice`), so that the second one is in time on any machine. Before the page is opened.
 */
export async function hear(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const now = performance.now.bind(performance);
		const heard = { said: [] as string[], ahead: 0, stands: null as number | null };
		Object.assign(globalThis, { heard });
		performance.now = () => heard.stands ?? now() + heard.ahead;
		const last = new Map<string, string>();
		new MutationObserver(() => {
			for (const region of ['[data-announcer]', '#svelte-announcer']) {
				const words = document.querySelector(region)?.textContent ?? '';
				if (words !== last.get(region) && words.trim() !== '' && words.trim() !== 'Vent litt …') heard.said.push(words);
				last.set(region, words);
			}
		}).observe(document, { subtree: true, childList: true, characterData: true });
	});
}

declare const heard: { said: string[]; ahead: number; stands: number | null };

/** What came of pressing an action's button: what was wrong after it, and whether the server did it. */
export type Pressed = { faults: string[]; isDone: boolean; hasFields: boolean };

/**
 * Presses Enter on what has the focus, and again when the answer is there: after it the focus is somewhere, something was said, and the
 * second press has done nothing new. A form that the reader fills in is not sent again; a small step, such as one up, may be.
 */
export async function pressTwice(page: Page, hasFields: boolean): Promise<Pressed> {
	const posts: string[] = [];
	const answers: Promise<string>[] = [];
	const note = (response: Response) => {
		const request = response.request();
		if (request.method() !== 'POST') return;
		// Of an upload each sending has a boundary of its own.
		posts.push(`${request.url()} ${request.postData()?.replace(/-{4,}\w+/g, '') ?? ''}`);
		answers.push(response.text().catch(() => ''));
	};
	page.on('response', note);
	try {
		const faults = await faultsOfTwo(page, posts, answers, hasFields);
		return { faults, isDone: /^\{"type":"(success|redirect)"/.test((await answers[0]) ?? ''), hasFields };
	} finally {
		page.off('response', note);
	}
}

const pathOf = (page: Page) => new URL(page.url()).pathname;

async function faultsOfTwo(page: Page, posts: string[], answers: Promise<string>[], hasFields: boolean): Promise<string[]> {
	const before = await page.evaluate(() => {
		heard.stands = performance.now();
		return heard.said.length;
	});
	await page.keyboard.press('Enter');
	const isHeard = await page
		.waitForFunction((before) => heard.said.length > before && !document.querySelector('form [aria-busy="true"]'), before, {
			timeout: 10_000
		})
		.then(() => true)
		.catch(() => false);
	// What is wrong is said of the field, not of any field.
	if (await page.evaluate(() => heard.said.at(-1)?.includes('Her manglar det eit svar.'))) return ['does not say which answer is missing'];
	const faults = isHeard ? [] : [posts.length > 0 ? 'says nothing' : 'neither sends nor says anything'];
	await page.evaluate(() => new Promise((done) => setTimeout(done, 30)));
	// An answer that leads elsewhere is said before the page is there.
	const [, leads] = /"type":"redirect".*"location":"([^"]+)"/.exec((await answers[0]) ?? '') ?? [];
	if (leads) {
		await page.waitForURL((url) => url.pathname === leads.split(/[?#]/)[0], { timeout: 3000 }).catch(() => undefined);
		await page.waitForTimeout(50);
	}
	const at = pathOf(page);
	const focus = await page.evaluate(() => document.activeElement?.tagName);
	if (focus === undefined || focus === 'BODY') faults.push(`leaves the focus on ${focus}`);
	const sent = posts.length;
	await page.keyboard.press('Enter');
	// Longer than sentences are said together.
	await page.waitForTimeout(80);
	await page.waitForFunction(() => !document.querySelector('form [aria-busy="true"]'));
	for (const post of posts.slice(sent))
		if (hasFields || post !== posts[0]) faults.push(`sends at the second press ${post}, after ${posts[0]}`);
	if (pathOf(page) !== at) faults.push(`goes to ${page.url()} at the second press`);
	await page.evaluate(() => {
		heard.stands = null;
		heard.ahead += 1000;
	});
	return faults;
}
