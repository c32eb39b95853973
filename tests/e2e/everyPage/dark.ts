import AxeBuilder from '@axe-core/playwright';
import type { Check } from './check.ts';

/** On a device that is dark, axe finds nothing: every word can be read (WCAG 1.4.3), and names and landmarks are in order. */
export const readableInTheDark: Check = {
	widths: [1280],
	locales: ['nn'],
	async faults(page) {
		await page.emulateMedia({ colorScheme: 'dark' });
		const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true);
		const { violations } = await axe.analyze();
		await page.emulateMedia({ colorScheme: 'light' });
		return violations.flatMap(({ nodes }) =>
			nodes.slice(0, 3).map(({ target, any }) => `${target.join(' ')} in the dark: ${any[0]?.message}`)
		);
	}
};
