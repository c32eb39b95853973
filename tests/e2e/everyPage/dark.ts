import AxeBuilder from '@axe-core/playwright';
import type { Check } from './check.ts';

/** On a device that is dark, every word can be read (WCAG 1.4.3), by axe's rule on contrast; the light page is axe's in other specs. */
export const readableInTheDark: Check = {
	widths: [1280],
	locales: ['nn'],
	async faults(page) {
		await page.emulateMedia({ colorScheme: 'dark' });
		const axe = new AxeBuilder({ page })
			.withRules(['color-contrast'])
			.options({ resultTypes: ['violations'] })
			.setLegacyMode(true);
		const { violations } = await axe.analyze();
		await page.emulateMedia({ colorScheme: 'light' });
		return violations.flatMap(({ nodes }) =>
			nodes.slice(0, 3).map(({ target, any }) => `${target.join(' ')} in the dark: ${any[0]?.message}`)
		);
	}
};
