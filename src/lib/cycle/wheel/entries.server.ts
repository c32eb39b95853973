import type { CycleTables } from '#db/schema/cycle.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayPlanYear, type EntryKind, type Recurrence } from '../model.ts';
import { faultOfUnit } from '../queries.server.ts';

export type EntryRow = {
	id: string;
	kind: EntryKind;
	titleNn: string;
	titleNb: string;
	date: CivilDate | null;
	month: string;
	recurs: Recurrence;
	ownerUnitId: string | null;
	ownerRoleNn: string | null;
	ownerRoleNb: string | null;
	leadWeeks: number;
	colour: number;
};

/** The fixed points that are in the wheel now, by name. */
export async function entries(db: Db, municipalityId: string): Promise<EntryRow[]> {
	return db
		.selectFrom('cycleEntry')
		.select(['id', 'kind', 'titleNn', 'titleNb', 'date', 'month', 'recurs'])
		.select(['ownerUnitId', 'ownerRoleNn', 'ownerRoleNb', 'leadWeeks', 'colour'])
		.where('municipalityId', '=', municipalityId)
		.where('cancelledAt', 'is', null)
		.orderBy('titleNn')
		.orderBy('month')
		.execute();
}

export type NewEntry = {
	kind: EntryKind;
	titleNn: string;
	titleNb: string;
	/** null: only the month is settled. */
	date: CivilDate | null;
	/** `YYYY-MM`; left out when there is a date. */
	month: string | null;
	recurs: Recurrence;
	ownerUnitId: string | null;
	ownerRoleNn: string | null;
	ownerRoleNb: string | null;
	leadWeeks: number;
	/** Colour and pattern (0–11); left out, the owner's. */
	colour?: number | null;
};

/** Colour (and pattern) of an entry that no unit owns. */
export const colourOf: Record<EntryKind, number> = { body: 1, report: 4, hearing: 7, budget: 9, deadline: 5, other: 11 };

/**
 * A fixed point of the year, in its owner's colour. Refuses `notAllowed`, `missing` (neither date nor month), `invalidUnit`,
 * `closedUnit`.
 */
export async function addEntry(db: Db, actor: Actor, added: NewEntry, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const month = added.date?.slice(0, 7) ?? added.month;
	if (month === null || !isCivilDate(`${month}-01`)) return refuse('missing');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const wrong = await faultOfUnit(trx, municipalityId, added.ownerUnitId, added.date ?? `${month}-01`);
		if (wrong) return refuse(wrong);
		const owner =
			added.ownerUnitId === null
				? undefined
				: await trx.selectFrom('unit').select('colour').where('id', '=', added.ownerUnitId).executeTakeFirst();
		const entryId = newId();
		const entry: CycleTables['cycleEntry'] = {
			id: entryId,
			municipalityId,
			...added,
			month,
			colour: added.colour ?? owner?.colour ?? colourOf[added.kind],
			createdAt: now,
			cancelledAt: null
		};
		await trx.insertInto('cycleEntry').values(entry).execute();
		await record(trx, actor, 'entry.add', { kind: 'cycleEntry', id: entryId, detail: added }, now);
		return { ok: true as const, entryId };
	});
}

/** Takes a fixed point out of the wheel from today on; what has been stays. Refuses `notAllowed`, `notFound`, `closed`. */
export async function cancelEntry(db: Db, actor: Actor, entryId: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const entry = await trx
			.selectFrom('cycleEntry')
			.select('cancelledAt')
			.where('id', '=', entryId)
			.where('municipalityId', '=', actor.municipalityId)
			.executeTakeFirst();
		if (!entry) return refuse('notFound');
		if (entry.cancelledAt !== null) return refuse('closed');
		await trx.updateTable('cycleEntry').set({ cancelledAt: now }).where('id', '=', entryId).execute();
		await record(trx, actor, 'entry.cancel', { kind: 'cycleEntry', id: entryId, detail: { from: civilDate(now) } }, now);
		return { ok: true as const };
	});
}

/**
 * Another name, kind, owner, lead time or mark of a fixed point. Another day or rhythm ends it today and begins a new one, so that what
 * has been keeps its place in the years gone by. Refuses `notAllowed`, `notFound` (also when it was taken out), and what
 * `addEntry` refuses.
 */
export async function changeEntry(db: Db, actor: Actor, entryId: string, changed: NewEntry, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const month = changed.date?.slice(0, 7) ?? changed.month;
	if (month === null || !isCivilDate(`${month}-01`)) return refuse('missing');
	return command(db, async (trx) => {
		const before = (await entries(trx, municipalityId)).find(({ id }) => id === entryId);
		if (!before) return refuse('notFound');
		const wrong = await faultOfUnit(trx, municipalityId, changed.ownerUnitId, changed.date ?? `${month}-01`);
		if (wrong) return refuse(wrong);
		if (changed.date !== before.date || month !== before.month || changed.recurs !== before.recurs) {
			await cancelEntry(trx, actor, entryId, now);
			return addEntry(trx, actor, changed, now);
		}
		const owner = changed.ownerUnitId
			? await trx.selectFrom('unit').select('colour').where('id', '=', changed.ownerUnitId).executeTakeFirst()
			: undefined;
		const { kind, titleNn, titleNb, ownerUnitId, ownerRoleNn, ownerRoleNb, leadWeeks } = changed;
		const colour = changed.colour ?? owner?.colour ?? colourOf[kind];
		await trx
			.updateTable('cycleEntry')
			.set({ kind, titleNn, titleNb, ownerUnitId, ownerRoleNn, ownerRoleNb, leadWeeks, colour })
			.where('id', '=', entryId)
			.execute();
		await record(trx, actor, 'entry.change', { kind: 'cycleEntry', id: entryId, detail: changed }, now);
		return { ok: true as const, entryId };
	});
}
