import type { Check } from './check.ts';

/** Days and times are in words for people on every page: none as a machine writes it, no `09:27` in Norwegian (a countdown is no time). */
export const dates: Check = {
	widths: [1280],
	locales: ['nn', 'en'],
	async faults(page, { locale }) {
		return page.evaluate((inNorwegian) => {
			const iso = /\b\d{4}-\d{2}-\d{2}\b|\bT?\d{2}:\d{2}:\d{2}/;
			const colon = /(?<![\d:])([01]?\d|2[0-3]):[0-5]\d(?![\d:])/;
			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			const found: string[] = [];
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const at = node.parentElement!;
				if (at.closest('script, style, [role=timer]')) continue;
				const text = node.textContent!.replace(/\s+/g, ' ').trim();
				if (iso.test(text) || (inNorwegian && colon.test(text))) found.push(`shows «${text.slice(0, 80)}»`);
			}
			const typed = [...document.querySelectorAll<HTMLInputElement>('input[type=text]')].map((field) => field.value);
			return [...found, ...typed.filter((value) => iso.test(value)).map((value) => `asks with «${value}»`)];
		}, locale !== 'en');
	}
};
