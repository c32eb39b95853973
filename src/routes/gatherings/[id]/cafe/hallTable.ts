import type { CafeTableRow } from '#lib/cafe/queries.server.ts';
import type { Sitting } from '#lib/cafe/seating/chart.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';

/** A table as the hall shows it; `since`: what was taken out of it after it was frozen, in sentences. */
export function shownTable(
	{ id, number, question, hostName, notes, points, frozenHash, harvestedAt, damage }: CafeTableRow,
	since: string[]
) {
	return { id, number, question, hostName, notes, points, frozenHash, since, damage, harvested: harvestedAt !== null };
}

/** Who sits at a table in a round, with the colour and name of their unit. */
export function seatsAt(number: number, round: number, people: readonly Sitting[], locale: Locale) {
	return people
		.filter(({ route }) => route[round - 1] === number)
		.map(({ attendanceId, name, unit, hosts }) => ({
			...{ id: attendanceId, label: name, colour: unit?.colour, host: hosts === number },
			unit: unit && inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb })
		}));
}
