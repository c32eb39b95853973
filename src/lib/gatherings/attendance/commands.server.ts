import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import { openGathering } from './doors.server.ts';
import { requireGathering } from '../commands.server.ts';
import { mayCheckIn } from '../model.ts';

/**
 * Somebody is here. The first one opens the gathering; checking in twice changes nothing.
 * Refuses as `open` does, and `invalidPerson`.
 */
export async function checkIn(db: Db, actor: Actor, gatheringId: string, personId: string, now: Instant) {
	return command(db, async (trx) => {
		const person = await trx
			.selectFrom('person')
			.select(['id', 'name', 'unitId', 'levelId'])
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', '=', personId)
			.where('disabledAt', 'is', null)
			.executeTakeFirst();
		if (!person) return refuse('invalidPerson');
		const opened = await openGathering(trx, actor, gatheringId, now);
		if (!opened.ok) return opened;
		return { ok: true as const, attendanceId: await arrive(trx, actor.municipalityId, gatheringId, person, now) };
	});
}

type Arriving = { id: string; name: string; unitId: string | null; levelId: string | null };

/** Writes down that a person is here; once, however often it is said. The doors are open: that is asked before. */
export async function arrive(trx: Db, municipalityId: string, gatheringId: string, person: Arriving, now: Instant): Promise<string> {
	const { id: personId, ...as } = person;
	const here = await trx
		.selectFrom('attendance')
		.select('id')
		.where('gatheringId', '=', gatheringId)
		.where('personId', '=', personId)
		.executeTakeFirst();
	if (here) return here.id;
	const id = newId();
	await trx
		.insertInto('attendance')
		.values({ id, municipalityId, gatheringId, personId, ...as, checkedInAt: now, walkInAt: null })
		.execute();
	return id;
}

/** The same for somebody of whom only name and unit are known; `key` is the attendance's id, so that saying it twice is once. */
export async function arriveUnknown(
	trx: Db,
	municipalityId: string,
	gatheringId: string,
	guest: { name: string; unitId: string | null; key: string },
	now: Instant
): Promise<void> {
	const { key: id, name, unitId } = guest;
	await trx
		.insertInto('attendance')
		.values({ id, municipalityId, gatheringId, personId: null, name, unitId, levelId: null, checkedInAt: now, walkInAt: now })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
}

/**
 * Somebody who was not invited is here: a name and perhaps a unit is all that is kept. `key` is what whoever writes them down calls
 * this press; the same press twice is one person. Refuses as `open` does, `missing` and `invalidUnit`.
 */
export async function walkIn(
	db: Db,
	actor: Actor,
	gatheringId: string,
	guest: { name: string; unitId: string | null; key?: string },
	now: Instant
) {
	const name = guest.name.trim();
	const attendanceId = guest.key ?? newId();
	if (!name) return refuse('missing');
	return command(db, async (trx) => {
		if (guest.unitId !== null) {
			const unit = await trx
				.selectFrom('unit')
				.select('id')
				.where('municipalityId', '=', actor.municipalityId)
				.where('id', '=', guest.unitId)
				.executeTakeFirst();
			if (!unit) return refuse('invalidUnit');
		}
		const opened = await openGathering(trx, actor, gatheringId, now);
		if (!opened.ok) return opened;
		await arriveUnknown(trx, actor.municipalityId, gatheringId, { name, unitId: guest.unitId, key: attendanceId }, now);
		return { ok: true as const, attendanceId };
	});
}

/**
 * The name and unit of somebody who walked in, mended; also when the day is over. Refuses `notAllowed`, `notFound`, `notFoundPerson`
 * (nobody of that list who walked in, or their name is no longer kept), `invalidUnit`.
 */
export async function editWalkIn(
	db: Db,
	actor: Actor,
	gatheringId: string,
	edited: { attendanceId: string; name: string; unitId: string | null },
	now: Instant
) {
	if (!mayFacilitate(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		if (!(await requireGathering(trx, actor, gatheringId))) return refuse('notFound');
		if (edited.unitId !== null) {
			const unit = trx.selectFrom('unit').select('id').where('municipalityId', '=', municipalityId).where('id', '=', edited.unitId);
			if (!(await unit.executeTakeFirst())) return refuse('invalidUnit');
		}
		const mended = await trx
			.updateTable('attendance')
			.set({ name: edited.name, unitId: edited.unitId })
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', '=', gatheringId)
			.where('id', '=', edited.attendanceId)
			.where('personId', 'is', null)
			.where('name', '!=', '')
			.returning('id')
			.executeTakeFirst();
		if (!mended) return refuse('notFoundPerson');
		await record(trx, actor, 'attendance.edit', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const };
	});
}

/** A foreign key of the café points at the attendance: it has a seat or hosts a table. SQLite and PostgreSQL name it so. */
const stillUsed = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);

/**
 * Takes a check-in back. The gathering stays open.
 * Refuses `notAllowed`, `notFound`, `notFoundPerson` (they are not on the list), `closed` (the list is final once it is held),
 * `conflictSeat` (the café has given them a place).
 */
export async function undoCheckIn(
	db: Db,
	actor: Actor,
	gatheringId: string,
	who: { attendanceId: string } | { personId: string },
	now: Instant
) {
	try {
		return await command(db, async (trx) => {
			const gathering = await requireGathering(trx, actor, gatheringId);
			if (!gathering) return refuse('notFound');
			if (gathering.state !== 'open') return refuse('closed');
			if (!mayCheckIn(actor, gathering, civilDate(now))) return refuse('notAllowed');
			const gone = await trx
				.deleteFrom('attendance')
				.where('municipalityId', '=', actor.municipalityId)
				.where('gatheringId', '=', gatheringId)
				.where((of) => ('personId' in who ? of('personId', '=', who.personId) : of('id', '=', who.attendanceId)))
				.executeTakeFirst();
			return gone.numDeletedRows > 0n ? { ok: true as const } : refuse('notFoundPerson');
		});
	} catch (failed) {
		if (failed instanceof Error && stillUsed.has(String((failed as { code?: string }).code))) return refuse('conflictSeat');
		throw failed;
	}
}

/** Whether somebody has been checked in. */
export async function isHere(db: Db, gatheringId: string, personId: string): Promise<boolean> {
	const here = db.selectFrom('attendance').select('id').where('gatheringId', '=', gatheringId).where('personId', '=', personId);
	return (await here.executeTakeFirst()) !== undefined;
}
