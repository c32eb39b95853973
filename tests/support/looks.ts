import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What must hold on every page a test visits: axe finds no breach of WCAG 2.2 AA, and nothing scrolls sideways. */
export async function looksRight(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
	expect(found, page.url()).toEqual([]);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
