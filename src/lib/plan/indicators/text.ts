import { number, percent } from '#lib/i18n/format.ts';
import { languages, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { nameKey } from '#lib/text/names.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { Word } from '../text.ts';
import { wayTo, type Indicator, type Target } from './model.ts';
import type { addReading, removeReading, saveIndicator } from './commands.server.ts';

/** Why an indicator or a reading was not changed. */
export const indicatorText = {
	notAllowed: m.plan_refused_not_allowed,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future,
	invalidValue: m.indicator_value_wrong,
	invalidTarget: m.indicator_target_half
} satisfies SentencesOf<typeof saveIndicator | typeof addReading | typeof removeReading>;

/** "Mål: 5 innan 2019. 57 % av vegen." What is known of it; null without a target. */
export function targetInWords(
	indicator: Target & Pick<Indicator, 'readings' | 'baselineId' | 'unit'>,
	until: string,
	locale: Locale
): string | null {
	const { targetValue, targetYear, unit } = indicator;
	if (targetValue === null || targetYear === null) return null;
	const value = `${number(locale, targetValue)}${unit === '%' ? ' %' : ''}`;
	const way = wayTo(indicator, until);
	const told = m.indicator_target_told({ value, year: targetYear }, { locale });
	if (way === null) return told;
	return `${told} ${way < 0 ? m.indicator_target_away({}, { locale }) : m.indicator_target_way({ way: percent(locale, way / 100) }, { locale })}`;
}

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
