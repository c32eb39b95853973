import type { Page } from '@playwright/test';

/** Collects in the page what its live region says, and Kit's, which says the title of a new page. Before the page is opened. */
export async function hear(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const said: string[] = [];
		Object.assign(globalThis, { said });
		const last = new Map<string, string>();
		new MutationObserver(() => {
			for (const region of ['[data-announcer]', '#svelte-announcer']) {
				const words = document.querySelector(region)?.textContent ?? '';
				if (words !== last.get(region) && words.trim() !== '') said.push(words);
				last.set(region, words);
			}
		}).observe(document, { subtree: true, childList: true, characterData: true });
	});
}

declare const said: string[];

/** Which forms may be sent: one of the action's own, or one that is another action's. */
export type Whose = 'own' | 'any';

/**
 * Presses the button of an action's form by keyboard, twice, with what stands in the form, and gives what was wrong after it. Undefined
 * when the page has no such form. `any`: a form of the page is sent to this action, where the demo shows none of its own.
 */
export async function act(page: Page, action: string, whose: Whose): Promise<string[] | undefined> {
	if (!(await focusButton(page, action, whose))) return undefined;
	const posts: string[] = [];
	const note = (request: { method(): string; url(): string; postData(): string | null }) => {
		// Of an upload each sending has a boundary of its own.
		if (request.method() === 'POST') posts.push(`${request.url()} ${request.postData()?.replace(/-{4,}\w+/g, '') ?? ''}`);
	};
	page.on('request', note);
	try {
		return await pressTwice(page, posts);
	} finally {
		page.off('request', note);
	}
}

async function pressTwice(page: Page, posts: string[]): Promise<string[]> {
	const before = await page.evaluate(() => said.length);
	await page.keyboard.press('Enter');
	// A button that has just become this one takes no press yet.
	if (!(await soon(() => posts.length > 0, 300))) {
		await page.waitForTimeout(800);
		await page.keyboard.press('Enter');
		if (!(await soon(() => posts.length > 0, 1000))) return ['sends nothing'];
	}
	const heard = await page
		.waitForFunction((before) => said.length > before && !document.querySelector('form [aria-busy="true"]'), before, { timeout: 5000 })
		.then(() => true)
		.catch(() => false);
	const faults = heard ? [] : ['says nothing'];
	await page.evaluate(() => new Promise((done) => setTimeout(done, 30)));
	const at = page.url();
	const focus = await page.evaluate(() => document.activeElement?.tagName);
	if (focus === undefined || focus === 'BODY') faults.push(`leaves the focus on ${focus}`);
	await page.keyboard.press('Enter');
	await page.waitForTimeout(60);
	for (const post of posts.slice(1)) if (post !== posts[0]) faults.push(`sends at the second press ${post}, after ${posts[0]}`);
	if (page.url() !== at) faults.push(`goes to ${page.url()} at the second press`);
	await page.waitForFunction(() => !document.querySelector('form [aria-busy="true"]'));
	return faults;
}

/** Puts the focus on a button of the action's form, if there is one that can be pressed. */
function focusButton(page: Page, action: string, whose: Whose): Promise<boolean> {
	return page.evaluate(
		({ to, whose }) => {
			const sendsTo = (address: string | null) => (address ?? '').replace(/[&#].*/, '').replace(/^\?(?!\/).*|^\/.*/, '') === to;
			const buttons = [...document.querySelectorAll<HTMLButtonElement>('main form[method="POST"] button:not([type="button"])')].filter(
				({ form }) => new URL(form!.action).pathname === location.pathname
			);
			const take = (button: HTMLButtonElement) => {
				for (let fold = button.closest('details'); fold; fold = fold.parentElement!.closest('details')) fold.open = true;
				(document.activeElement as HTMLElement | null)?.blur();
				button.focus();
				return document.activeElement === button;
			};
			const addressOf = (button: HTMLButtonElement) => button.getAttribute('formaction') ?? button.form!.getAttribute('action');
			if (whose === 'own') return buttons.some((button) => sendsTo(addressOf(button)) && take(button));
			const borrowed = buttons.find(take);
			if (borrowed) borrowed.setAttribute('formaction', to === '' ? location.pathname : to);
			return borrowed !== undefined;
		},
		{ to: action === 'default' ? '' : `?/${action}`, whose }
	);
}

async function soon(is: () => boolean, within: number): Promise<boolean> {
	for (const until = performance.now() + within; performance.now() < until; ) {
		if (is()) return true;
		await new Promise((done) => setTimeout(done, 10));
	}
	return is();
}
