import { page } from '$app/state';
import { langOfName, langOfText, type Locale } from '#lib/i18n/language.ts';
import type { Name } from '#lib/i18n/named.ts';

/**
 * The `lang` of what people of the municipality have written (topics, themes, notes, points, inputs, reasons, decisions), when the page
 * is in another language: put it on the element that shows it (WCAG 3.1.2). What has two languages says its own (`written` of the plan).
 */
export function langWritten(): Locale | undefined {
	return page.data.municipalityLocale ? langOfText(page.data.locale, page.data.municipalityLocale) : undefined;
}

/** The `lang` of names that are kept in both Norwegian languages (units, series, roles, levels): English readers get bokmål. */
export function langNamed(): Locale | undefined {
	return langOfName(page.data.locale);
}

/** What people of the municipality have written, to stand among words of the page. */
export function asWritten(text: string): Name {
	return { text, lang: langWritten() };
}

/** A name kept in both Norwegian languages, to stand among words of the page. */
export function asNamed(text: string): Name {
	return { text, lang: langNamed() };
}
