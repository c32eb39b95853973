import { addDays, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayPlanYear, type SchoolBreak } from '../model.ts';
import { schoolYearSpan, readLines, type TypedBreak } from './schoolYears.ts';

/** Breaks that touch the days from `from` to `to`, in order. */
export async function breaksBetween(db: Db, municipalityId: string, from: CivilDate, to: CivilDate): Promise<SchoolBreak[]> {
	return db
		.selectFrom('schoolBreak')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('fromDate', '<=', to)
		.where('toDate', '>=', from)
		.orderBy('fromDate')
		.orderBy('id')
		.execute();
}

/** Breaks that begin in the school year that begins in `year`, in order. */
export async function breaksOfSchoolYear(db: Db, municipalityId: string, year: number): Promise<SchoolBreak[]> {
	const { from, to } = schoolYearSpan(year);
	return (await breaksBetween(db, municipalityId, from, to)).filter(({ fromDate }) => fromDate >= from);
}

/**
 * A whole school year as it was typed: new lines are entered, known ones changed, and those without days taken away; all or none.
 * What others entered meanwhile and the form did not show stays. Refuses `notAllowed`, and `invalid` with the `year` and what
 * is `wrong` where.
 */
export async function saveSchoolYear(db: Db, actor: Actor, year: number, typed: readonly TypedBreak[], now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const { from, to } = schoolYearSpan(year);
		const own = await breaksOfSchoolYear(trx, municipalityId, year);
		const shown = new Set(typed.map(({ id }) => id));
		// Summer reaches into the next school year, and the one before into this.
		const near = await breaksBetween(trx, municipalityId, addDays(from, -60), addDays(to, 60));
		const others = near.filter(({ id }) => !own.some((one) => one.id === id) || !shown.has(id));
		const { lines, wrong } = readLines(year, typed, others);
		if (wrong.length > 0) return refuse('invalid', { wrong, year });

		for (const { id, nameNn, nameNb, fromDate, toDate } of lines) {
			const before = own.find((one) => one.id === id);
			const line = { nameNn, nameNb: nameNb || nameNn, fromDate, toDate };
			if (!before && fromDate !== '') await enter(trx, actor, line, now);
			else if (before && fromDate === '') await takeAway(trx, actor, before, now);
			else if (before) await change(trx, actor, before, line, now);
		}
		return { ok: true as const, breaks: (await breaksOfSchoolYear(trx, municipalityId, year)).length };
	});
}

type Line = Pick<SchoolBreak, 'nameNn' | 'nameNb' | 'fromDate' | 'toDate'>;

async function enter(trx: Db, actor: Actor, line: Line, now: Instant): Promise<void> {
	const id = newId();
	await trx
		.insertInto('schoolBreak')
		.values({ id, municipalityId: actor.municipalityId, ...line })
		.execute();
	await record(trx, actor, 'schoolBreak.add', { kind: 'schoolBreak', id, detail: line }, now);
}

async function change(trx: Db, actor: Actor, { id, ...before }: SchoolBreak, line: Line, now: Instant): Promise<void> {
	const fields = ['nameNn', 'nameNb', 'fromDate', 'toDate'] as const;
	if (fields.every((field) => before[field] === line[field])) return;
	await trx.updateTable('schoolBreak').set(line).where('id', '=', id).execute();
	await record(trx, actor, 'schoolBreak.change', { kind: 'schoolBreak', id, detail: line }, now);
}

async function takeAway(trx: Db, actor: Actor, { id, nameNn, fromDate, toDate }: SchoolBreak, now: Instant): Promise<void> {
	await trx.deleteFrom('schoolBreak').where('id', '=', id).execute();
	await record(trx, actor, 'schoolBreak.remove', { kind: 'schoolBreak', id, detail: { nameNn, fromDate, toDate } }, now);
}
