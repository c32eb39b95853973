import { error } from '@sveltejs/kit';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent, mayAdminister, mayReportHeadcount, type Actor, type Locale } from '#lib/people/model.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';
import { headcounts, registeredByUnit } from '#lib/people/units/headcounts.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';

/** What the page of a unit shows; 404 for those who neither administer, work there nor lead it. */
export async function unitPage(db: Db, actor: Actor, unitId: string, locale: Locale, now: Instant) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const named = (names: { nameNn: string; nameNb: string }) => inLanguage(locale, { nn: names.nameNn, nb: names.nameNb });
	const units = await unitsOf(db, municipalityId);
	const unit = units.find(({ id }) => id === unitId) ?? error(404);
	const held = (await positions(db, municipalityId)).filter((position) => position.unitId === unit.id);
	const leader = held.find((position) => position.kind === 'leader' && isCurrent(position, today));
	if (!mayAdminister(actor) && actor.unitId !== unit.id && leader?.personId !== actor.id) error(404);
	const successor = units.find(({ id }) => id === unit.successorId);
	const roles = held.toReversed().map(({ id, name, kind, roleNn, roleNb, validFrom, validTo }) => {
		return { id, name, kind, role: inLanguage(locale, { nn: roleNn, nb: roleNb }), validFrom, validTo };
	});
	const everybody = mayAdminister(actor) ? await persons(db, municipalityId) : [];
	return {
		unit: { ...unit, name: named(unit), current: isCurrent(unit, today), successor: successor ? named(successor) : null },
		predecessors: units.filter(({ successorId }) => successorId === unit.id).map(named),
		today,
		leader: leader?.name ?? null,
		roles,
		said: (await headcounts(db, municipalityId)).filter((report) => report.unitId === unit.id).toReversed(),
		registered: (await registeredByUnit(db, municipalityId)).get(unit.id) ?? 0,
		maySay: unit.kind === 'internal' && isCurrent(unit, today) && mayReportHeadcount(actor, leader?.personId),
		mayRename: mayAdminister(actor),
		people: everybody.filter(({ disabledAt }) => disabledAt === null).map(({ id, name }) => ({ id, name }))
	};
}
