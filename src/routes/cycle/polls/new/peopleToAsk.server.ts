import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { joined, nameFor } from '#lib/i18n/named.ts';
import { holds, isCurrent } from '#lib/people/model.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';

/**
 * Everybody with an address; `key` are those a forum is not held without: who leads a unit, who facilitates, who plans with us from
 * outside.
 */
export async function peopleToAsk(db: Db, municipalityId: string, today: string, locale: Locale) {
	const units = new Map((await unitsOf(db, municipalityId)).map((unit) => [unit.id, unit]));
	const leaders = (await positions(db, municipalityId)).filter((held) => held.kind === 'leader' && isCurrent(held, today));
	return (await persons(db, municipalityId))
		.filter((person) => person.disabledAt === null && person.email !== null)
		.map((person) => {
			const leads = leaders.find((held) => held.personId === person.id);
			const unit = units.get(leads?.unitId ?? person.unitId ?? '');
			const role = leads ? inLanguage(locale, { nn: leads.roleNn, nb: leads.roleNb }) : (person.title ?? '');
			return {
				id: person.id,
				name: person.name,
				about: joined([role, unit && nameFor(locale, { nn: unit.nameNn, nb: unit.nameNb })], ', '),
				key: leads !== undefined || (person.hasAccount && holds(person, 'leader', 'facilitator', 'partner'))
			};
		});
}
