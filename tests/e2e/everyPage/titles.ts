import type { Check } from './check.ts';

/** Where each title was seen first. */
const seen = new Map<string, string>();

/** The title tells which of the pages that are open this one is (WCAG 2.4.2): no other address has it, so it names the thing too. */
export const titles: Check = {
	widths: [1280],
	locales: ['nn'],
	async faults(page) {
		const title = await page.title();
		const { origin, pathname } = new URL(page.url());
		const own = `${origin}${pathname}`;
		const first = seen.get(`${origin} ${title}`) ?? own;
		seen.set(`${origin} ${title}`, first);
		if (!/^.{3,} – Samling$/.test(title)) return [`is called “${title}”`];
		return first === own ? [] : [`is called “${title}”, as ${first.slice(origin.length)} is`];
	}
};
