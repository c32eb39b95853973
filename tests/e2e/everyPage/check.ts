import type { Page } from '@playwright/test';
import type { Locale } from '#lib/i18n/language.ts';

/** The widths a page is looked at: a desk, a phone, and 1280 px magnified four times (WCAG 1.4.10). */
export const sizes = { 1280: { width: 1280, height: 720 }, 390: { width: 390, height: 844 }, 320: { width: 320, height: 640 } } as const;
export type Width = keyof typeof sizes;

/** Which page a check looks at, and how. */
export type At = { route: string; locale: Locale; width: Width };

/**
 * What must hold of every page. A new one: write `<name>.ts` beside this file, add it to the list in `checks.ts`, and it is asked about
 * every page of every route.
 *
 * `faults` gets the page as it stands, awake and at its size, and gives a sentence for each fault (what, where); the walk adds the route,
 * the language and the width. It is asked once for each of its `widths` in each of its `locales`, all on one load of the page, so it
 * leaves the page as it found it: no navigation, no press, no change of size; focus, scrolling and media it may set, and sets back.
 * Say no more widths and languages than the rule needs: a further language is a further load of every page. As much as can be is done
 * in one `page.evaluate`; the walk has 150 s in all.
 */
export type Check = {
	widths: readonly Width[];
	locales: readonly Locale[];
	faults: (page: Page, at: At) => Promise<string[]>;
};
