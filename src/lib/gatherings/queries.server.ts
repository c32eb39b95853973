import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { isCurrent } from '#lib/people/model.ts';
import { attended, type Gathering, type ProgrammeItemKind } from './model.ts';
import type { StandardTitle } from './programme/titles.ts';

export type GatheringDetail = Gathering & {
	seriesNn: string;
	seriesNb: string;
	/** The language the municipality writes its programmes in. */
	locale: Locale;
	organiserNn: string | null;
	organiserNb: string | null;
	goalIds: string[];
	/** Who from outside it is shared with, by name. */
	partners: { id: string; name: string; unitId: string | null; unitNn: string | null; unitNb: string | null }[];
};

/** One gathering with its series, organiser, goals and partners; undefined when it is not this municipality's. */
export async function byId(db: Db, municipalityId: string, gatheringId: string): Promise<GatheringDetail | undefined> {
	const gathering = await db
		.selectFrom('gathering')
		.innerJoin('series', 'series.id', 'gathering.seriesId')
		.innerJoin('municipality', 'municipality.id', 'gathering.municipalityId')
		.leftJoin('unit', 'unit.id', 'gathering.organiserUnitId')
		.selectAll('gathering')
		.select([
			'series.nameNn as seriesNn',
			'series.nameNb as seriesNb',
			'unit.nameNn as organiserNn',
			'unit.nameNb as organiserNb',
			'municipality.locale'
		])
		.where('gathering.municipalityId', '=', municipalityId)
		.where('gathering.id', '=', gatheringId)
		.executeTakeFirst();
	if (!gathering) return undefined;
	const goals = await db.selectFrom('gatheringGoal').select('elementId').where('gatheringId', '=', gatheringId).execute();
	const partners = await db
		.selectFrom('gatheringPartner')
		.innerJoin('person', 'person.id', 'gatheringPartner.personId')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select(['person.id', 'person.name', 'person.unitId', 'unit.nameNn as unitNn', 'unit.nameNb as unitNb'])
		.where('gatheringPartner.gatheringId', '=', gatheringId)
		.orderBy('person.name')
		.execute();
	return { ...gathering, goalIds: goals.map((goal) => goal.elementId), partners };
}

export type ListedGathering = Gathering & {
	seriesNn: string;
	seriesNb: string;
	/** null: nobody knows. */
	attended: number | null;
	invited: number;
	accepted: number;
	partnerIds: string[];
};

/** Every gathering of the municipality, newest first; those without a day stand at the end of their month or year. Three queries. */
export async function all(db: Db, municipalityId: string): Promise<ListedGathering[]> {
	return list(db, municipalityId, {});
}

/** The gatherings of a calendar year, oldest first. */
export async function ofYear(db: Db, municipalityId: string, year: number): Promise<ListedGathering[]> {
	return (await list(db, municipalityId, { year })).reverse();
}

/** The gatherings of a series, oldest first. */
export async function ofSeries(db: Db, municipalityId: string, seriesId: string): Promise<ListedGathering[]> {
	return (await list(db, municipalityId, { seriesId })).reverse();
}

