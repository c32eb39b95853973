import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isCurrent } from '#lib/people/model.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';

/** The units with how many have access in each; `chosen` is the one that is about to end. */
export async function unitList(db: Db, municipalityId: string, chosenId: string | null, locale: Locale, now: Instant) {
	const people = (await persons(db, municipalityId)).filter(({ disabledAt }) => disabledAt === null);
	const today = civilDate(now);
	const units = (await unitsOf(db, municipalityId)).map((unit) => ({
		...unit,
		name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }),
		people: people.filter(({ unitId }) => unitId === unit.id).length,
		current: isCurrent(unit, today)
	}));
	return { units, today, chosen: units.find(({ id }) => id === chosenId) ?? null };
}
