import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newCode, typedCode } from '#lib/joincode.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { record } from '../audit.server.ts';
import { isPassword } from '../auth/passwords.server.ts';
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

/**
 * The app knows the secret, and it is the one who has the password: from now on its code is asked for. Gives the recovery codes, which are
 * kept as hashes and shown this once. Refuses `missing` (not begun, or no password), `invalidPresent`, `invalidCode`. `at` in milliseconds.
 */
export async function confirmSecondFactor(db: Db, actor: Actor, typed: { present: string; code: string }, at: number, now: Instant) {
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
		await record(trx, actor, 'secondFactor.turnOn', { kind: 'person', id: actor.id }, now);
		return { ok: true as const, codes };
	});
}

/** Fresh recovery codes; those before are dead. Refuses `missing` (there is no second factor), `invalidCode`. */
export async function renewRecoveryCodes(db: Db, actor: Actor, code: string, at: number, now: Instant) {
	return command(db, async (trx) => {
		const refused = await unproved(trx, actor.id, code, at);
		if (refused) return refused;
		const codes = await renew(trx, actor);
		await record(trx, actor, 'secondFactor.renewCodes', { kind: 'person', id: actor.id }, now);
		return { ok: true as const, codes };
	});
}

/** The password alone again. Refuses `missing`, `invalidCode`. */
export async function endSecondFactor(db: Db, actor: Actor, code: string, at: number, now: Instant) {
	return command(db, async (trx) => {
		const refused = await unproved(trx, actor.id, code, at);
		if (refused) return refused;
		await drop(trx, actor.id);
		await record(trx, actor, 'secondFactor.turnOff', { kind: 'person', id: actor.id }, now);
		return { ok: true as const };
	});
}

/**
 * Somebody else's second factor goes, since they have lost phone and codes. Refuses `notAllowed`, `notFound` (nobody here who has one),
 * `notAllowedSelf`, `notAllowedRole` (they hold a role out of the actor's reach).
 */
export async function removeSecondFactor(db: Db, actor: Actor, personId: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (personId === actor.id) return refuse('notAllowedSelf');
	return command(db, async (trx) => {
		const [person] = await persons(trx, actor.municipalityId, [personId]);
		if (!person || (await secondFactorOf(trx, personId)).state !== 'on') return refuse('notFound');
		if (!person.roles.every((role) => rolesInReach(actor).includes(role))) return refuse('notAllowedRole');
		await drop(trx, personId);
		await record(trx, actor, 'secondFactor.remove', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/**
 * Whether a code proves that it is them: the app's, later than the last one that was taken, or a recovery code, which is used up. Refuses
 * `missing`, `invalidCode`.
 */
export async function proveSecondFactor(db: Db, personId: string, typed: string, at: number) {
	return command(db, async (trx) => (await unproved(trx, personId, typed, at)) ?? { ok: true as const });
}

async function unproved(trx: Db, personId: string, typed: string, at: number) {
	const factor = await trx.selectFrom('secondFactor').selectAll().where('personId', '=', personId).executeTakeFirst();
	if (!factor || factor.confirmedAt === null) return refuse('missing');
	const step = stepOf(factor.secret, typed, factor.lastStep, at);
	if (step !== undefined) {
		await trx.updateTable('secondFactor').set({ lastStep: step }).where('personId', '=', personId).execute();
		return undefined;
	}
	const code = typedCode(typed, codeLength);
	const used =
		code &&
		(await trx
			.deleteFrom('recoveryCode')
			.where('personId', '=', personId)
			.where('codeHash', '=', hashOf(code))
			.returning('codeHash')
			.executeTakeFirst());
	return used ? undefined : refuse('invalidCode');
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

async function drop(trx: Db, personId: string): Promise<void> {
	await trx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
	await trx.deleteFrom('secondFactor').where('personId', '=', personId).execute();
}

/** As when somebody is erased, or by who runs the machine: gives whether there was one. */
export async function dropSecondFactor(trx: Db, personId: string): Promise<boolean> {
	const { state } = await secondFactorOf(trx, personId);
	await drop(trx, personId);
	return state === 'on';
}
