import type { Check } from './check.ts';

/** What a control is called has a space where its part that is hidden from the eye begins and ends: “Bord 1: Byt”, not “Bord 1:Byt”. */
export const names: Check = {
	widths: [1280],
	locales: ['nn'],
	faults: (page) =>
		page.evaluate(() => {
			const faults: string[] = [];
			const hides = (text: Text) => text.parentElement!.closest('.visually-hidden') !== null;
			for (const control of document.querySelectorAll('a[href], button, summary, label, legend, th, h1, h2, h3, h4')) {
				if (!control.querySelector('.visually-hidden')) continue;
				const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
				let before: Text | null = null;
				for (let node = texts.nextNode(); node; node = texts.nextNode()) {
					const text = node as Text;
					if (text.data === '' || text.parentElement!.closest('[aria-hidden="true"]')) continue;
					const joint = before && hides(before) !== hides(text) ? before.data.slice(-1) + text.data.charAt(0) : '';
					if (/^[\p{L}\p{N}:.,;][\p{L}\p{N}]$/u.test(joint)) faults.push(`calls a control “${before!.data}${text.data}”`);
					before = text;
				}
			}
			return faults;
		})
};
