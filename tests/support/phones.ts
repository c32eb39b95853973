import { expect, type Browser, type Page } from '@playwright/test';
import { secondPress } from '#lib/secondPress.ts';
import type { Served } from './served.ts';
import type { Tables } from './tables.ts';

/** `ahead`: by how many ms the phone's clock is wrong. */
export type Look = { width?: number; height?: number; query?: string; ahead?: number; locale?: string };

/** What people hold in their hands at a table, and what can be seen on it. */
export function phones(served: () => Served, room: () => Tables) {
	const device = async (browser: Browser, cookie: { name: string; value: string }, tableId: string, look: Look = {}): Promise<Page> => {
		const { width = 390, height = 844, query = '', ahead = 0, locale = 'nn-NO' } = look;
		const context = await browser.newContext({ viewport: { width, height }, locale, reducedMotion: 'reduce' });
		await context.addCookies([{ ...cookie, url: served().origin }]);
		await context.addInitScript((ms) => {
			const now = Date.now.bind(Date);
			Date.now = () => now() + ms;
		}, ahead);
		const page = await context.newPage();
		page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
		await page.goto(`${served().origin}/table/${tableId}${query}`);
		return page;
	};
	return {
		/** A guest's phone at their table. `who` counts those who sit at table number `table` (from 0), the host first. */
		phone(browser: Browser, table: number, who: number, look?: Look): Promise<Page> {
			const tableId = room().tables[table]!;
			const guest = room().guests.filter((each) => each.tableId === tableId)[who]!;
			return device(browser, { name: 'samling-table', value: guest.token }, tableId, look);
		},
		/** The facilitator, signed in. */
		laptop(browser: Browser, table: number, look: Look = { width: 1440, height: 900 }): Promise<Page> {
			return device(browser, { name: 'samling', value: room().facilitatorSession }, room().tables[table]!, look);
		},
		/** The facilitator takes a step of the café, as their own page would, when nobody has just taken one; it does not wait. */
		async step(facilitator: Page, action: string, form: Record<string, string> = {}): Promise<void> {
			const at = `${served().origin}/gatherings/${room().gatheringId}/cafe`;
			await facilitator.waitForTimeout(secondPress);
			const shown = await (await facilitator.request.get(at)).text();
			const answer = await facilitator.request.post(`${at}?/${action}`, {
				headers: { origin: served().origin, 'x-sveltekit-action': 'true', accept: 'application/json' },
				form: { step: /name="step" value="([^"]+)"/.exec(shown)![1]!, when: 'now', ...form }
			});
			expect(await answer.json()).toMatchObject({ type: 'success' });
		}
	};
}

export const field = (page: Page) => page.getByLabel('Skriv ein lapp');
export const noteCards = (page: Page) => page.locator('.note-card');
export const saved = (page: Page) => page.locator('[data-save]');
/** The notes that lie on the table, in their order. */
export const notesOn = (page: Page) =>
	page.locator('.note-card textarea').evaluateAll((fields) => fields.map((each) => (each as HTMLTextAreaElement).value));
/** The field of the note that begins with `text`. */
export const noteOf = (page: Page, text: string) =>
	noteCards(page).filter({ has: page.getByRole('button', { name: `Flytt eller slett: ${text}` }) });

export async function write(page: Page, ...notes: string[]): Promise<void> {
	for (const note of notes) {
		await field(page).fill(note);
		await field(page).press('Enter');
	}
}

/** Everything outlined: headings, and notes under them. */
export const outline = (page: Page) =>
	page
		.locator('.outline section')
		.evaluateAll((sections) =>
			sections.map((section) => [
				section.querySelector('h2')!.firstChild!.textContent!.trim(),
				...[...section.querySelectorAll('textarea')].filter((each) => each.closest('.note-card')).map((each) => each.value)
			])
		);
