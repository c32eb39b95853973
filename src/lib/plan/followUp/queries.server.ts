import { inNameOrder } from '#lib/text/names.ts';
import type { ObligationStatus } from '#lib/cycle/series/obligation.ts';
import { obligationStates } from '#lib/gatherings/checklist/obligations.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { MeasureStatus } from '../model.ts';

export type StatusSaid = {
	status: MeasureStatus;
	date: CivilDate;
	note: string | null;
	source: 'page' | 'link' | 'ledger';
	/** For a measure that a series keeps: how many gatherings its year had held. */
	held: number | null;
	half: string | null;
	byName: string | null;
};

/** Every status report by measure, newest first. One query. */
export async function statusHistory(db: Db, municipalityId: string): Promise<Map<string, StatusSaid[]>> {
	const rows = await db
		.selectFrom('statusReport')
		.leftJoin('person', 'person.id', 'statusReport.reportedBy')
		.leftJoin('followUp', 'followUp.id', 'statusReport.followUpId')
		.select(['elementId', 'status', 'date', 'note', 'source', 'held', 'followUp.half', 'person.name as byName'])
		.where('statusReport.municipalityId', '=', municipalityId)
		.orderBy('date', 'desc')
		.orderBy('statusReport.createdAt', 'desc')
		.orderBy('statusReport.id', 'desc')
		.execute();
	const history = new Map<string, StatusSaid[]>();
	for (const { elementId, ...said } of rows) history.set(elementId, [...(history.get(elementId) ?? []), said]);
	return history;
}

/** The latest round: whom it was asked of, and which of their measures nobody has answered for. Undefined before the first. */
export async function latestFollowUp(db: Db, municipalityId: string) {
	const followUp = await db
		.selectFrom('followUp')
		.select(['id', 'half', 'due', 'reminders', 'askedAt'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('half', 'desc')
		.executeTakeFirst();
	if (!followUp) return undefined;
	const rows = await db
		.selectFrom('followUpMeasure')
		.innerJoin('person', 'person.id', 'followUpMeasure.personId')
		.select(['person.id as personId', 'person.name', 'followUpMeasure.elementId'])
		.where('followUpId', '=', followUp.id)
		.execute();
	const said = await db.selectFrom('statusReport').select('elementId').where('followUpId', '=', followUp.id).execute();
	const answered = new Set(said.map((row) => row.elementId));
	return {
		...followUp,
		people: [
			...Map.groupBy(
				inNameOrder(rows, ({ name }) => name),
				(row) => row.personId
			).values()
		].map((group) => ({
			name: group[0]!.name,
			asked: group.length,
			answered: group.filter((row) => answered.has(row.elementId)).length
		}))
	};
}

/** Which measures a person is asked about in the round of `half` and nobody has answered for, and by when. Undefined: none. */
export async function measuresAsked(db: Db, municipalityId: string, personId: string, half: string) {
	const rows = await db
		.selectFrom('followUpMeasure')
		.innerJoin('followUp', 'followUp.id', 'followUpMeasure.followUpId')
		.select(['followUp.due', 'followUpMeasure.elementId'])
		.where('followUp.municipalityId', '=', municipalityId)
		.where('followUp.half', '=', half)
		.where('followUpMeasure.personId', '=', personId)
		.where((of) =>
			of.not(
				of.exists(
					of
						.selectFrom('statusReport')
						.select('statusReport.id')
						.whereRef('statusReport.followUpId', '=', 'followUp.id')
						.whereRef('statusReport.elementId', '=', 'followUpMeasure.elementId')
				)
			)
		)
		.execute();
	const [first] = rows;
	return first && { due: first.due, count: rows.length, elementIds: rows.map(({ elementId }) => elementId) };
}

/** What a series must hold in a year, and how that stands. */
export type Duty = { min: number; year: number } & Pick<ObligationStatus, 'state' | 'lastDateToHold'>;

/** How it stands with what a series that keeps a measure must hold in a year, if anything; by series. */
export async function dutiesIn(db: Db, municipalityId: string, year: number, today: CivilDate): Promise<Map<string, Duty>> {
	const found = await obligationStates(db, municipalityId, year, today);
	return new Map(
		found.map(({ obligation, status }) => {
			const { state, lastDateToHold } = status;
			return [obligation.seriesId, { min: obligation.minPerYear, year, state, lastDateToHold }];
		})
	);
}
