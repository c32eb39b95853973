import { languages, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { nameKey } from '#lib/text/names.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { Word } from '../text.ts';
import type { addReading, removeReading, saveIndicator } from './commands.server.ts';

/** Why an indicator or a reading was not changed. */
export const indicatorText = {
	notAllowed: m.plan_refused_not_allowed,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future,
	invalidValue: m.indicator_value_wrong
} satisfies SentencesOf<typeof saveIndicator | typeof addReading | typeof removeReading>;

const units: Record<string, Word> = {
	persons: m.indicator_unit_persons,
	homes: m.indicator_unit_homes,
	households: m.indicator_unit_households,
	pieces: m.indicator_unit_pieces,
	millionKroner: m.indicator_unit_millions
};

/** What an indicator is counted in, in the reader's words or those of `locale`; one of a municipality's own stands as it was written. */
export function unitWords(unit: string, locale?: Locale): string {
	return units[unit]?.({}, locale ? { locale } : {}) ?? unit;
}

/** The unit that was typed, as it is kept: those everybody has by a key, in whichever language they were typed. */
export function unitTyped(typed: string): string {
	const said = nameKey(typed);
	const known = Object.keys(units).find((key) => languages.some(({ locale }) => nameKey(unitWords(key, locale)) === said));
	return known ?? typed;
}
