import { inNameOrder } from '#lib/text/names.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { tally, type DateAnswer, type DateTally } from './model.ts';

export type PollMember = {
	id: string;
	personId: string;
	name: string;
	email: string | null;
	locale: Locale;
	unitNn: string | null;
	unitNb: string | null;
	answeredAt: Instant | null;
	answers: Partial<Record<CivilDate, DateAnswer>>;
};

export type Poll = {
	id: string;
	municipalityId: string;
	municipality: string;
	seriesId: string;
	seriesNn: string;
	seriesNb: string;
	startTime: string;
	endTime: string;
	deadline: CivilDate;
	note: string;
	reminders: number;
	askedBy: string;
	createdAt: Instant;
	closedAt: Instant | null;
	chosenDate: CivilDate | null;
	/** In order. */
	dates: CivilDate[];
	/** By name. */
	members: PollMember[];
};

/** A poll with its days, whom it asks and what they said; undefined when it is not this municipality's. Four queries. */
export async function pollById(db: Db, municipalityId: string, pollId: string): Promise<Poll | undefined> {
	const poll = await db
		.selectFrom('datePoll')
		.innerJoin('series', 'series.id', 'datePoll.seriesId')
		.innerJoin('municipality', 'municipality.id', 'datePoll.municipalityId')
		.innerJoin('person', 'person.id', 'datePoll.createdBy')
		.selectAll('datePoll')
		.select([
			'series.nameNn as seriesNn',
			'series.nameNb as seriesNb',
			'series.startTime',
			'series.endTime',
			'municipality.name as municipality',
			'municipality.locale',
			'person.name as askedBy'
		])
		.where('datePoll.municipalityId', '=', municipalityId)
		.where('datePoll.id', '=', pollId)
		.executeTakeFirst();
	if (!poll) return undefined;
	const dates = await db.selectFrom('datePollDate').select('date').where('pollId', '=', pollId).orderBy('date').execute();
	const members = await db
		.selectFrom('datePollMember')
		.innerJoin('person', 'person.id', 'datePollMember.personId')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select([
			'datePollMember.id',
			'datePollMember.personId',
			'datePollMember.answeredAt',
			'person.name',
			'person.email',
			'person.locale',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb'
		])
		.where('datePollMember.pollId', '=', pollId)
		.execute();
	const answers = await db
		.selectFrom('datePollAnswer')
		.innerJoin('datePollMember', 'datePollMember.id', 'datePollAnswer.memberId')
		.select(['datePollAnswer.memberId', 'datePollAnswer.date', 'datePollAnswer.answer'])
		.where('datePollMember.pollId', '=', pollId)
		.execute();
	const said = Map.groupBy(answers, ({ memberId }) => memberId);
	const { locale, createdBy: _, ...row } = poll;
	return {
		...row,
		dates: dates.map(({ date }) => date),
		members: inNameOrder(members, ({ name }) => name).map((member) => ({
			...member,
			locale: member.locale ?? locale,
			answers: Object.fromEntries((said.get(member.id) ?? []).map(({ date, answer }) => [date, answer]))
		}))
	};
}

