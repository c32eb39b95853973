import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { record } from '../audit.server.ts';
import type { Actor } from '../model.ts';
import { passwordLinkOf } from './passwordLinks.server.ts';
import { ownWords, passwordFault } from './passwordRule.server.ts';
import { isPassword, passwordHashOf } from './passwords.server.ts';
import { endSessions } from './sessions.server.ts';

/**
 * Sets the password of the person whose link this is. The link, all others of theirs and all their sessions end. Refuses `past` (unknown,
 * used or expired; the same to all) and `invalidPassword` with the `fault`, which leaves the link as it is.
 */
export async function setPasswordByLink(db: Db, token: string, password: string, now: Instant) {
	const person = await passwordLinkOf(db, token, now);
	if (!person) return refuse('past');
	const { personId, municipalityId, name } = person;
	const fault = passwordFault(password, await ownWords(db, personId));
	if (fault) return refuse('invalidPassword', { fault });
	const passwordHash = await passwordHashOf(password);
	return command(db, async (trx) => {
		const used = await trx.deleteFrom('passwordLink').where('tokenHash', '=', hashOf(token)).returning('tokenHash').executeTakeFirst();
		if (!used) return refuse('past');
		await keepPassword(trx, { personId, municipalityId, passwordHash }, now);
		await record(trx, { id: personId, municipalityId, name }, 'password.set', { kind: 'person', id: personId }, now);
		return { ok: true as const, personId, byOperator: person.byOperator === 1 };
	});
}

/**
 * Changes one's own password; every session but the one with the cookie `session` ends. Refuses `missing` (there is none to change),
 * `invalidPresent` and `invalidPassword` with the `fault`.
 */
export async function changePassword(
	db: Db,
	actor: Actor,
	{ present, password }: { present: string; password: string },
	session: string | undefined,
	now: Instant
) {
	const account = await db.selectFrom('account').select('passwordHash').where('personId', '=', actor.id).executeTakeFirst();
	if (!account) return refuse('missing');
	if (!(await isPassword(present, account.passwordHash))) {
		await record(db, actor, 'password.refuse', { kind: 'person', id: actor.id }, now);
		return refuse('invalidPresent');
	}
	const fault = passwordFault(password, await ownWords(db, actor.id));
	if (fault) return refuse('invalidPassword', { fault });
	const passwordHash = await passwordHashOf(password);
	return command(db, async (trx) => {
		await keepPassword(trx, { personId: actor.id, municipalityId: actor.municipalityId, passwordHash }, now, session);
		await record(trx, actor, 'password.change', { kind: 'person', id: actor.id }, now);
		return { ok: true as const };
	});
}

async function keepPassword(
	trx: Db,
	{ personId, municipalityId, passwordHash }: { personId: string; municipalityId: string; passwordHash: string },
	now: Instant,
	except?: string
): Promise<void> {
	await trx
		.insertInto('account')
		.values({ personId, municipalityId, passwordHash, createdAt: now })
		.onConflict((conflict) => conflict.column('personId').doUpdateSet({ passwordHash }))
		.execute();
	await trx.deleteFrom('passwordLink').where('personId', '=', personId).execute();
	await withdraw(trx, municipalityId, { kind: 'passwordInvitation', id: municipalityId, personId });
	await withdraw(trx, municipalityId, { kind: 'passwordReset', id: personId });
	await endSessions(trx, personId, except);
}
