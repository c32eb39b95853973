import { entries } from '#lib/cycle/wheel/entries.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isCurrent, successorOn } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';

/** The fixed points as they are listed, each with its owner on `today`; `chosen` is the one that is being changed. */
export async function fixedPoints(db: Db, municipalityId: string, chosenId: string | null, locale: Locale, today: CivilDate) {
	const units = await unitsOf(db, municipalityId);
	const named = ({ nameNn, nameNb }: { nameNn: string; nameNb: string }) => inLanguage(locale, { nn: nameNn, nb: nameNb });
	const points = (await entries(db, municipalityId)).map((entry) => {
		const { titleNn, titleNb, ownerUnitId, ownerRoleNn, ownerRoleNb } = entry;
		const unit = ownerUnitId === null ? undefined : successorOn(units, ownerUnitId, today);
		const role = ownerRoleNn && inLanguage(locale, { nn: ownerRoleNn, nb: ownerRoleNb ?? ownerRoleNn });
		return {
			...entry,
			ownerUnitId: unit?.id ?? ownerUnitId,
			title: inLanguage(locale, { nn: titleNn, nb: titleNb }),
			owner: [unit && named(unit), role].filter(Boolean).join(', ')
		};
	});
	return {
		points,
		chosen: points.find(({ id }) => id === chosenId) ?? null,
		units: units.filter((unit) => isCurrent(unit, today)).map((unit) => ({ id: unit.id, name: named(unit), colour: unit.colour }))
	};
}
