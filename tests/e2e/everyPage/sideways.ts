import type { Check } from './check.ts';

/** No page scrolls sideways (WCAG 1.4.10): what is wide scrolls in a box of its own. */
export const sideways: Check = {
	widths: [1280, 390, 320],
	locales: ['nn'],
	async faults(page) {
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		return over > 0 ? [`scrolls ${over} px sideways`] : [];
	}
};
