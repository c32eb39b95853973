import type { Check } from './check.ts';

/**
 * How many words the pages that are used the most may show at once, on any day, and how many screens of a phone they may be high: half
 * of what they showed on 30 November 2026 (in brackets), and what is left of it behind a press. Who needs more words folds others.
 */
const budgets: Record<string, { words: number; screens?: number }> = {
	/** Who signs in lands here (the wheel before, 661 words and nine screens). */
	'/tasks': { words: 150, screens: 3 },
	'/cycle': { words: 330 },
	'/topics': { words: 337 },
	'/gatherings/new': { words: 343 },
	'/gatherings/[id]': { words: 140 }
};

/** No page of those that are used the most says more at once than it may. What is folded, hidden or a choice of a list is not counted. */
export const words: Check = {
	widths: [390],
	locales: ['nn'],
	async faults(page, { route }) {
		const budget = budgets[route];
		if (!budget) return [];
		const { count, screens } = await page.evaluate(() => {
			const texts = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
			let count = 0;
			for (let text = texts.nextNode(); text; text = texts.nextNode()) {
				const within = text.parentElement!;
				if (within.closest('script, style, title, desc, option, .visually-hidden')) continue;
				if (!within.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true, opacityProperty: true })) continue;
				count += text.textContent!.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
			}
			return { count, screens: document.documentElement.scrollHeight / innerHeight };
		});
		console.log(`${route}: ${count} words of ${budget.words}, ${screens.toFixed(1)} screens`);
		return [
			...(count > budget.words ? [`shows ${count} words at once, of at most ${budget.words}`] : []),
			...(budget.screens && screens > budget.screens ? [`is ${screens.toFixed(1)} screens high, of at most ${budget.screens}`] : [])
		];
	}
};
