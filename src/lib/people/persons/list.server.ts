import type { Db } from '#lib/db/open.server.ts';
import { hasWords, nameOrder, wordsOf } from '#lib/text/names.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { persons, type PersonRow } from '../queries.server.ts';

/** How many people stand on one page of the list. */
export const pageSize = 50;

export type PeoplePage = {
	people: PersonRow[];
	/** How many there are in all, and how many of them have what is searched for. */
	count: number;
	found: number;
	/** From 1; a page that there is not is the nearest one that there is. */
	page: number;
	pages: number;
};

/**
 * One page of the people of a municipality, by name: those whose name, address or unit has every word of `search`. Searched
 * here and not in SQL: SQLite folds ASCII only, and no database knows an apostrophe from another.
 */
export async function peoplePage(db: Db, municipalityId: string, { search, page }: { search: string; page: number }): Promise<PeoplePage> {
	const everybody = await db
		.selectFrom('person')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select(['person.id', 'person.name', 'person.email', 'unit.nameNn', 'unit.nameNb'])
		.where('person.municipalityId', '=', municipalityId)
		.execute();
	const words = wordsOf(search);
	const address = mailAddress(search);
	const found = everybody
		.filter(({ name, email, nameNn, nameNb }) => (address && email === address) || hasWords([name, email, nameNn, nameNb].join(' '), words))
		.sort((a, b) => nameOrder(a.name, b.name) || (a.id < b.id ? -1 : 1));
	const pages = Math.max(1, Math.ceil(found.length / pageSize));
	const at = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
	const ids = found.slice((at - 1) * pageSize, at * pageSize).map(({ id }) => id);
	const rows = new Map((await persons(db, municipalityId, ids)).map((row) => [row.id, row]));
	return { people: ids.map((id) => rows.get(id)!), count: everybody.length, found: found.length, page: at, pages };
}

/** People whose addresses are one, written in two ways before addresses had one door: who they are is for somebody to say. */
export async function sharedAddresses(db: Db, municipalityId: string): Promise<{ id: string; name: string; email: string }[][]> {
	const people = await db
		.selectFrom('person')
		.select(['id', 'name', 'email'])
		.where('municipalityId', '=', municipalityId)
		.where('email', 'is not', null)
		.orderBy('id')
		.execute();
	const groups = Map.groupBy(
		people.map((person) => ({ ...person, email: person.email! })),
		({ email }) => mailAddress(email) ?? email
	);
	return [...groups.values()].filter((group) => group.length > 1);
}
