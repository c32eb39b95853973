import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import type { Actor, Role } from '#lib/people/model.ts';

/** A Monday morning in January 2018, the time most sentences are spoken at. */
export const now = '2018-01-15T08:00:00.000Z';

export type World = {
	municipalityId: string;
	seriesId: string;
	units: { bustadkontor: string; nav: string; heime: string; husbanken: string };
	leader: Actor;
	facilitator: Actor;
	staff: Actor;
	partner: Actor;
	/** Somebody with every right, in another municipality. */
	stranger: Actor;
	/** Adds a person and gives them as an actor. */
	person(name: string, unitId: string | null, roles?: readonly Role[]): Promise<Actor>;
};

/**
 * A municipality with four units, one of each role and a forum series, and a neighbour municipality. Nothing of it is a person's real
 * name.
 */
export async function aMunicipality(db: Kysely<Database>): Promise<World> {
	const municipality = async (name: string) => {
		const id = newId();
		await db.insertInto('municipality').values({ id, name, county: 'Vestland', locale: 'nn', createdAt: now }).execute();
		return id;
	};
	const municipalityId = await municipality('Stord kommune');
	const neighbourId = await municipality('Karmøy kommune');

	const unit = async (nameNn: string, colour: number, kind: 'internal' | 'external' = 'internal') => {
		const id = newId();
		await db
			.insertInto('unit')
			.values({ id, municipalityId, nameNn, nameNb: nameNn, kind, colour, validFrom: null, validTo: null, successorId: null })
			.execute();
		return id;
	};
	const units = {
		bustadkontor: await unit('Bustadkontoret', 0),
		nav: await unit('Nav Stord', 1),
		heime: await unit('Heimetenestene', 2),
		husbanken: await unit('Husbanken', 3, 'external')
	};

	const personIn = async (home: string, homeName: string, name: string, unitId: string | null, roles: readonly Role[]): Promise<Actor> => {
		const id = newId();
		await db
			.insertInto('person')
			.values({
				id,
				municipalityId: home,
				name,
				email: `${id}@stord.example`,
				unitId,
				levelId: null,
				title: null,
				locale: null,
				createdAt: now,
				disabledAt: null
			})
			.execute();
		for (const role of roles) {
			await db
				.insertInto('roleGrant')
				.values({ id: newId(), municipalityId: home, personId: id, role, grantedAt: now, revokedAt: null })
				.execute();
		}
		return { id, municipalityId: home, municipalityName: homeName, name, unitId, roles, locale: 'nn' };
	};
	const person = (name: string, unitId: string | null, roles: readonly Role[] = []) =>
		personIn(municipalityId, 'Stord kommune', name, unitId, roles);

	const seriesId = newId();
	await db
		.insertInto('series')
		.values({
			id: seriesId,
			municipalityId,
			nameNn: 'Bustadsosialt forum',
			nameNb: 'Boligsosialt forum',
			minPerYear: 1,
			maxPerYear: 2,
			preferredWeeks: '[11,42]',
			preferredWeekday: 3,
			startTime: '09:00',
			endTime: '15:00',
			inviteWeeks: 6,
			legalBasis: null,
			aboutNn: null,
			aboutNb: null,
			endDate: null,
			createdAt: now
		})
		.execute();

	return {
		municipalityId,
		seriesId,
		units,
		leader: await person('Leiar Leirvik', units.bustadkontor, ['leader', 'staff']),
		facilitator: await person('Fasilitator Fitjar', units.bustadkontor, ['facilitator', 'staff']),
		staff: await person('Tilsett Tysnes', units.nav, ['staff']),
		partner: await person('Partnar Parker', units.husbanken, ['partner']),
		stranger: await personIn(neighbourId, 'Karmøy kommune', 'Framand Frå-Karmøy', null, [
			'administrator',
			'leader',
			'facilitator',
			'staff'
		]),
		person
	};
}
