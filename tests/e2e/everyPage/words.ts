import type { Page } from '@playwright/test';
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
	'/gatherings/[id]': { words: 140 },
	/** Of a café that runs, its hosts; setting one up step by step is asked about in `setup.spec.ts` (353). */
	'/gatherings/[id]/cafe/setup': { words: 176 },
	/** 24 points of eight tables (825). */
	'/gatherings/[id]/harvest': { words: 412 },
	/** (228) */
	'/plan/inputs': { words: 114 },
	/** (657) */
	'/cycle/handover/[id]': { words: 240 }
};

/** How many words of a page can be read as it stands, and how many screens of its window it is high. */
export function shown(page: Page): Promise<{ count: number; screens: number }> {
	return page.evaluate(() => {
		const texts = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
		const isShown = { contentVisibilityAuto: true, visibilityProperty: true, opacityProperty: true };
		const inWords = (text: string) => text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
		let count = 0;
		for (let text = texts.nextNode(); text; text = texts.nextNode()) {
			const within = text.parentElement!;
			if (within.closest('script, style, title, desc, option, textarea, .visually-hidden')) continue;
			if (within.checkVisibility(isShown)) count += inWords(text.textContent!);
		}
		for (const field of document.querySelectorAll<HTMLTextAreaElement>('main textarea'))
			if (field.checkVisibility(isShown)) count += inWords(field.value);
		return { count, screens: document.documentElement.scrollHeight / innerHeight };
	});
}

/** No page of those that are used the most says more at once than it may. What is folded, hidden or a choice of a list is not counted. */
export const words: Check = {
	widths: [390],
	locales: ['nn'],
	async faults(page, { route }) {
		const budget = budgets[route];
		if (!budget) return [];
		const { count, screens } = await shown(page);
		return [
			...(count > budget.words ? [`shows ${count} words at once, of at most ${budget.words}`] : []),
			...(budget.screens && screens > budget.screens ? [`is ${screens.toFixed(1)} screens high, of at most ${budget.screens}`] : [])
		];
	}
};
