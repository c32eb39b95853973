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
 * Presses the button of an action's form by keyboard, twice. `filled`: what is empty in the form is given a value first; else the form
 * goes as the page shows it. Undefined when the page has no such form.
 */
export async function act(page: Page, action: string, filled: boolean): Promise<Pressed | undefined> {
	const hasFields = await focusButton(page, action, filled);
	return hasFields === undefined ? undefined : pressTwice(page, hasFields);
}

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
	const faults = isHeard
		? []
		: [posts.length > 0 ? `says nothing after ${(await answers[0])?.slice(0, 80)}` : 'neither sends nor says anything'];
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
		if (hasFields || meant(post) !== meant(posts[0]!)) faults.push(`sends at the second press ${post}, after ${posts[0]}`);
	if (pathOf(page) !== at) faults.push(`goes to ${page.url()} at the second press`);
	await page.evaluate(() => {
		heard.stands = null;
		heard.ahead += 1000;
	});
	return faults;
}

/** Puts the focus on a button of the action's form, and tells whether the form has fields; undefined when none can be pressed. */
function focusButton(page: Page, action: string, filled: boolean): Promise<boolean | undefined> {
	return page.evaluate(
		({ action, filled }) => {
			const actionOf = (button: HTMLButtonElement) => {
				const to = new URL(button.getAttribute('formaction') ?? button.form!.getAttribute('action') ?? '', location.href);
				if (to.pathname !== location.pathname) return null;
				return [...to.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? 'default';
			};
			const open = (within: Element) => {
				for (let fold = within.closest('details'); fold; fold = fold.parentElement!.closest('details')) fold.open = true;
			};
			const valueFor = (field: HTMLInputElement | HTMLTextAreaElement) => {
				const says = `${field.name} ${field.type} ${field.inputMode} ${field.autocomplete}`.toLowerCase();
				// The code at the door of the running café.
				if (field.name === 'code') return 'BCDFGHJK';
				if (/councils|externals/.test(says)) return 'Eldrerådet, radet@stord.example';
				if (says.includes('addresses')) return 'ny.kollega@stord.example';
				if (says.includes('email')) return 'ny.kollega@stord.example';
				if (says.includes('url')) return 'https://stord.example/side';
				if (/year|period/i.test(field.name)) return '2017';
				if (/numeric|number|decimal/.test(says)) return '3';
				if (/time/.test(says)) return '10.00';
				if (/deadline|answerby|until|duedate/.test(says)) return '22.01.2018';
				if (/month/.test(says)) return '03.2018';
				if (/date|day|^from|^at\b/.test(says)) return '10.01.2018';
				if (/password/.test(says)) return 'eit langt passord';
				if (field.name === 'parts') return 'Ei prøve\nEi anna prøve';
				return 'Ei prøve';
			};
			const fill = (form: HTMLFormElement) => {
				const fields = [...form.elements].filter((field) => field.checkVisibility() && !field.matches(':disabled, [readonly]'));
				const changed = (field: Element) => {
					for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
				};
				const groups = new Set<string>();
				let lists = 0;
				for (const field of fields) {
					if (field instanceof HTMLSelectElement && field.value === '') {
						// Two lists of the same people are given two of them.
						const choices = [...field.options].filter(({ value, disabled }) => value !== '' && !disabled);
						if (choices.length > 0) field.value = choices[lists++ % choices.length]!.value;
					} else if (field instanceof HTMLInputElement && /radio|checkbox/.test(field.type)) {
						if (groups.has(field.name) || (field.type === 'checkbox' && !field.name.endsWith('[]'))) continue;
						groups.add(field.name);
						const group = fields.filter((each) => each instanceof HTMLInputElement && each.name === field.name) as HTMLInputElement[];
						if (group.some(({ checked }) => checked)) continue;
						for (const each of group.slice(0, field.type === 'radio' ? 1 : 2)) {
							each.checked = true;
							changed(each);
						}
						continue;
					} else if ((field instanceof HTMLInputElement && field.type !== 'file') || field instanceof HTMLTextAreaElement) {
						if (field.value === '') field.value = valueFor(field);
					}
					changed(field);
				}
			};
			const buttons = [...document.querySelectorAll<HTMLButtonElement>('main form[method="POST"] button:not([type="button"])')];
			for (const button of buttons) {
				if (actionOf(button) !== action) continue;
				open(button);
				if (filled) fill(button.form!);
				(document.activeElement as HTMLElement | null)?.blur();
				button.focus();
				if (document.activeElement === button)
					return [...button.form!.elements].some((field) => field.matches('input:not([type="hidden"]), textarea, select'));
			}
			return undefined;
		},
		{ action, filled }
	);
}

/** What a press sends, without the key of its form and without what the page showed then. */
const meant = (post: string) => post.replace(/\b(once|seen)=\w*&?/g, '');
