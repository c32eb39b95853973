import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What must hold of every page a test visits, as it stands: axe finds nothing at all, and nothing scrolls sideways. */
export async function looksRight(...pages: Page[]): Promise<void> {
	for (const page of pages) {
		// All in one page, and of what is found only the faults: a third of the time. What is in frames has to be joined in a page of its
		// own.
		const isOne = page.frames().length === 1;
		const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(isOne);
		const { violations } = await axe.analyze();
		const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
		expect(found, page.url()).toEqual([]);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
	}
}

/** The same on a desk and on a phone; the page keeps the size it had. */
export async function looksRightOnAll(page: Page): Promise<void> {
	const before = page.viewportSize();
	for (const size of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 }
	]) {
		await page.setViewportSize(size);
		await looksRight(page);
	}
	if (before) await page.setViewportSize(before);
}
