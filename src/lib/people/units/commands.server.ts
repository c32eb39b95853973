import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { mayAdminister, type Actor } from '../model.ts';

/** A unit with the next free colour. Refuses `notAllowed`. */
export async function addUnit(
	db: Db,
	actor: Actor,
	added: { nameNn: string; nameNb: string; kind: 'internal' | 'external'; validFrom: CivilDate | null },
	now: Instant
) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const { count } = await trx
			.selectFrom('unit')
			.select((select) => select.fn.countAll<number>().as('count'))
			.where('municipalityId', '=', actor.municipalityId)
			.executeTakeFirstOrThrow();
		const unitId = newId();
		await trx
			.insertInto('unit')
			.values({ id: unitId, municipalityId: actor.municipalityId, ...added, colour: Number(count) % 12, validTo: null, successorId: null })
			.execute();
		await record(trx, actor, 'unit.add', { kind: 'unit', id: unitId }, now);
		return { ok: true as const, unitId };
	});
}

/** What a unit is called, mended; also for what it has done. Refuses `notAllowed`, `notFound`. */
export async function renameUnit(db: Db, actor: Actor, unitId: string, names: { nameNn: string; nameNb: string }, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const renamed = trx.updateTable('unit').set(names).where('municipalityId', '=', actor.municipalityId).where('id', '=', unitId);
		if (!(await renamed.returning('id').executeTakeFirst())) return refuse('notFound');
		await record(trx, actor, 'unit.edit', { kind: 'unit', id: unitId }, now);
		return { ok: true as const };
	});
}

/** A unit's last day, and who takes over its duties. */
export type UnitEnd = { unitId: string; validTo: CivilDate; successorId: string | null };

/** Ends a unit after its last day. Refuses `notAllowed`, `notFound`, `invalidEnd`, `invalidSuccessor`. */
export async function endUnit(db: Db, actor: Actor, ended: UnitEnd, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	if (ended.successorId === ended.unitId) return refuse('invalidSuccessor');
	return command(db, async (trx) => {
		const wanted = [ended.unitId, ...(ended.successorId ? [ended.successorId] : [])];
		const found = await trx
			.selectFrom('unit')
			.select(['id', 'validFrom'])
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', 'in', wanted)
			.execute();
		if (found.length !== wanted.length) return refuse('notFound');
		const from = found.find((unit) => unit.id === ended.unitId)!.validFrom;
		if (from !== null && ended.validTo < from) return refuse('invalidEnd');
		await trx.updateTable('unit').set({ validTo: ended.validTo, successorId: ended.successorId }).where('id', '=', ended.unitId).execute();
		await record(trx, actor, 'unit.end', { kind: 'unit', id: ended.unitId, detail: ended }, now);
		return { ok: true as const };
	});
}