/** The one whom a personal link is for; undefined when there is no such link. */
export async function memberBy(
	db: Db,
	token: string
): Promise<{ id: string; municipalityId: string; pollId: string; personId: string } | undefined> {
	return db
		.selectFrom('datePollLink')
		.innerJoin('datePollMember', 'datePollMember.id', 'datePollLink.memberId')
		.select(['datePollMember.id', 'datePollMember.municipalityId', 'datePollMember.pollId', 'datePollMember.personId'])
		.where('datePollLink.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
}

/** The language that the mail with this link was written in. */
export async function languageOfPoll(db: Db, token: string): Promise<Locale | undefined> {
	const found = await db
		.selectFrom('datePollLink')
		.innerJoin('datePollMember', 'datePollMember.id', 'datePollLink.memberId')
		.innerJoin('person', 'person.id', 'datePollMember.personId')
		.innerJoin('municipality', 'municipality.id', 'datePollLink.municipalityId')
		.select((of) => of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale'))
		.where('datePollLink.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	return found?.locale;
}

export type PollRow = {
	id: string;
	seriesId: string;
	deadline: CivilDate;
	createdAt: Instant;
	closedAt: Instant | null;
	chosenDate: CivilDate | null;
	asked: number;
	answered: number;
};

/** The polls of the municipality, newest first. */
export async function polls(db: Db, municipalityId: string): Promise<PollRow[]> {
	const rows = await db
		.selectFrom('datePoll')
		.leftJoin('datePollMember', 'datePollMember.pollId', 'datePoll.id')
		.select((of) => [
			'datePoll.id',
			'datePoll.seriesId',
			'datePoll.deadline',
			'datePoll.createdAt',
			'datePoll.closedAt',
			'datePoll.chosenDate',
			of.fn.count('datePollMember.id').as('asked'),
			of.fn.count('datePollMember.answeredAt').as('answered')
		])
		.where('datePoll.municipalityId', '=', municipalityId)
		.groupBy(['datePoll.id'])
		.orderBy('datePoll.createdAt', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, asked: Number(row.asked), answered: Number(row.answered) }));
}

/** The open polls that wait for a person's answer `today`, the first deadline first. */
export async function pollsAsking(db: Db, municipalityId: string, personId: string, today: CivilDate) {
	return db
		.selectFrom('datePollMember')
		.innerJoin('datePoll', 'datePoll.id', 'datePollMember.pollId')
		.innerJoin('series', 'series.id', 'datePoll.seriesId')
		.select(['datePoll.id', 'datePoll.deadline', 'series.nameNn as seriesNn', 'series.nameNb as seriesNb'])
		.where('datePollMember.municipalityId', '=', municipalityId)
		.where('datePollMember.personId', '=', personId)
		.where('datePollMember.answeredAt', 'is', null)
		.where('datePoll.closedAt', 'is', null)
		.where('datePoll.deadline', '>=', today)
		.orderBy('datePoll.deadline')
		.execute();
}

export type SeriesTally = DateTally & { seriesId: string };

/** What key people have said of days in `year`, by the newest poll of each series that was not called off. One query. */
export async function talliesIn(db: Db, municipalityId: string, year: number): Promise<SeriesTally[]> {
	const rows = await db
		.selectFrom('datePollDate')
		.innerJoin('datePoll', 'datePoll.id', 'datePollDate.pollId')
		.innerJoin('datePollMember', 'datePollMember.pollId', 'datePoll.id')
		.leftJoin('datePollAnswer', (join) =>
			join.onRef('datePollAnswer.memberId', '=', 'datePollMember.id').onRef('datePollAnswer.date', '=', 'datePollDate.date')
		)
		.select([
			'datePoll.id',
			'datePoll.seriesId',
			'datePoll.createdAt',
			'datePollDate.date',
			'datePollMember.id as memberId',
			'datePollAnswer.answer'
		])
		.where('datePoll.municipalityId', '=', municipalityId)
		.where((of) => of.or([of('datePoll.closedAt', 'is', null), of('datePoll.chosenDate', 'is not', null)]))
		.where('datePollDate.date', '>=', `${year}-01-01`)
		.where('datePollDate.date', '<=', `${year}-12-31`)
		.orderBy('datePoll.createdAt', 'desc')
		.execute();
	return [...Map.groupBy(rows, ({ seriesId }) => seriesId)].flatMap(([seriesId, all]) => {
		const own = all.filter(({ id }) => id === all[0]!.id);
		const members = [...Map.groupBy(own, ({ memberId }) => memberId).values()].map((said) => ({
			answers: Object.fromEntries(said.flatMap(({ date, answer }) => (answer === null ? [] : [[date, answer]])))
		}));
		return tally([...new Set(own.map(({ date }) => date))].toSorted(), members).map((one) => ({ ...one, seriesId }));
	});
}
