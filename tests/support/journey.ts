import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { openSqlite } from '#lib/db/open.server.ts';
import { giveSession } from './session.ts';
import type { Served } from './served.ts';
import type { startSmtp } from './smtp.ts';

/** One walk through the whole product: the browsers, the running demo and the mail server it sends to. */
export type Journey = { browser: Browser; samling: Served; post: Awaited<ReturnType<typeof startSmtp>> };

/** Somebody's browser, which no page may throw an error in. */
export async function device(browser: Browser, width = 1440): Promise<Page> {
	const page = await (await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce', locale: 'nn-NO' })).newPage();
	page.on('pageerror', (error) => expect(error, 'an error on the page').toBeUndefined());
	return page;
}

/** Somebody of the demo, signed in, on their first page. */
export async function signedIn({ browser, samling }: Pick<Journey, 'browser' | 'samling'>, email: string, width?: number): Promise<Page> {
	const page = await device(browser, width);
	await giveSession(page.context(), samling, email);
	await page.goto(`${samling.origin}/cycle`);
	return page;
}

/** The same by the form that everybody signs in with. */
export async function signsIn({ browser, samling }: Pick<Journey, 'browser' | 'samling'>, email: string, width?: number): Promise<Page> {
	const page = await device(browser, width);
	await page.goto(`${samling.origin}/sign-in`);
	await page.getByLabel('E-post').fill(email);
	await page.getByLabel('Passord').fill('samling-demo');
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await page.waitForURL(/\/tasks/);
	return page;
}

/** Moves the demo's clock from the banner. */
export async function moveClock(page: Page, date: string): Promise<void> {
	await page.getByText('Vel ein annan dato').first().click();
	await page.getByLabel('Ny dato i demoen').fill(date);
	await page.getByRole('button', { name: 'Bruk datoen' }).click();
	await page.waitForLoadState('networkidle');
}

/** Who sits where, read beside the server: the test needs people who meet at one table. */
export async function sittingAt({ samling }: Journey, table: number, round: number): Promise<string[]> {
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

/** Lets the one mail batch that waits go at once, and waits until the mail server has `count` mails more. */
export async function release({ post }: Journey, page: Page, title: RegExp, count: number): Promise<void> {
	const before = post.arrived.length;
	// Other pages have links of the same name.
	await page.waitForURL(/\/outbox/);
	await page.getByRole('link', { name: title }).first().click();
	await expect(page.getByRole('button', { name: new RegExp(`^Send ${count} `) })).toBeVisible();
	await page.getByRole('button', { name: 'Send no', exact: true }).click();
	await expect.poll(() => post.arrived.length - before, { timeout: 60_000 }).toBe(count);
}

/** Opens what is folded, once more where the page came alive after the press: hydration sets `open` as the server had it. */
export async function unfold(summary: Locator, content: Locator): Promise<void> {
	await expect(async () => {
		if (!(await content.isVisible())) await summary.click();
		await expect(content).toBeVisible({ timeout: 1000 });
	}).toPass();
}

/** A step that asks first. */
export async function confirm(page: Page, label: string, yes: string): Promise<void> {
	await page.locator('summary', { hasText: label }).click();
	await page.getByRole('button', { name: yes, exact: true }).click();
}

/** The personal link to a page of ours that stands in a mail. */
export const linkIn = (text: string | undefined, path: string) => new RegExp(`\\S*/${path}/\\S+`).exec(text ?? '')![0];
