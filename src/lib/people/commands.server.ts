import { hash, verify } from '@node-rs/argon2';
import type { Locale, Role } from '#db/schema/people.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from './audit.server.ts';
import { mayAdminister, type Actor } from './model.ts';
import { vacate } from './units/positions.server.ts';
import { isSetUp } from './queries.server.ts';

/** argon2id with the parameters OWASP asks for (Password Storage Cheat Sheet: 19 MiB, 2 passes). */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Verified against when there is no such account, so that time does not tell who has one. */
const nobody = hash('nobody has this password', argon2id);

/** The person an e-mail and a password belong to; `undefined` for wrong, unknown and disabled alike. */
export async function whoSignsIn(db: Db, email: string, password: string): Promise<{ personId: string } | undefined> {
	const accounts = await db
		.selectFrom('person')
		.innerJoin('account', 'account.personId', 'person.id')
		.select(['person.id', 'account.passwordHash'])
		.where('person.email', '=', email)
		.where('person.disabledAt', 'is', null)
		.execute();
	for (const account of accounts) {
		if (await verify(account.passwordHash, password)) return { personId: account.id };
	}
	if (accounts.length === 0) await verify(await nobody, password);
	return undefined;
}

/** The first municipality, unit and administrator of an empty installation. Refuses `alreadySetUp`. */
export async function setUp(
	db: Db,
	first: { municipality: string; locale: Locale; unit: string; name: string; email: string; password: string },
	now: Instant
): Promise<{ ok: true; personId: string } | { ok: false; reason: 'alreadySetUp' }> {
	const passwordHash = await hash(first.password, argon2id);
	return inTransaction(db, async (trx) => {
		if (await isSetUp(trx)) return { ok: false, reason: 'alreadySetUp' };
		const municipalityId = newId();
		const unitId = newId();
		const personId = newId();
		await trx
			.insertInto('municipality')
			.values({ id: municipalityId, name: first.municipality, county: null, locale: first.locale, createdAt: now })
			.execute();
		await trx
			.insertInto('unit')
			.values({
				id: unitId,
				municipalityId,
				nameNn: first.unit,
				nameNb: first.unit,
				kind: 'internal',
				colour: 0,
				validFrom: null,
				validTo: null,
				successorId: null
			})
			.execute();
		await trx
			.insertInto('person')
			.values({
				id: personId,
				municipalityId,
				name: first.name,
				email: first.email,
				unitId,
				levelId: null,
				title: null,
				locale: first.locale,
				createdAt: now,
				disabledAt: null
			})
			.execute();
		await trx.insertInto('account').values({ personId, municipalityId, passwordHash, createdAt: now }).execute();
		for (const role of ['administrator', 'leader'] as const) {
			await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
		}
		await record(trx, { id: personId, municipalityId, name: first.name }, 'setUp', { kind: 'municipality', id: municipalityId }, now);
		return { ok: true, personId };
	});
}

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

/** A person, with an account when a password is given. Refuses `notAllowed`, `emailTaken`, `unknownUnit`, `unknownLevel`. */
export async function addPerson(
	db: Db,
	actor: Actor,
	added: NewPerson,
	now: Instant
): Promise<{ ok: true; personId: string } | { ok: false; reason: 'notAllowed' | 'emailTaken' | 'unknownUnit' | 'unknownLevel' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const passwordHash = added.password ? await hash(added.password, argon2id) : null;
	return inTransaction(db, async (trx) => {
		if (added.email !== null) {
			const taken = await trx
				.selectFrom('person')
				.select('id')
				.where('municipalityId', '=', municipalityId)
				.where('email', '=', added.email)
				.executeTakeFirst();
			if (taken) return { ok: false, reason: 'emailTaken' };
		}
		if (added.unitId !== null) {
			const unit = await trx
				.selectFrom('unit')
				.select('id')
				.where('municipalityId', '=', municipalityId)
				.where('id', '=', added.unitId)
				.executeTakeFirst();
			if (!unit) return { ok: false, reason: 'unknownUnit' };
		}
		if (added.levelId !== null) {
			const level = await trx
				.selectFrom('level')
				.select('id')
				.where('municipalityId', '=', municipalityId)
				.where('id', '=', added.levelId)
				.executeTakeFirst();
			if (!level) return { ok: false, reason: 'unknownLevel' };
		}
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
		await record(trx, actor, 'addPerson', { kind: 'person', id: personId, detail: { roles } }, now);
		return { ok: true, personId };
	});
}

