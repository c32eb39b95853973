import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { languages } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { nameKey } from '#lib/text/names.ts';
import type { Redaction } from '#lib/pii/redaction.ts';
import { refuse } from '#lib/result.ts';
import { mayErase, type Actor } from '../model.ts';
import { isLastAdministrator, rolesOf } from './commands.server.ts';
import { dropSecondFactor } from '../secondFactor/commands.server.ts';
import { vacate } from '../units/positions.server.ts';

/**
 * Deletes a person's account and what identifies them: name, address, title, level, sign-in, and their name in the audit trail. A row
 * without a name stays, so that what they decided and took part in remains linked. Part of `eraseAccount`, which calls the other nouns
 * too and writes the entry. Returns what replaces the name; refuses `notAllowed`, `notFound`, `notAllowedSelf`,
 * `notAllowedLast`.
 */
export async function erasePerson(trx: Db, actor: Actor, personId: string, now: Instant) {
	if (!mayErase(actor)) return refuse('notAllowed');
	if (personId === actor.id) return refuse('notAllowedSelf');
	const { municipalityId } = actor;
	const person = await trx
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select(['person.disabledAt', 'municipality.locale'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.id', '=', personId)
		.executeTakeFirst();
	if (!person) return refuse('notFound');
	const held = await rolesOf(trx, municipalityId, personId);
	const mayBeLast = actor.id === restorer || person.disabledAt !== null || !held.includes('administrator');
	if (!mayBeLast && (await isLastAdministrator(trx, municipalityId, personId))) return refuse('notAllowedLast');
	const instead = m.people_forgotten({}, { locale: person.locale });
	await vacate(trx, actor, personId, now);
	await trx.deleteFrom('session').where('personId', '=', personId).execute();
	await trx.deleteFrom('passwordLink').where('personId', '=', personId).execute();
	await trx.deleteFrom('identityLink').where('personId', '=', personId).execute();
	await trx.deleteFrom('identity').where('personId', '=', personId).execute();
	await dropSecondFactor(trx, personId);
	await trx.deleteFrom('account').where('personId', '=', personId).execute();
	await trx.updateTable('roleGrant').set({ revokedAt: now }).where('personId', '=', personId).where('revokedAt', 'is', null).execute();
	await trx
		.updateTable('person')
		.set({ name: instead, email: null, title: null, levelId: null, locale: null, disabledAt: person.disabledAt ?? now })
		.where('id', '=', personId)
		.execute();
	await trx
		.updateTable('audit')
		.set({ actorName: instead })
		.where('municipalityId', '=', municipalityId)
		.where('actorId', '=', personId)
		.execute();
	// What was written for entries about them may tell of them without their name, which is taken out of all texts elsewhere.
	await trx
		.updateTable('audit')
		.set({ note: null })
		.where('municipalityId', '=', municipalityId)
		.where('subjectKind', '=', 'person')
		.where('subjectId', '=', personId)
		.where('note', 'is not', null)
		.execute();
	return { ok: true as const, instead };
}

/** Takes their name off entries of what they did without an account: as a consultee, as somebody who was asked to speak. */
export async function eraseActor(
	trx: Db,
	municipalityId: string,
	{ instead, redaction }: { instead: string; redaction: Pick<Redaction, 'label'> }
): Promise<void> {
	const named = await trx
		.selectFrom('audit')
		.select('actorName')
		.distinct()
		.where('municipalityId', '=', municipalityId)
		.where('actorId', 'is', null)
		.execute();
	for (const { actorName } of named)
		if (redaction.label(actorName) !== actorName)
			await trx
				.updateTable('audit')
				.set({ actorName: instead })
				.where('municipalityId', '=', municipalityId)
				.where('actorId', 'is', null)
				.where('actorName', '=', actorName)
				.execute();
}

/** Who erases again what was erased before a copy was restored: also the last administrator of that copy. */
export const restorer = 'restore';

/** A name that others have as well, or of one word, says of a text that it is somebody's only where they were. */
export type KnownAs = { names: string[]; sharedNames: string[]; emails: string[] };

/** The names and addresses that a person has had here, with `more` that other nouns know; before they are erased. */
export async function knownAs(
	db: Db,
	municipalityId: string,
	personId: string,
	more: { names: string[]; emails: string[] }
): Promise<KnownAs> {
	const persons = await db.selectFrom('person').select(['id', 'name', 'email']).where('municipalityId', '=', municipalityId).execute();
	const own = persons.filter(({ id }) => id === personId);
	const said = await db
		.selectFrom('audit')
		.select('actorName')
		.distinct()
		.where('municipalityId', '=', municipalityId)
		.where('actorId', '=', personId)
		.execute();
	const others = new Set(persons.filter(({ id }) => id !== personId).map(({ name }) => nameKey(name)));
	const all = [...own.map(({ name }) => name), ...said.map(({ actorName }) => actorName), ...more.names];
	const names = [...new Map(all.map((name) => [nameKey(name), name])).values()].filter((name) => name.trim() !== '' && !isStandIn(name));
	const isOwn = (name: string) => /\S\s+\S/.test(name) && !others.has(nameKey(name));
	return {
		names: names.filter(isOwn),
		sharedNames: names.filter((name) => !isOwn(name)),
		emails: [...new Set([...own.flatMap(({ email }) => email ?? []), ...more.emails])]
	};
}

/** What stands in the place of a name already. */
const isStandIn = (name: string) => languages.some(({ locale }) => m.people_forgotten({}, { locale }) === name);

/** Somebody who was erased: ids only, which lead to nobody once the row is without a name. */
export type Erased = { municipalityId: string; personId: string };

/** Everybody who was erased, as the audit trail has it. */
export async function erasedIn(db: Db): Promise<Erased[]> {
	return db
		.selectFrom('audit')
		.select(['municipalityId', 'subjectId as personId'])
		.where('verb', '=', 'person.erase')
		.orderBy('subjectId')
		.execute();
}
