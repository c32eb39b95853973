import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
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
 * Refuses `notAllowed`, `notFound` (unit or person), `missing`, `conflict` (the one before began that day or later).
 */
export async function fillRole(
	db: Db,
	actor: Actor,
	filled: { unitId: string; personId: string; kind: 'leader' | 'other'; roleNn: string; roleNb: string; from: CivilDate },
	now: Instant
) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { from, ...role } = filled;
	const roleNn = role.roleNn.trim();
	const roleNb = role.roleNb.trim() || roleNn;
	if (!roleNn) return refuse('missing');
	return command(db, async (trx) => {
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
		if (!unit || !person) return refuse('notFound');
		const before = (await positions(trx, municipalityId)).filter(
			(held) =>
				held.unitId === role.unitId &&
				(role.kind === 'leader' ? held.kind === 'leader' : held.kind === 'other' && held.roleNn === roleNn) &&
				(held.validTo === null || held.validTo >= from)
		);
		if (before.some((held) => held.validFrom >= from)) return refuse('conflict');
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
		await record(trx, actor, 'unit.fillRole', { kind: 'unit', id: role.unitId, detail: { ...role, from } }, now);
		return { ok: true as const, positionId };
	});
}

export type VacatedRole = {
	positionId: string;
	unitId: string;
	roleNn: string;
	roleNb: string;
	kind: 'leader' | 'other';
	toPersonId: string | null;
};

/**
 * Ends each role that a person fills today; its duties fall to the leader of the unit (to nobody when the leader leaves). Part of the
 * commands that take somebody's access away. Each role is logged; returns them.
 */
export async function vacate(trx: Db, actor: Actor, personId: string, now: Instant): Promise<VacatedRole[]> {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const all = await positions(trx, municipalityId);
	const held = all.filter((one) => one.personId === personId && (one.validTo === null || one.validTo >= today));
	const vacated: VacatedRole[] = [];
	for (const one of held) {
		if (one.validFrom > today) await trx.deleteFrom('position').where('id', '=', one.id).execute();
		else await trx.updateTable('position').set({ validTo: today }).where('id', '=', one.id).execute();
		const leader = all.find(
			(other) => other.unitId === one.unitId && other.kind === 'leader' && other.personId !== personId && isCurrent(other, today)
		);
		const role = {
			positionId: one.id,
			unitId: one.unitId,
			roleNn: one.roleNn,
			roleNb: one.roleNb,
			kind: one.kind,
			toPersonId: leader?.personId ?? null
		};
		vacated.push(role);
		await record(trx, actor, 'unit.vacateRole', { kind: 'unit', id: one.unitId, detail: { ...role, fromPersonId: personId } }, now);
	}
	return vacated;
}
