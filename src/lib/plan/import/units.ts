import type { CivilDate } from '#lib/dates.ts';
import { successorOn } from '#lib/people/model.ts';
import { nameKey } from '#lib/text/names.ts';
import type { Line } from '../source/model.ts';
import type { Purpose } from './model.ts';

export type UnitRow = {
	id: string;
	nameNn: string;
	nameNb: string;
	validFrom: string | null;
	validTo: string | null;
	successorId: string | null;
};

/** The day that units are named for: the day of the adoption as known, else the first of the period; of a draft, today. */
export function unitDay({ becomes, date, periodFrom }: Purpose, today: CivilDate): CivilDate {
	if (becomes === 'draft') return today;
	const known = date ?? String(periodFrom);
	return `${known}${'-01-01'.slice(known.length - 4)}` as CivilDate;
}

/**
 * The unit that what is written names, or the one that has its duties on `day`; null where none of that name is known, where several are
 * named, or where it has no successor.
 */
export function unitNamed<U extends UnitRow>(units: readonly U[], written: string, day: CivilDate): U | null {
	const key = nameKey(written.replace(/^(?:leiar|leder|einingsleiar|enhetsleder)\s+(?:i|for|ved)\s+/i, ''));
	if (key === '') return null;
	const named = units.filter(({ nameNn, nameNb }) => [nameNn, nameNb].some((name) => name !== '' && nameKey(name) === key));
	const then = named.map((unit) => successorOn(units, unit.id, day)).filter((unit) => unit !== undefined);
	return new Set(then.map(({ id }) => id)).size === 1 ? then[0]! : null;
}

/** The unit of a line: chosen by hand, else as it is written. */
export function unitOf<U extends UnitRow>(line: Line, units: readonly U[], day: CivilDate): U | null {
	return line.unitId === null ? unitNamed(units, line.unit, day) : (units.find(({ id }) => id === line.unitId) ?? null);
}
