import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { addPerson } from '#lib/people/persons/commands.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { addressesIn, maxAddresses, readPasted, type Understood } from './pastedAddresses.ts';
import { invite } from './commands.server.ts';
import type { MailSettings } from '../model.ts';

/** Says piece by piece what `inviteAddresses` would make of a list, and writes nothing. Refuses `limitAddresses`. */
export async function previewAddresses(db: Db, municipalityId: string, gatheringId: string, text: string) {
	const read = readPasted(text);
	if (read.filter(({ person, again }) => person && !again).length > maxAddresses) return refuse('limitAddresses');
	const known = await db
		.selectFrom('person')
		.leftJoin('invitation', (join) => join.onRef('invitation.personId', '=', 'person.id').on('invitation.gatheringId', '=', gatheringId))
		.select(['person.name', 'person.email', 'person.disabledAt', 'invitation.id as invitationId'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.email', 'is not', null)
		.execute();
	const byAddress = new Map(known.map((person) => [person.email!, person]));
	const lines = read.map(({ text, person, again }): Understood => {
		if (!person) return { text, name: null, email: null, what: 'unread' };
		const { email } = person;
		const one = byAddress.get(email);
		const what = again ? 'again' : !one ? 'new' : one.disabledAt !== null ? 'noAccess' : one.invitationId !== null ? 'invited' : 'known';
		return { text, name: one?.name ?? person.name, email, what };
	});
	return { ok: true as const, lines };
}

/**
 * Invites everybody in a pasted list of addresses: those we know by their address, and the others as new persons without access
 * (in `unitId`, when it is given). Lines that hold no address are given back as `unread`. Refuses as `invite` does, `limitAddresses`,
 * `invalidUnit`; then nobody is added either.
 */
export async function inviteAddresses(
	db: Db,
	actor: Actor,
	gatheringId: string,
	pasted: { text: string; unitId: string | null; levelId?: string | null },
	mail: MailSettings,
	now: Instant
) {
	const { people, unread: unreadable } = addressesIn(pasted.text);
	if (people.length > maxAddresses) return refuse('limitAddresses');
	return command(db, async (trx) => {
		const known = await trx
			.selectFrom('person')
			.select(['id', 'email'])
			.where('municipalityId', '=', actor.municipalityId)
			.where('disabledAt', 'is', null)
			.where('email', 'is not', null)
			.execute();
		const idOf = new Map(known.map((person) => [person.email!, person.id]));
		const unread = [...unreadable];
		let added = 0;
		for (const { email, name } of people) {
			if (idOf.has(email)) continue;
			const { unitId, levelId = null } = pasted;
			const one = { name, email, title: '', unitId, levelId, locale: null, roles: [], password: '' };
			const made = await addPerson(trx, actor, one, now);
			if (made.ok) {
				idOf.set(email, made.personId);
				added++;
			} else if (made.reason === 'duplicate') {
				// Somebody who has lost their access: they are not asked by the way.
				unread.push(email);
			} else return refuse(made.reason === 'notAllowed' ? 'notAllowed' : 'invalidUnit');
		}
		const ids = people.flatMap(({ email }) => idOf.get(email) ?? []);
		const invited = await invite(trx, actor, gatheringId, ids, mail, now);
		if (!invited.ok) return invited;
		return { ...invited, added, unread };
	});
}
