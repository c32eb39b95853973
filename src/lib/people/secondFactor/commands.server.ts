import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newCode, typedCode } from '#lib/joincode.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { record } from '../audit.server.ts';
import { isPassword } from '../auth/passwords.server.ts';
import { endSessions } from '../auth/sessions.server.ts';
import { mayAdminister, rolesInReach, type Actor } from '../model.ts';
import { persons } from '../queries.server.ts';
import { newTotpSecret, stepOf } from './totp.server.ts';

/** Ten codes of twelve symbols (57 bits each), each for one time without the phone. */
const codeCount = 10;
const codeLength = 12;

/** How somebody signs in beside the password: `off`, `begun` (the app has not shown that it knows the secret), or `on` with codes left. */
export async function secondFactorOf(db: Db, personId: string) {
	const factor = await db.selectFrom('secondFactor').select(['secret', 'confirmedAt']).where('personId', '=', personId).executeTakeFirst();
	if (!factor) return { state: 'off' as const };
	if (factor.confirmedAt === null) return { state: 'begun' as const, secret: factor.secret };
	const left = db
		.selectFrom('recoveryCode')
		.select((row) => row.fn.countAll().as('count'))
		.where('personId', '=', personId);
	return { state: 'on' as const, codes: Number((await left.executeTakeFirstOrThrow()).count) };
}

/** Begins with a fresh secret for the app of somebody who administers. Refuses `notAllowed`, `duplicate` (they have one). */
export async function beginSecondFactor(db: Db, actor: Actor, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		if ((await secondFactorOf(trx, actor.id)).state === 'on') return refuse('duplicate');
		await trx.deleteFrom('secondFactor').where('personId', '=', actor.id).execute();
		await trx
			.insertInto('secondFactor')
			.values({
				personId: actor.id,
				municipalityId: actor.municipalityId,
				secret: newTotpSecret(),
				confirmedAt: null,
				lastStep: 0,
				createdAt: now
			})
			.execute();
		await record(trx, actor, 'secondFactor.begin', { kind: 'person', id: actor.id }, now);
		return { ok: true as const };
	});
}

/** When a code was typed: `at` on the machine's own clock, in milliseconds, since an app knows no other; `now` for what is written. */
export type Moment = { at: number; now: Instant };

/**
 * The app knows the secret, and it is the one who has the password: from now on its code is asked for. Gives the recovery codes, which are
 * kept as hashes and shown this once; every session but the one with the cookie `session` ends. Refuses `missing` (not begun, or no
 * password), `invalidPresent`, `invalidCode`.
 */
export async function confirmSecondFactor(
	db: Db,
	actor: Actor,
	typed: { present: string; code: string },
	session: string | undefined,
	{ at, now }: Moment
) {
	const account = await db.selectFrom('account').select('passwordHash').where('personId', '=', actor.id).executeTakeFirst();
	if (!account) return refuse('missing');
	if (!(await isPassword(typed.present, account.passwordHash))) return refuse('invalidPresent');
	return command(db, async (trx) => {
		const begun = await secondFactorOf(trx, actor.id);
		if (begun.state !== 'begun') return refuse('missing');
		const lastStep = stepOf(begun.secret, typed.code, 0, at);
		if (lastStep === undefined) return refuse('invalidCode');
		await trx.updateTable('secondFactor').set({ confirmedAt: now, lastStep }).where('personId', '=', actor.id).execute();
		const codes = await renew(trx, actor);
		await endSessions(trx, actor.id, session);
		await record(trx, actor, 'secondFactor.turnOn', { kind: 'person', id: actor.id }, now);
		return { ok: true as const, codes };
	});
}

/** Fresh recovery codes; those before are dead. Refuses `missing` (there is no second factor), `invalidCode`. */
export async function renewRecoveryCodes(db: Db, actor: Actor, code: string, { at, now }: Moment) {
	return command(db, async (trx) => {
		const refused = await unproved(trx, actor, code, { at, now });
		if (refused) return refused;
		const codes = await renew(trx, actor);
		await record(trx, actor, 'secondFactor.renewCodes', { kind: 'person', id: actor.id }, now);
		return { ok: true as const, codes };
	});
}

