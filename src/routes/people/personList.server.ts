import type { Db } from '#lib/db/open.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { mayErase, type Actor, type Locale } from '#lib/people/model.ts';
import { levels, persons, units } from '#lib/people/queries.server.ts';

/** What the page of people shows: those whose name holds what is searched for, and the one that is chosen. */
export async function personList(db: Db, actor: Actor, locale: Locale, query: URLSearchParams) {
	const named = ({ id, nameNn, nameNb }: { id: string; nameNn: string; nameNb: string }) => ({
		id,
		name: inLanguage(locale, { nn: nameNn, nb: nameNb })
	});
	const everybody = await persons(db, actor.municipalityId);
	const search = (query.get('q') ?? '').trim().slice(0, 80);
	return {
		people: everybody.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase())),
		count: everybody.length,
		search,
		chosen: everybody.find(({ id }) => id === query.get('person')) ?? null,
		self: actor.id,
		mayErase: mayErase(actor),
		units: (await units(db, actor.municipalityId)).map((unit) => ({ ...named(unit), colour: unit.colour })),
		levels: (await levels(db, actor.municipalityId)).map(named)
	};
}
