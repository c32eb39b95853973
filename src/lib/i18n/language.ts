/** The languages that people read Samling in. */
export type Locale = 'nn' | 'nb' | 'en';

/** Own names of the languages, in the order they are offered. */
export const languages: readonly { locale: Locale; name: string; tag: string }[] = [
	{ locale: 'nn', name: 'Nynorsk', tag: 'nn-NO' },
	{ locale: 'nb', name: 'Bokmål', tag: 'nb-NO' },
	{ locale: 'en', name: 'English', tag: 'en-GB' }
];

/** BCP 47 tag for `lang` attributes and Intl: nn-NO, nb-NO or en-GB. */
export function bcp47(locale: Locale): string {
	return locale === 'en' ? 'en-GB' : `${locale}-NO`;
}

/** The one of two Norwegian names that the reader gets: English readers see bokmål; an empty name falls back to the other. */
export function inLanguage(locale: Locale, names: { nn: string; nb: string }): string {
	return locale === 'nn' ? names.nn || names.nb : names.nb || names.nn;
}

/** The `lang` that `inLanguage` text has when it differs from the reader's own, else undefined: put it on the element. */
export function langOfName(locale: Locale): 'nb' | undefined {
	return locale === 'en' ? 'nb' : undefined;
}

/** The `lang` of what was written in the language `written`, when the reader's is another. */
export function langOfText(reader: Locale, written: Locale): Locale | undefined {
	return reader === written ? undefined : written;
}

/** "nav, eigedom og heimeteneste". */
export function listText(locale: Locale, items: readonly string[]): string {
	const and = locale === 'en' ? 'and' : 'og';
	return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`;
}
