import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import type { Name } from '#lib/i18n/named.ts';
import { langNamed, langWritten } from '#lib/ui/show/written.ts';
import type { Action } from './actions.ts';

/** Who starts with an action, as the reader gets it: the unit in one of its two languages, the role as it was written. */
export function starterNames(locale: Locale, { unit, role }: Action): Name[] {
	const names: Name[] = [
		{ text: unit ? inLanguage(locale, unit) : '', lang: langNamed() },
		{ text: role, lang: langWritten() }
	];
	return names.filter(({ text }) => text);
}
