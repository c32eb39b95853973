import type { Db } from '#lib/db/open.server.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise, type MeasureStatus } from '../model.ts';

/**
 * Stores the status of a measure on a day. Adopted text never changes; status does. Refuses `notAllowed`, `notFound` (no such
 * measure here), `invalidDate`, `invalidFuture`.
 */
export async function reportStatus(
	db: Db,
	actor: Actor,
	reported: { elementId: string; status: MeasureStatus; date: CivilDate; note?: string | null },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	if (!isCivilDate(reported.date)) return refuse('invalidDate');
	if (reported.date > civilDate(now)) return refuse('invalidFuture');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const measure = await trx
			.selectFrom('planElement')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', reported.elementId)
			.where('kind', '=', 'measure')
			.executeTakeFirst();
		if (!measure) return refuse('notFound');
		await trx
			.insertInto('statusReport')
			.values({
				id: newId(),
				municipalityId,
				note: null,
				...reported,
				reportedBy: actor.id,
				createdAt: now,
				source: 'page',
				followUpId: null,
				held: null
			})
			.execute();
		await record(
			trx,
			actor,
			'element.reportStatus',
			{ kind: 'element', id: reported.elementId, detail: { status: reported.status, date: reported.date } },
			now
		);
		return { ok: true as const };
	});
}

/** A status as it was said of a measure; `note` is what was said with it. */
export type Report = { id: string; status: MeasureStatus; date: CivilDate; note: string | null; createdAt: Instant };

/** All that was said of some measures, by the day it was so, then by when it was written; the last counts. */
export async function reportsOf(db: Db, municipalityId: string, elementIds: readonly string[]): Promise<Map<string, Report[]>> {
	if (elementIds.length === 0) return new Map();
	const rows = await db
		.selectFrom('statusReport')
		.select(['elementId', 'id', 'status', 'date', 'note', 'createdAt'])
		.where('municipalityId', '=', municipalityId)
		.where('elementId', 'in', [...new Set(elementIds)])
		.orderBy('date')
		.orderBy('createdAt')
		.orderBy('id')
		.execute();
	return new Map(
		[...Map.groupBy(rows, ({ elementId }) => elementId)].map(([id, said]) => [id, said.map(({ elementId: _, ...report }) => report)])
	);
}

/** The latest status by measure: by the report's date, then by when it was written. Measures without a report are missing. */
export async function statuses(db: Db, municipalityId: string): Promise<Map<string, { status: MeasureStatus; date: CivilDate }>> {
	const reports = await db
		.selectFrom('statusReport')
		.select(['elementId', 'status', 'date'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('date')
		.orderBy('createdAt')
		.orderBy('id')
		.execute();
	return new Map(reports.map(({ elementId, status, date }) => [elementId, { status, date }]));
}
