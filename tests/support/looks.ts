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
		expect(await gluedNumbers(page), `${page.url()} has numbers that touch the words beside them`).toEqual([]);
	}
}

/** Numbers with an element of their own that nothing keeps from the words to the right of them ("3aDet …"). */
function gluedNumbers(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const boxOf = (node: Node) => {
			const range = document.createRange();
			range.selectNodeContents(node);
			return range.getClientRects();
		};
		return [...document.querySelectorAll<HTMLElement>('.digits, .number')].flatMap((element) => {
			const [next, words] = [element.nextElementSibling, element.nextElementSibling?.textContent?.trim() ?? ''];
			if (!next || !/^[\p{L}\p{N}]/u.test(words) || !/[\p{L}\p{N}]$/u.test(element.textContent!.trim())) return [];
			const [number, beside] = [[...boxOf(element)].at(-1), boxOf(next)[0]];
			if (!number?.width || !beside?.width || next.matches('.visually-hidden')) return [];
			const isBeside = beside.top < number.bottom && number.top < beside.bottom && beside.left >= number.left;
			return isBeside && beside.left - number.right < 2 ? [`${element.textContent}${words}`] : [];
		});
	});
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
