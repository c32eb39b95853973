import type { Locale } from './language.ts';

/*
 * What browsers get in place of Paraglide's runtime (`.ci/shortMessages.ts`): the language is chosen by the server, so nothing is left of
 * how Paraglide would choose it.
 */

export const locales: readonly Locale[] = ['nn', 'nb', 'en'];

export let getLocale = (): Locale => 'nn';

export function overwriteGetLocale(get: () => Locale): void {
	getLocale = get;
}

export function toLocale(word: unknown): Locale | undefined {
	return locales.find((locale) => locale === word);
}
