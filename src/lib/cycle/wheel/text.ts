import { m } from '#lib/i18n/paraglide/messages.js';
import { dateSpan, inSentence, longDate, monthAndYear, monthName, shortDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { addEntry, cancelEntry, changeEntry } from './entries.server.ts';
import type { WheelEntry, WheelKind } from './wheel.ts';
import type { Ring } from './marks.ts';

const kinds: Record<WheelKind, (inputs?: Record<string, never>, options?: { locale?: Locale }) => string> = {
	gathering: m.app_wheel_gathering,
	body: m.app_wheel_body,
	report: m.app_wheel_report,
	hearing: m.app_wheel_hearing,
	budget: m.app_wheel_budget,
	deadline: m.common_deadline,
	break: m.app_wheel_break,
	other: m.app_wheel_other
};

/** "Samling", "Møte" … in the reader's language, or in `locale`. */
export function kindName(kind: WheelKind, locale?: Locale): string {
	return kinds[kind]({}, locale && { locale });
}

/** The rings from the outside in: "samling · møte · rapport og høyring", or the units' names. */
export function ringNames(rings: readonly Ring[], locale?: Locale): string {
	const nameOf = ({ name, kinds: held }: Ring, at: number) =>
		at > 0 && name === undefined && rings.some((ring) => ring.name !== undefined)
			? m.wheel_ring_rest({}, locale && { locale })
			: (name ?? held.map((kind) => inSentence(kindName(kind, locale))).join(', '));
	return rings
		.filter(({ kinds: held }) => held.length > 0)
		.map(nameOf)
		.join(' → ');
}

/** When an entry is, written out: a day, a span of days, or the month that is all we know. */
export function whenText(locale: Locale, entry: WheelEntry): string {
	if (entry.date === null) return monthAndYear(locale, entry.month);
	return entry.endDate ? dateSpan(locale, entry.date, entry.endDate) : longDate(locale, entry.date);
}

/** The same for tight places: "14. mars", "mars". */
export function whenShort(locale: Locale, entry: WheelEntry): string {
	return entry.date === null ? monthName(locale, Number(entry.month.slice(5))) : shortDate(locale, entry.date);
}

/** Everything a mark stands for, as one line for screen readers and pointers. */
export function entryName(locale: Locale, entry: WheelEntry): string {
	return [entry.title, whenText(locale, entry), kindName(entry.kind), entry.unit, entry.planned && m.app_wheel_planned()]
		.filter(Boolean)
		.join(', ');
}

/** Why a fixed point was not added, changed or taken out. */
export const entryText = {
	notAllowed: m.cycle_refused_not_allowed,
	missing: m.cycle_refused_no_month,
	invalidUnit: m.common_no_such_unit,
	closedUnit: m.cycle_refused_unit_not_then,
	closed: m.cycle_refused_already_cancelled
} satisfies SentencesOf<typeof addEntry | typeof changeEntry | typeof cancelEntry>;
