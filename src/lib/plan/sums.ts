import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** What values sum to as far as they are known, and of how many that is; `sum` is null when none is known: nothing is not 0. */
export type KnownSum = { sum: number | null; known: number; all: number };

/** The one way to sum what may be unknown: a sum over unknowns would be too low, and says so. */
export function knownSum(values: readonly (number | null)[]): KnownSum {
	const known = values.filter((value) => value !== null);
	return { sum: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0), known: known.length, all: values.length };
}

/** "4 500 kr (kjend for 2 av 3)"; `unknown` when nothing is known. */
export function sumInWords(locale: Locale, { sum, known, all }: KnownSum, say: (sum: number) => string, unknown: string): string {
	if (sum === null) return unknown;
	return known < all ? `${say(sum)} (${m.report_known_of({ known, all }, { locale })})` : say(sum);
}
