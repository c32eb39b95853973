import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { record } from './audit.server.ts';
import { holds, type Actor } from './model.ts';
import { vacate } from './units/positions.server.ts';

/** Deleting a person's account for good is the administrator's. */
export function mayErase(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'administrator');
}

/**
 * Deletes a person's account and loses who they are: name, address, title, level, what they signed in with, also where the log names them.
 * A row without a name stays, so that what they decided and took part in still hangs together. Part of `eraseAccount`, which asks the other nouns too.
 * Gives the name that is lost and what stands instead; refuses `notAllowed`, `notFound`, `yourself`.
 */
export async function erasePerson(
	trx: Db,
	actor: Actor,
	personId: string,
	now: Instant
): Promise<{ ok: true; was: string; instead: string } | { ok: false; reason: 'notAllowed' | 'notFound' | 'yourself' }> {
	if (!mayErase(actor)) return { ok: false, reason: 'notAllowed' };
	if (personId === actor.id) return { ok: false, reason: 'yourself' };
	const { municipalityId } = actor;
	const person = await trx
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select(['person.name', 'person.disabledAt', 'municipality.locale'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.id', '=', personId)
		.executeTakeFirst();
	if (!person) return { ok: false, reason: 'notFound' };
	const instead = m.people_forgotten({}, { locale: person.locale });
	await vacate(trx, actor, personId, now);
	await trx.deleteFrom('session').where('personId', '=', personId).execute();
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
	await record(trx, actor, 'person.erase', { kind: 'person', id: personId }, now);
	return { ok: true, was: person.name, instead };
}
