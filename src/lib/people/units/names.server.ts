import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isCurrent } from '../model.ts';
import { units } from '../queries.server.ts';

/** Names of units by id, in the reader's language; '' for none. */
export async function unitNames(db: Db, municipalityId: string, locale: Locale) {
	const all = await units(db, municipalityId);
	return (unitId: string | null) => {
		const unit = all.find((one) => one.id === unitId);
		return unit ? inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) : '';
	};
}

/** The units that there are on a day, named in the reader's language. */
export async function currentUnits(db: Db, municipalityId: string, onDate: CivilDate, locale: Locale) {
	return (await units(db, municipalityId))
		.filter((unit) => isCurrent(unit, onDate))
		.map(({ id, nameNn, nameNb, colour, kind }) => ({ id, name: inLanguage(locale, { nn: nameNn, nb: nameNb }), colour, kind }));
}
