import { inNameOrder } from '#lib/text/names.ts';
import type { Locale, Role } from '#db/schema/people.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from './model.ts';

/** The actor a session belongs to; undefined when there is no such person or they are disabled. */
export async function actorOf(db: Db, personId: string): Promise<Actor | undefined> {
	const person = await db
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select([
			'person.id',
			'person.municipalityId',
			'person.name',
			'person.unitId',
			'person.locale',
			'municipality.name as municipalityName',
			'municipality.locale as municipalityLocale'
		])
		.where('person.id', '=', personId)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	if (!person) return undefined;
	const grants = await db.selectFrom('roleGrant').select('role').where('personId', '=', personId).where('revokedAt', 'is', null).execute();
	return {
		id: person.id,
		municipalityId: person.municipalityId,
		municipalityName: person.municipalityName,
		name: person.name,
		unitId: person.unitId,
		roles: grants.map((grant) => grant.role),
		locale: person.locale ?? person.municipalityLocale
	};
}

/** The ids of those who sign in, with a password or at an issuer: what `in` and `not in` are asked of. */
export function whoSignIn(db: Db) {
	return db.selectFrom('account').select('account.personId').union(db.selectFrom('identity').select('identity.personId'));
}

/** Whether anybody has set this installation up yet. */
export async function isSetUp(db: Db): Promise<boolean> {
	return (await db.selectFrom('municipality').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** The ids of all municipalities of this installation, for jobs that run in each. */
export async function municipalityIds(db: Db): Promise<string[]> {
	return (await db.selectFrom('municipality').select('id').orderBy('id').execute()).map(({ id }) => id);
}

/** The municipality's units, by their names in nynorsk. */
export async function units(db: Db, municipalityId: string) {
	const rows = await db.selectFrom('unit').selectAll().where('municipalityId', '=', municipalityId).orderBy('id').execute();
	return inNameOrder(rows, ({ nameNn }) => nameNn);
}

/** The organisational levels, highest first. */
export async function levels(db: Db, municipalityId: string) {
	return db.selectFrom('level').selectAll().where('municipalityId', '=', municipalityId).orderBy('rank').execute();
}

export type PersonRow = {
	id: string;
	name: string;
	email: string | null;
	title: string | null;
	unitId: string | null;
	levelId: string | null;
	locale: Locale | null;
	disabledAt: string | null;
	roles: Role[];
	/** Whether they sign in, with a password or at an issuer. */
	hasAccount: boolean;
};

/**
 * Everybody in the municipality with their roles, or those of `ids` (at most some hundred): three queries however many people there are.
 */
export async function persons(db: Db, municipalityId: string, ids?: readonly string[]): Promise<PersonRow[]> {
	if (ids?.length === 0) return [];
	const of = db.selectFrom('person').selectAll().where('municipalityId', '=', municipalityId).orderBy('id');
	const granted = db
		.selectFrom('roleGrant')
		.select(['personId', 'role'])
		.where('municipalityId', '=', municipalityId)
		.where('revokedAt', 'is', null);
	const signing = db.selectFrom('person').select('id').where('municipalityId', '=', municipalityId).where('id', 'in', whoSignIn(db));
	const [people, grants, accounts] = [
		await (ids ? of.where('id', 'in', ids) : of).execute(),
		await (ids ? granted.where('personId', 'in', ids) : granted).execute(),
		await (ids ? signing.where('id', 'in', ids) : signing).execute()
	];
	const signsIn = new Set(accounts.map(({ id }) => id));
	const rolesOf = Map.groupBy(grants, (grant) => grant.personId);
	return inNameOrder(people, ({ name }) => name).map((person) => ({
		id: person.id,
		name: person.name,
		email: person.email,
		title: person.title,
		unitId: person.unitId,
		levelId: person.levelId,
		locale: person.locale,
		disabledAt: person.disabledAt,
		roles: (rolesOf.get(person.id) ?? []).map((grant) => grant.role),
		hasAccount: signsIn.has(person.id)
	}));
}

/** The language that people of a municipality write in. */
export async function languageOf(db: Db, municipalityId: string): Promise<Locale> {
	return (await db.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow()).locale;
}
