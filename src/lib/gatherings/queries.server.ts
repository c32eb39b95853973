import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { type Actor, holds } from '#lib/people/model.ts';
import { allStewardships } from '#lib/cycle/series/queries.server.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { inChargeOn } from './inCharge.ts';
import { type Gathering, attended, isOver } from './model.ts';

/** The language that the municipality writes its programmes in. */
export async function languageOf(trx: Db, municipalityId: string): Promise<Locale> {
	const row = await trx.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
	return row.locale;
}

/** Whether the gathering is shared with this person from outside. */
export async function isShared(
	trx: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'roles' | 'unitId'>,
	gatheringId: string
): Promise<boolean> {
	if (!holds(actor, 'partner') || actor.unitId === null) return false;
	const shared = await trx
		.selectFrom('gatheringPartner')
		.select('personId')
		.where('municipalityId', '=', actor.municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('personId', '=', actor.id)
		.executeTakeFirst();
	return shared !== undefined;
}

export type GatheringDetail = Gathering & {
	seriesNn: string;
	seriesNb: string;
	/** What the series is, in its own words. */
	aboutNn: string | null;
	aboutNb: string | null;
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
			'series.aboutNn',
			'series.aboutNb',
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
		.execute();
	const organiser = isOver(gathering) ? {} : await organiserOf(db, gathering);
	return { ...gathering, ...organiser, goalIds: goals.map((goal) => goal.elementId), partners: inNameOrder(partners, ({ name }) => name) };
}

/** Who arranges a gathering that is not over: whoever has its series on the day, in the unit that is there then. */
async function organiserOf(db: Db, gathering: Gathering) {
	const { municipalityId, seriesId, date, organiserUnitId, organiserRoleNn, organiserRoleNb } = gathering;
	if (date === null || organiserUnitId === null) return {};
	const [stewardships, units] = [await allStewardships(db, municipalityId), await unitsOf(db, municipalityId)];
	const duty = { unitId: organiserUnitId, roleNn: organiserRoleNn ?? '', roleNb: organiserRoleNb ?? '' };
	const { unitId, roleNn, roleNb } = inChargeOn(duty, { seriesId, stewardships, units }, date);
	const unit = units.find(({ id }) => id === unitId);
	const role = { organiserRoleNn: roleNn || null, organiserRoleNb: roleNb || null };
	return { organiserUnitId: unitId, ...role, organiserNn: unit?.nameNn ?? null, organiserNb: unit?.nameNb ?? null };
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
