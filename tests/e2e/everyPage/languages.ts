import type { Check } from './check.ts';

/** Words that are in most Norwegian sentences and in no English one. */
const norwegian =
	'og|ikkje|ikke|som|til|frå|fra|på|av|med|dei|ein|eit|ei|skal|vart|ble|blir|korleis|hvordan|kva|hva|kven|hvem|når|også|eg|jeg|di|ved|mellom|etter|hjå|våre|våra|vårt|noko|noe|meir|mer|fleire|flere|bustad\\w*|bolig\\w*|eining\\w*|enhet\\w*|samling\\w*|kommunal\\w*';

/**
 * What is in another language than the page says so (WCAG 3.1.2): on an English page of a nynorsk municipality no text with Norwegian
 * words stands in English.
 */
export const languages: Check = {
	widths: [1280],
	locales: ['en'],
	async faults(page) {
		return page.evaluate((words) => {
			const foreign = new RegExp(`(?<![\\p{L}\\d@.])(${words})(?![\\p{L}\\d@])`, 'iu');
			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			const found: string[] = [];
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const at = node.parentElement!;
				if (at.closest('script, style') || at.closest('[lang]')?.getAttribute('lang')?.slice(0, 2) !== 'en') continue;
				const text = node.textContent!.replace(/\s+/g, ' ').trim();
				if (foreign.test(text)) found.push(`has «${text.slice(0, 70)}» in <${at.localName} class="${at.className}"> without its language`);
			}
			return [...new Set(found)];
		}, norwegian);
	}
};
