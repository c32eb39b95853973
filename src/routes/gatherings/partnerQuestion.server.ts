import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { persons } from '#lib/people/queries.server.ts';
import { currentUnits } from '#lib/people/units/names.server.ts';

/** Who from outside can be along; whoever of them can sign in already plans with us (Husbanken, say). */
export async function partnerQuestion(db: Db, municipalityId: string, today: CivilDate, locale: Locale) {
	const external = (await currentUnits(db, municipalityId, today, locale)).filter(({ kind }) => kind === 'external');
	const nameOf = new Map(external.map(({ id, name }) => [id, name]));
	const outside = (await persons(db, municipalityId)).filter(({ disabledAt, unitId }) => disabledAt === null && nameOf.has(unitId ?? ''));
	return {
		outside: outside.map(({ id, name, unitId, title }) => ({ id, name, unit: nameOf.get(unitId ?? '')!, title })),
		pickedPartners: outside.filter(({ hasAccount }) => hasAccount).map(({ id }) => id)
	};
}
