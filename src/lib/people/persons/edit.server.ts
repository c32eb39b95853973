import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { mayAdminister, rolesInReach, type Actor, type Locale } from '../model.ts';
import { persons } from '../queries.server.ts';
import { leaveAddress } from './leaveAddress.server.ts';

export type PersonDetails = {
	name: string;
	email: string | null;
	title: string;
	unitId: string | null;
	levelId: string | null;
	locale: Locale;
};

/**
 * Who a person is, mended. When the address is another one, the old one is told at once, links that went to it open nothing any more,
 * and what waits in the outbox goes to the new one. Refuses `notAllowed`, `notFound`, `notAllowedRole` (they hold one that the actor could
 * not give: their address opens their account), `duplicate`, `invalidUnit`, `invalidLevel`.
 */
export async function editPerson(db: Db, actor: Actor, personId: string, edited: PersonDetails, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const [person] = await persons(trx, municipalityId, [personId]);
		if (!person) return refuse('notFound');
		if (!person.roles.every((role) => rolesInReach(actor).includes(role))) return refuse('notAllowedRole');
		const fault = await placeFault(trx, municipalityId, edited);
		if (fault) return refuse(fault);
		if (edited.email !== null) {
			const taken = trx.selectFrom('person').select('id').where('municipalityId', '=', municipalityId).where('email', '=', edited.email);
			if (await taken.where('id', '!=', personId).executeTakeFirst()) return refuse('duplicate');
		}
		const after = { ...edited, title: edited.title || null };
		await trx.updateTable('person').set(after).where('id', '=', personId).execute();
		if (person.email !== null && person.email !== edited.email) {
			await trx.deleteFrom('passwordLink').where('personId', '=', personId).where('kind', '=', 'reset').execute();
			await trx.deleteFrom('identityLink').where('personId', '=', personId).execute();
			const whose = { id: personId, name: person.name, locale: person.locale ?? actor.locale };
			await leaveAddress(trx, actor, { personId }, whose, { from: person.email, to: edited.email }, now);
		}
		const fields = (Object.keys(after) as (keyof typeof after)[]).filter((field) => after[field] !== person[field]);
		await record(trx, actor, 'person.edit', { kind: 'person', id: personId, detail: { fields } }, now);
		return { ok: true as const };
	});
}

/** Why a unit or a level can't be somebody's; both are kept by their municipality. */
export async function placeFault(
	trx: Db,
	municipalityId: string,
	{ unitId, levelId }: { unitId: string | null; levelId: string | null }
): Promise<'invalidUnit' | 'invalidLevel' | undefined> {
	for (const [table, id, fault] of [
		['unit', unitId, 'invalidUnit'],
		['level', levelId, 'invalidLevel']
	] as const) {
		if (id === null) continue;
		const found = await trx
			.selectFrom(table)
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', id)
			.executeTakeFirst();
		if (!found) return fault;
	}
	return undefined;
}
