import type { Page } from '@playwright/test';
import type { Check } from './check.ts';

/** What WCAG 1.4.12 lets a reader set. */
const spaced = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`;

/** Text of twice the size (WCAG 1.4.4): all of ours hangs on the root's. */
const doubled = 'html { font-size: 200% !important }';

async function wideWith(page: Page, css: string): Promise<string[]> {
	return page.evaluate((css) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(css);
		document.adoptedStyleSheets.push(sheet);
		const { scrollWidth, clientWidth } = document.documentElement;
		const faults = scrollWidth > clientWidth ? [`scrolls ${scrollWidth - clientWidth} px sideways`] : [];
		for (const node of document.querySelectorAll<HTMLElement>('main *')) {
			const { overflowX, overflowY, clipPath, webkitLineClamp } = getComputedStyle(node);
			// The first lines of what a press shows in full.
			if (webkitLineClamp !== 'none' && node.closest('a')) continue;
			if (clipPath !== 'none' || !node.checkVisibility() || node.clientWidth <= 1 || !node.textContent?.trim()) continue;
			const isCut = ['hidden', 'clip'];
			const over =
				(isCut.includes(overflowX) && node.scrollWidth > node.clientWidth + 1) ||
				(isCut.includes(overflowY) && node.scrollHeight > node.clientHeight + 1);
			if (over) faults.push(`cuts off "${node.textContent.trim().slice(0, 40)}" (${node.localName}.${node.className})`);
		}
		document.adoptedStyleSheets.pop();
		return faults.slice(0, 4);
	}, css);
}

/** With spaced text, and with text of twice the size, no page scrolls sideways and nothing is cut off. */
export const magnified: Check = {
	widths: [1280, 390, 320],
	locales: ['nn'],
	async faults(page, { width }) {
		const faults = (await wideWith(page, spaced)).map((fault) => `with spaced text ${fault}`);
		// 320 px is a window magnified four times already.
		if (width > 320) faults.push(...(await wideWith(page, doubled)).map((fault) => `with text of twice the size ${fault}`));
		return faults;
	}
};
