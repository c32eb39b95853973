import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '../audit.server.ts';
import { isCurrent, mayAdminister, type Actor } from '../model.ts';

export type PositionRow = {
	id: string;
	unitId: string;
	personId: string;
	name: string;
	kind: 'leader' | 'other';
	roleNn: string;
	roleNb: string;
	validFrom: CivilDate;
	validTo: CivilDate | null;
};

/** Who has filled which role in which unit, oldest first. */
export async function positions(db: Db, municipalityId: string): Promise<PositionRow[]> {
	return db
		.selectFrom('position')
		.innerJoin('person', 'person.id', 'position.personId')
		.select([
			'position.id',
			'position.unitId',
			'position.personId',
			'person.name',
			'position.kind',
			'position.roleNn',
			'position.roleNb',
			'position.validFrom',
			'position.validTo'
		])
		.where('position.municipalityId', '=', municipalityId)
		.orderBy('position.validFrom')
		.orderBy('position.id')
		.execute();
}

/** Who leads a unit on `date`; undefined when nobody does. */
export async function leaderOf(db: Db, municipalityId: string, unitId: string, date: CivilDate): Promise<PositionRow | undefined> {
	return (await positions(db, municipalityId)).find((held) => held.unitId === unitId && held.kind === 'leader' && isCurrent(held, date));
}

/**
 * Gives a person a role in a unit from a day on; the one who had it before ends the day before.
 * Refuses `notAllowed`, `notFound` (unit or person), `noRole`, `beforeCurrent` (the one before began that day or later).
 */
export async function fillRole(
	db: Db,
	actor: Actor,
	filled: { unitId: string; personId: string; kind: 'leader' | 'other'; roleNn: string; roleNb: string; from: CivilDate },
	now: Instant
): Promise<{ ok: true; positionId: string } | { ok: false; reason: 'notAllowed' | 'notFound' | 'noRole' | 'beforeCurrent' }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { from, ...role } = filled;
	const roleNn = role.roleNn.trim();
	const roleNb = role.roleNb.trim() || roleNn;
	if (!roleNn) return { ok: false, reason: 'noRole' };
	return inTransaction(db, async (trx) => {
		const unit = await trx
			.selectFrom('unit')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', role.unitId)
			.executeTakeFirst();
		const person = await trx
			.selectFrom('person')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', role.personId)
			.where('disabledAt', 'is', null)
			.executeTakeFirst();
		if (!unit || !person) return { ok: false, reason: 'notFound' };
		const before = (await positions(trx, municipalityId)).filter(
			(held) =>
				held.unitId === role.unitId &&
				(role.kind === 'leader' ? held.kind === 'leader' : held.kind === 'other' && held.roleNn === roleNn) &&
				(held.validTo === null || held.validTo >= from)
		);
		if (before.some((held) => held.validFrom >= from)) return { ok: false, reason: 'beforeCurrent' };
		for (const { id } of before)
			await trx
				.updateTable('position')
				.set({ validTo: addDays(from, -1) })
				.where('id', '=', id)
				.execute();
		const positionId = newId();
		await trx
			.insertInto('position')
			.values({ id: positionId, municipalityId, ...role, roleNn, roleNb, validFrom: from, validTo: null })
			.execute();
		await record(trx, actor, 'fillRole', { kind: 'unit', id: role.unitId, detail: { ...role, from } }, now);
		return { ok: true, positionId };
	});
}

export type Fallen = {
	positionId: string;
	unitId: string;
	roleNn: string;
	roleNb: string;
	kind: 'leader' | 'other';
	toPersonId: string | null;
};

/**
 * A person leaves: each role they fill ends today, and what it is about falls to the leader of the unit (nobody, when it was the
 * leader who left). Part of `leave`; every fall is in the log. Gives what fell.
 */
export async function vacate(trx: Db, actor: Actor, personId: string, now: Instant): Promise<Fallen[]> {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const all = await positions(trx, municipalityId);
	const held = all.filter((one) => one.personId === personId && (one.validTo === null || one.validTo >= today));
	const fallen: Fallen[] = [];
	for (const one of held) {
		if (one.validFrom > today) await trx.deleteFrom('position').where('id', '=', one.id).execute();
		else await trx.updateTable('position').set({ validTo: today }).where('id', '=', one.id).execute();
		const leader = all.find(
			(other) => other.unitId === one.unitId && other.kind === 'leader' && other.personId !== personId && isCurrent(other, today)
		);
		const fall = {
			positionId: one.id,
			unitId: one.unitId,
			roleNn: one.roleNn,
			roleNb: one.roleNb,
			kind: one.kind,
			toPersonId: leader?.personId ?? null
		};
		fallen.push(fall);
		await record(trx, actor, 'fallToLeader', { kind: 'unit', id: one.unitId, detail: { ...fall, fromPersonId: personId } }, now);
	}
	return fallen;
}
