import type { Locale } from '#lib/i18n/language.ts';

/** The forms that every adopted version is kept in: the plan is written in both. */
export const packageLocales = ['nn', 'nb'] as const;

/** All files of a version packed, by this name. */
export const packed = 'package.zip';
/** The text whose SHA-256 is printed in the plan. */
export const adopted = 'plan.json';
/** The plan's leaf in the Merkle log, and the log's head that is printed in the plan. */
export const logged = 'log.json';
/** What was heard, decided and linked. */
export const lineage = 'thread.json';

/** The form that a reader gets: their own, or for who reads neither the one that the municipality writes. */
export function packageLocale(reader: Locale, municipality: Locale): (typeof packageLocales)[number] {
	const wanted = reader === 'en' ? municipality : reader;
	return wanted === 'nn' ? 'nn' : 'nb';
}

/** Whether a file holds words of people: it is taken out when a person is erased. What the council adopted stays (decision 052). */
export function hasPeople(name: string): boolean {
	return name !== adopted && name !== logged && !/\/plan\.(pdf|docx)$/.test(name);
}
