import type { Locale, Role } from '#db/schema/people.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { passwordFault } from '../auth/passwordRule.server.ts';
import { passwordHashOf } from '../auth/passwords.server.ts';
import { endSessions } from '../auth/sessions.server.ts';
import { mayAdminister, rolesInReach, type Actor } from '../model.ts';
import { whoSignIn } from '../queries.server.ts';
import { placeFault } from './edit.server.ts';
import { vacate } from '../units/positions.server.ts';

export type NewPerson = {
	name: string;
	email: string | null;
	title: string;
	unitId: string | null;
	levelId: string | null;
	locale: Locale | null;
	roles: readonly Role[];
	/** '' for somebody who never signs in. */
	password: string;
};

/**
 * A person, with an account when a password is given. Refuses `notAllowed`, `notAllowedRole`, `duplicate`, `invalidUnit`,
 * `invalidLevel`, `invalidPassword`.
 */
export async function addPerson(db: Db, actor: Actor, added: NewPerson, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (!isInReach(actor, added.roles)) return refuse('notAllowedRole');
	const { municipalityId } = actor;
	const fault = added.password ? passwordFault(added.password, [added.name, added.email ?? '', actor.municipalityName]) : undefined;
	if (fault) return refuse('invalidPassword', { fault });
	const passwordHash = added.password ? await passwordHashOf(added.password) : null;
	return command(db, async (trx) => {
		if (added.email !== null) {
			const taken = await trx
				.selectFrom('person')
				.select('id')
				.where('municipalityId', '=', municipalityId)
				.where('email', '=', added.email)
				.executeTakeFirst();
			if (taken) return refuse('duplicate');
		}
		const misplaced = await placeFault(trx, municipalityId, added);
		if (misplaced) return refuse(misplaced);
		const personId = newId();
		const { roles, password: _, ...row } = added;
		await trx
			.insertInto('person')
			.values({ id: personId, municipalityId, ...row, createdAt: now, disabledAt: null })
			.execute();
		if (passwordHash) await trx.insertInto('account').values({ personId, municipalityId, passwordHash, createdAt: now }).execute();
		for (const role of roles) {
			await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
		}
		await record(trx, actor, 'person.add', { kind: 'person', id: personId, detail: { roles } }, now);
		return { ok: true as const, personId };
	});
}

/**
 * Ends a person's access at once: no session survives it, and their roles fall to the leader of the unit. Refuses `notAllowed`,
 * `notFound`, `notAllowedSelf`, `notAllowedRole` (they hold one that the actor could not give), `notAllowedLast`.
 */
export async function disablePerson(db: Db, actor: Actor, personId: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (personId === actor.id) return refuse('notAllowedSelf');
	return command(db, async (trx) => {
		const held = await rolesOf(trx, actor.municipalityId, personId);
		if (!isInReach(actor, held)) return refuse('notAllowedRole');
		if (held.includes('administrator') && (await isLastAdministrator(trx, actor.municipalityId, personId))) return refuse('notAllowedLast');
		const person = await trx
			.updateTable('person')
			.set({ disabledAt: now })
			.where('id', '=', personId)
			.where('municipalityId', '=', actor.municipalityId)
			.where('disabledAt', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!person) return refuse('notFound');
		await trx.deleteFrom('passwordLink').where('personId', '=', personId).execute();
		await trx.deleteFrom('identityLink').where('personId', '=', personId).execute();
		await endSessions(trx, personId);
		await vacate(trx, actor, personId, now);
		await record(trx, actor, 'person.disable', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/** Gives a disabled person their access back. Refuses `notAllowed`, `notAllowedRole`, `notFound` (also when they have it). */
export async function enablePerson(db: Db, actor: Actor, personId: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		if (!isInReach(actor, await rolesOf(trx, actor.municipalityId, personId))) return refuse('notAllowedRole');
		const person = await trx
			.updateTable('person')
			.set({ disabledAt: null })
			.where('id', '=', personId)
			.where('municipalityId', '=', actor.municipalityId)
			.where('disabledAt', 'is not', null)
			.returning('id')
			.executeTakeFirst();
		if (!person) return refuse('notFound');
		await record(trx, actor, 'person.enable', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/**
 * Exactly these roles from now on, and those that reach further than the actor's as before. Refuses `notAllowed`, `notFound`,
 * `notAllowedRights` (nobody takes their own right to administer away), `notAllowedRole` (one of `roles` is out of reach),
 * `notAllowedLast`.
 */
export async function changeRoles(db: Db, actor: Actor, personId: string, roles: readonly Role[], now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (personId === actor.id && !mayAdminister({ roles })) return refuse('notAllowedRights');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const person = await trx
			.selectFrom('person')
			.select('id')
			.where('id', '=', personId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!person) return refuse('notFound');
		const held = await trx
			.selectFrom('roleGrant')
			.select(['id', 'role'])
			.where('personId', '=', personId)
			.where('revokedAt', 'is', null)
			.execute();
		const taken = held.map(({ role }) => role).filter((role) => !roles.includes(role) && isInReach(actor, [role]));
		const given = roles.filter((role) => !held.some((grant) => grant.role === role));
		if (!isInReach(actor, given)) return refuse('notAllowedRole');
		if (taken.includes('administrator') && (await isLastAdministrator(trx, municipalityId, personId))) return refuse('notAllowedLast');
		for (const { id } of held.filter(({ role }) => taken.includes(role)))
			await trx.updateTable('roleGrant').set({ revokedAt: now }).where('id', '=', id).execute();
		for (const role of new Set(given)) {
			await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
		}
		await record(
			trx,
			actor,
			'person.changeRoles',
			{ kind: 'person', id: personId, detail: { from: held.map(({ role }) => role), given, taken } },
			now
		);
		return { ok: true as const };
	});
}

const isInReach = (actor: Actor, wanted: readonly Role[]): boolean => wanted.every((role) => rolesInReach(actor).includes(role));

/** The roles that a person holds now. */
export async function rolesOf(db: Db, municipalityId: string, personId: string): Promise<Role[]> {
	const held = await db
		.selectFrom('roleGrant')
		.select('role')
		.where('municipalityId', '=', municipalityId)
		.where('personId', '=', personId)
		.where('revokedAt', 'is', null)
		.execute();
	return held.map(({ role }) => role);
}

/**
 * Whether nobody else of the municipality can sign in as an administrator. Holds the municipality's row for the transaction: of two
 * administrators who take each other away at the same time one is the last.
 */
export async function isLastAdministrator(trx: Db, municipalityId: string, personId: string): Promise<boolean> {
	await trx
		.updateTable('municipality')
		.set(({ ref }) => ({ createdAt: ref('createdAt') }))
		.where('id', '=', municipalityId)
		.execute();
	const other = await trx
		.selectFrom('roleGrant')
		.innerJoin('person', 'person.id', 'roleGrant.personId')
		.select('person.id')
		.where('person.id', 'in', whoSignIn(trx))
		.where('person.municipalityId', '=', municipalityId)
		.where('person.id', '!=', personId)
		.where('person.disabledAt', 'is', null)
		.where('roleGrant.role', '=', 'administrator')
		.where('roleGrant.revokedAt', 'is', null)
		.executeTakeFirst();
	return other === undefined;
}

/** The language a person reads. */
export async function chooseLanguage(db: Db, actor: Actor, locale: Locale): Promise<void> {
	await db.updateTable('person').set({ locale }).where('id', '=', actor.id).where('municipalityId', '=', actor.municipalityId).execute();
}