/** The password alone again; every session but the one with the cookie `session` ends. Refuses `missing`, `invalidCode`. */
export async function endSecondFactor(db: Db, actor: Actor, code: string, session: string | undefined, { at, now }: Moment) {
	return command(db, async (trx) => {
		const refused = await unproved(trx, actor, code, { at, now });
		if (refused) return refused;
		await dropSecondFactor(trx, actor.id);
		await endSessions(trx, actor.id, session);
		await record(trx, actor, 'secondFactor.turnOff', { kind: 'person', id: actor.id }, now);
		return { ok: true as const };
	});
}

/**
 * Somebody else's second factor and their sessions go, since they have lost phone and codes. Refuses `notAllowed`, `notFound` (nobody
 * here who has one), `notAllowedSelf`, `notAllowedRole` (they hold a role out of the actor's reach).
 */
export async function removeSecondFactor(db: Db, actor: Actor, personId: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (personId === actor.id) return refuse('notAllowedSelf');
	return command(db, async (trx) => {
		const [person] = await persons(trx, actor.municipalityId, [personId]);
		if (!person || (await secondFactorOf(trx, personId)).state !== 'on') return refuse('notFound');
		if (!person.roles.every((role) => rolesInReach(actor).includes(role))) return refuse('notAllowedRole');
		await dropSecondFactor(trx, personId);
		await endSessions(trx, personId);
		await record(trx, actor, 'secondFactor.remove', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/**
 * Whether a code proves that it is them: the app's, later than the last one that was taken, or a recovery code, which is used up, as the
 * trail tells. Refuses `missing`, `invalidCode`.
 */
export async function proveSecondFactor(db: Db, personId: string, typed: string, { at, now }: Moment) {
	return command(db, async (trx) => {
		const person = await trx.selectFrom('person').select(['id', 'municipalityId', 'name']).where('id', '=', personId).executeTakeFirst();
		if (!person) return refuse('missing');
		return (await unproved(trx, person, typed, { at, now })) ?? { ok: true as const };
	});
}

async function unproved(trx: Db, person: Pick<Actor, 'id' | 'municipalityId' | 'name'>, typed: string, { at, now }: Moment) {
	const factor = await trx.selectFrom('secondFactor').selectAll().where('personId', '=', person.id).executeTakeFirst();
	if (!factor || factor.confirmedAt === null) return refuse('missing');
	const step = stepOf(factor.secret, typed, factor.lastStep, at);
	if (step !== undefined) {
		// Of two sign-ins with one code at the same time the later changes nothing.
		const taken = trx.updateTable('secondFactor').set({ lastStep: step }).where('personId', '=', person.id).where('lastStep', '<', step);
		return (await taken.returning('lastStep').executeTakeFirst()) ? undefined : refuse('invalidCode');
	}
	const code = typedCode(typed, codeLength);
	if (!code) return refuse('invalidCode');
	const used = trx.deleteFrom('recoveryCode').where('personId', '=', person.id).where('codeHash', '=', hashOf(code));
	if (!(await used.returning('codeHash').executeTakeFirst())) return refuse('invalidCode');
	await record(trx, person, 'secondFactor.useCode', { kind: 'person', id: person.id }, now);
	return undefined;
}

async function renew(trx: Db, { id: personId, municipalityId }: Actor): Promise<string[]> {
	await trx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
	const codes = Array.from({ length: codeCount }, () => newCode(codeLength));
	await trx
		.insertInto('recoveryCode')
		.values(codes.map((code) => ({ codeHash: hashOf(code), municipalityId, personId })))
		.execute();
	return codes;
}

/** Part of erasing somebody. */
export async function dropSecondFactor(trx: Db, personId: string): Promise<void> {
	await trx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
	await trx.deleteFrom('secondFactor').where('personId', '=', personId).execute();
}

/** Who runs the machine takes a second factor off, and the sessions of its person; gives whether there was one. */
export async function removeByOperator(db: Db, person: { id: string; municipalityId: string }, now: Instant): Promise<boolean> {
	return inTransaction(db, async (trx) => {
		const { state } = await secondFactorOf(trx, person.id);
		await dropSecondFactor(trx, person.id);
		if (state !== 'on') return false;
		await endSessions(trx, person.id);
		const samling = { id: null, municipalityId: person.municipalityId, name: 'Samling' };
		await record(trx, samling, 'secondFactor.remove', { kind: 'person', id: person.id }, now);
		return true;
	});
}