/** Ends a person's access at once: no session survives it, and their roles fall to the leader of the unit. Refuses `notAllowed`, `notFound`, `yourself`. */
export async function disablePerson(
	db: Db,
	actor: Actor,
	personId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'yourself' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	if (personId === actor.id) return { ok: false, reason: 'yourself' };
	return inTransaction(db, async (trx) => {
		const person = await trx
			.updateTable('person')
			.set({ disabledAt: now })
			.where('id', '=', personId)
			.where('municipalityId', '=', actor.municipalityId)
			.where('disabledAt', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!person) return { ok: false, reason: 'notFound' };
		await trx.deleteFrom('session').where('personId', '=', personId).execute();
		await vacate(trx, actor, personId, now);
		await record(trx, actor, 'disablePerson', { kind: 'person', id: personId }, now);
		return { ok: true };
	});
}

/** Gives a disabled person their access back. Refuses `notAllowed`, `notFound` (also when they have it). */
export async function enablePerson(
	db: Db,
	actor: Actor,
	personId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const person = await trx
			.updateTable('person')
			.set({ disabledAt: null })
			.where('id', '=', personId)
			.where('municipalityId', '=', actor.municipalityId)
			.where('disabledAt', 'is not', null)
			.returning('id')
			.executeTakeFirst();
		if (!person) return { ok: false, reason: 'notFound' };
		await record(trx, actor, 'enablePerson', { kind: 'person', id: personId }, now);
		return { ok: true };
	});
}

/** Exactly these roles from now on. Refuses `notAllowed`, `notFound`, `ownRights` (nobody takes their own right to administer away). */
export async function changeRoles(
	db: Db,
	actor: Actor,
	personId: string,
	roles: readonly Role[],
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'ownRights' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	if (personId === actor.id && !mayAdminister({ roles })) return { ok: false, reason: 'ownRights' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const person = await trx
			.selectFrom('person')
			.select('id')
			.where('id', '=', personId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!person) return { ok: false, reason: 'notFound' };
		const held = await trx
			.selectFrom('roleGrant')
			.select(['id', 'role'])
			.where('personId', '=', personId)
			.where('revokedAt', 'is', null)
			.execute();
		for (const { id } of held.filter(({ role }) => !roles.includes(role)))
			await trx.updateTable('roleGrant').set({ revokedAt: now }).where('id', '=', id).execute();
		for (const role of new Set(roles)) {
			if (held.some((grant) => grant.role === role)) continue;
			await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
		}
		await record(
			trx,
			actor,
			'changeRoles',
			{ kind: 'person', id: personId, detail: { from: held.map(({ role }) => role), to: roles } },
			now
		);
		return { ok: true };
	});
}

/** The language a person reads. */
export async function chooseLanguage(db: Db, actor: Actor, locale: Locale): Promise<void> {
	await db.updateTable('person').set({ locale }).where('id', '=', actor.id).where('municipalityId', '=', actor.municipalityId).execute();
}

/** A unit with the next free colour. Refuses `notAllowed`. */
export async function addUnit(
	db: Db,
	actor: Actor,
	added: { nameNn: string; nameNb: string; kind: 'internal' | 'external'; validFrom: CivilDate | null },
	now: Instant
): Promise<{ ok: true; unitId: string } | { ok: false; reason: 'notAllowed' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const { count } = await trx
			.selectFrom('unit')
			.select((select) => select.fn.countAll<number>().as('count'))
			.where('municipalityId', '=', actor.municipalityId)
			.executeTakeFirstOrThrow();
		const unitId = newId();
		await trx
			.insertInto('unit')
			.values({ id: unitId, municipalityId: actor.municipalityId, ...added, colour: Number(count) % 12, validTo: null, successorId: null })
			.execute();
		await record(trx, actor, 'addUnit', { kind: 'unit', id: unitId }, now);
		return { ok: true, unitId };
	});
}

/** A unit's last day, and who takes over. Refuses `notAllowed`, `notFound`, `endsBeforeItBegins`, `ownSuccessor`. */
export async function endUnit(
	db: Db,
	actor: Actor,
	ended: { unitId: string; validTo: CivilDate; successorId: string | null },
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'endsBeforeItBegins' | 'ownSuccessor' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	if (ended.successorId === ended.unitId) return { ok: false, reason: 'ownSuccessor' };
	return inTransaction(db, async (trx) => {
		const wanted = [ended.unitId, ...(ended.successorId ? [ended.successorId] : [])];
		const found = await trx
			.selectFrom('unit')
			.select(['id', 'validFrom'])
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', 'in', wanted)
			.execute();
		if (found.length !== wanted.length) return { ok: false, reason: 'notFound' };
		const from = found.find((unit) => unit.id === ended.unitId)!.validFrom;
		if (from !== null && ended.validTo < from) return { ok: false, reason: 'endsBeforeItBegins' };
		await trx.updateTable('unit').set({ validTo: ended.validTo, successorId: ended.successorId }).where('id', '=', ended.unitId).execute();
		await record(trx, actor, 'endUnit', { kind: 'unit', id: ended.unitId, detail: ended }, now);
		return { ok: true };
	});
}