async function list(db: Db, municipalityId: string, only: { year?: number; seriesId?: string }): Promise<ListedGathering[]> {
	let query = db
		.selectFrom('gathering')
		.innerJoin('series', 'series.id', 'gathering.seriesId')
		.selectAll('gathering')
		.select(['series.nameNn as seriesNn', 'series.nameNb as seriesNb'])
		.select((of) => [
			of
				.selectFrom('attendance')
				.select((count) => count.fn.countAll().as('n'))
				.whereRef('attendance.gatheringId', '=', 'gathering.id')
				.as('checkedIn'),
			of
				.selectFrom('invitation')
				.select((count) => count.fn.countAll().as('n'))
				.whereRef('invitation.gatheringId', '=', 'gathering.id')
				.as('invited'),
			of
				.selectFrom('invitation')
				.select((count) => count.fn.countAll().as('n'))
				.whereRef('invitation.gatheringId', '=', 'gathering.id')
				.where('invitation.answer', '=', 'accepted')
				.as('accepted')
		])
		.where('gathering.municipalityId', '=', municipalityId);
	if (only.year !== undefined) query = query.where('gathering.year', '=', only.year);
	if (only.seriesId !== undefined) query = query.where('gathering.seriesId', '=', only.seriesId);
	const rows = await query.execute();
	const shared = await db
		.selectFrom('gatheringPartner')
		.select(['gatheringId', 'personId'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const partners = Map.groupBy(shared, (row) => row.gatheringId);
	return rows
		.map(({ checkedIn, invited, accepted, ...row }) => ({
			...row,
			attended: attended(row, Number(checkedIn)),
			invited: Number(invited),
			accepted: Number(accepted),
			partnerIds: (partners.get(row.id) ?? []).map((partner) => partner.personId)
		}))
		.toSorted((a, b) => sortKey(b).localeCompare(sortKey(a)) || b.id.localeCompare(a.id));
}

function sortKey(gathering: Pick<Gathering, 'date' | 'month' | 'year'>): string {
	return gathering.date ?? `${gathering.month ?? gathering.year}-99`;
}

export type ProgrammeRow = {
	id: string;
	position: number;
	kind: ProgrammeItemKind;
	title: string;
	standard: StandardTitle | null;
	track: 'course' | null;
	startTime: string;
	minutes: number;
	speaker: string;
	speakerUnitId: string | null;
	unitNn: string | null;
	unitNb: string | null;
	topicId: string | null;
};

/** The programme in the order of the day; [] also when the gathering is not this municipality's. */
export async function programme(db: Db, municipalityId: string, gatheringId: string): Promise<ProgrammeRow[]> {
	return db
		.selectFrom('programmeItem')
		.leftJoin('unit', 'unit.id', 'programmeItem.speakerUnitId')
		.select([
			'programmeItem.id',
			'programmeItem.position',
			'programmeItem.kind',
			'programmeItem.title',
			'programmeItem.standard',
			'programmeItem.track',
			'programmeItem.startTime',
			'programmeItem.minutes',
			'programmeItem.speaker',
			'programmeItem.speakerUnitId',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb',
			'programmeItem.topicId'
		])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('programmeItem.gatheringId', '=', gatheringId)
		.orderBy('programmeItem.position')
		.execute();
}

/** The checklist by due date, with who ticked what off. */
export async function checklist(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('checklistItem')
		.leftJoin('unit', 'unit.id', 'checklistItem.ownerUnitId')
		.leftJoin('person', 'person.id', 'checklistItem.doneBy')
		.selectAll('checklistItem')
		.select(['unit.nameNn as unitNn', 'unit.nameNb as unitNb', 'person.name as doneByName'])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.gatheringId', '=', gatheringId)
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
}

export type Attendance = {
	id: string;
	personId: string | null;
	name: string;
	unitId: string | null;
	unitNn: string | null;
	unitNb: string | null;
	colour: number | null;
	unitKind: 'internal' | 'external' | null;
	levelId: string | null;
	/** null in history that was written down afterwards. */
	checkedInAt: string | null;
	walkInAt: string | null;
};

/** Who was there (or is), by name. */
export async function attendances(db: Db, municipalityId: string, gatheringId: string): Promise<Attendance[]> {
	return db
		.selectFrom('attendance')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select([
			'attendance.id',
			'attendance.personId',
			'attendance.name',
			'attendance.unitId',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb',
			'unit.colour',
			'unit.kind as unitKind',
			'attendance.levelId',
			'attendance.checkedInAt',
			'attendance.walkInAt'
		])
		.where('attendance.municipalityId', '=', municipalityId)
		.where('attendance.gatheringId', '=', gatheringId)
		.orderBy('attendance.name')
		.orderBy('attendance.id')
		.execute();
}

export type Coverage = {
	units: {
		unitId: string;
		nameNn: string;
		nameNb: string;
		colour: number;
		kind: 'internal' | 'external';
		staff: number;
		invited: number;
		accepted: number;
		declined: number;
		attended: number;
	}[];
	/** Internal units that live on the day but have nobody invited; `staff` 0: nobody there is registered either. */
	missing: { unitId: string; nameNn: string; nameNb: string; staff: number }[];
	persons: number;
};

/** Invitations, answers and attendance by unit as of `onDate`, external units after our own; four queries whatever the size. */
export async function coverage(db: Db, municipalityId: string, gatheringId: string, onDate: CivilDate): Promise<Coverage> {
	const units = await db
		.selectFrom('unit')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.orderBy('kind', 'desc')
		.orderBy('nameNn')
		.execute();
	const staff = await db
		.selectFrom('person')
		.select(['unitId', (of) => of.fn.countAll().as('n')])
		.where('municipalityId', '=', municipalityId)
		.where('disabledAt', 'is', null)
		.groupBy('unitId')
		.execute();
	const answers = await db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.select(['person.unitId', 'invitation.answer', (of) => of.fn.countAll().as('n')])
		.where('invitation.municipalityId', '=', municipalityId)
		.where('invitation.gatheringId', '=', gatheringId)
		.groupBy(['person.unitId', 'invitation.answer'])
		.execute();
	const there = await db
		.selectFrom('attendance')
		.select(['unitId', (of) => of.fn.countAll().as('n')])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.groupBy('unitId')
		.execute();
	const count = (rows: readonly { unitId: string | null; n: unknown }[], unitId: string) =>
		rows.reduce((sum, row) => (row.unitId === unitId ? sum + Number(row.n) : sum), 0);
	const rows = units.map((unit) => ({
		unitId: unit.id,
		nameNn: unit.nameNn,
		nameNb: unit.nameNb,
		colour: unit.colour,
		kind: unit.kind,
		current: isCurrent(unit, onDate),
		staff: count(staff, unit.id),
		invited: count(answers, unit.id),
		accepted: count(
			answers.filter((row) => row.answer === 'accepted'),
			unit.id
		),
		declined: count(
			answers.filter((row) => row.answer === 'declined'),
			unit.id
		),
		attended: count(there, unit.id)
	}));
	return {
		units: rows.filter((row) => row.invited > 0 || row.attended > 0).map(({ current: _, ...row }) => row),
		missing: rows
			.filter((row) => row.kind === 'internal' && row.current && row.invited === 0)
			.map(({ unitId, nameNn, nameNb, staff }) => ({ unitId, nameNn, nameNb, staff })),
		persons: answers.reduce((sum, row) => sum + Number(row.n), 0)
	};
}
