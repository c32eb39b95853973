import { isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { addEntry, cancelEntry, colourOf, faultOfUnit, type NewEntry } from '../commands.server.ts';
import { mayPlanYear, type EntryKind, type Recurrence } from '../model.ts';

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

/**
 * Another name, kind, owner, lead time or mark of a fixed point. Another day or rhythm ends it today and begins a new one, so that what
 * has been keeps its place in the years gone by. Refuses `notAllowed`, `unknownEntry` (also when it was taken out), and what `addEntry` refuses.
 */
export async function changeEntry(
	db: Db,
	actor: Actor,
	entryId: string,
	changed: NewEntry,
	now: Instant
): Promise<
	{ ok: true; entryId: string } | { ok: false; reason: 'notAllowed' | 'unknownEntry' | 'noMonth' | 'unknownUnit' | 'unitNotThen' }
> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const month = changed.date?.slice(0, 7) ?? changed.month;
	if (month === null || !isCivilDate(`${month}-01`)) return { ok: false, reason: 'noMonth' };
	return inTransaction(db, async (trx) => {
		const before = (await entries(trx, municipalityId)).find(({ id }) => id === entryId);
		if (!before) return { ok: false, reason: 'unknownEntry' };
		const wrong = await faultOfUnit(trx, municipalityId, changed.ownerUnitId, changed.date ?? `${month}-01`);
		if (wrong) return { ok: false, reason: wrong };
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
		await record(trx, actor, 'changeEntry', { kind: 'cycleEntry', id: entryId, detail: changed }, now);
		return { ok: true, entryId };
	});
}
