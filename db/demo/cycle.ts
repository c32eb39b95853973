import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { saveSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { addEntry, type NewEntry } from '#lib/cycle/wheel/entries.server.ts';
import { answerPoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import type { DateAnswer } from '#lib/cycle/polls/model.ts';
import { usualBreaks } from '#lib/cycle/dates/schoolYears.ts';
import { handOver, writeLessons } from '#lib/cycle/series/stewardship.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld, UnitKey } from './people.ts';

/**
 * The forum and the year around it. Facts: 1–2 forums a year, held in March and October so far, with the programme leader until 2017
 * and the housing office from 2018; who meets how often. Invented: weekday, hours, and every day and month of the other arenas.
 * The act of 2023 that a series may cite did not exist in January 2018, so the legal basis is empty.
 */
export async function demoCycle(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	world.seriesId = await theForum(db, world);
	await handedOver(db, world);
	for (const { unit, ...fixedPoint } of fixedPoints) {
		const ownerUnitId = unit ? world.unitId[unit] : null;
		accepted(await addEntry(db, world.leader, { ...nothingSaid, ...fixedPoint, ownerUnitId }, began(world)));
	}
	for (const [year, days] of schoolYears) {
		const lines = usualBreaks.map(({ nn, nb }, at) => ({ id: null, nameNn: nn, nameNb: nb, fromDate: days[at]![0], toDate: days[at]![1] }));
		accepted(await saveSchoolYear(db, world.leader, year, lines, world.at('2017-12-11')));
	}
	await askedForADay(db, world);
}

const began = (world: DemoWorld) => world.at('2016-01-04');

async function theForum(db: Kysely<Database>, world: DemoWorld): Promise<string> {
	const { seriesId } = accepted(
		await addSeries(
			db,
			world.leader,
			{
				nameNn: 'Bustadsosialt forum',
				nameNb: 'Boligsosialt forum',
				minPerYear: 1,
				maxPerYear: 2,
				preferredWeeks: [11, 42],
				preferredWeekday: 3,
				startTime: '09:00',
				endTime: '15:00',
				inviteWeeks: 6,
				legalBasis: null,
				aboutNn:
					'Forumet er ein fast møteplass for alle som har ei rolle i det bustadsosiale arbeidet. Vi lærer kva dei andre gjer, drøftar det vi har felles, og det vi kjem fram til, går rett inn i arbeidet med handlingsplanen.',
				aboutNb:
					'Forumet er en fast møteplass for alle som har en rolle i det boligsosiale arbeidet. Vi lærer hva de andre gjør, drøfter det vi har felles, og det vi kommer fram til, går rett inn i arbeidet med handlingsplanen.',
				steward: {
					unitId: null,
					roleNn: 'programleiar i velferdsprogrammet',
					roleNb: 'programleder i velferdsprogrammet',
					from: '2015-03-01',
					note: null
				},
				measure: {
					labelNn: 'Tiltak 3.1 – bustadsosialt forum 1–2 gonger i året',
					labelNb: 'Tiltak 3.1 – boligsosialt forum 1–2 ganger i året',
					validFrom: '2016-01-01'
				}
			},
			began(world)
		)
	);
	return seriesId;
}

/** The housing office takes over in 2018, with what was hard, as the municipality itself says it. */
async function handedOver(db: Kysely<Database>, { leader, unitId, seriesId, at }: DemoWorld): Promise<void> {
	const { stewardshipId } = accepted(
		await handOver(
			db,
			leader,
			{
				seriesId,
				unitId: unitId.bustadkontor,
				roleNn: 'leiar for bustadkontoret',
				roleNb: 'leder for boligkontoret',
				from: '2018-01-01',
				note: 'Bustadkontoret tek over programleiarfunksjonen og ansvaret for forumet.'
			},
			at('2017-10-02')
		)
	);
	const hard =
		'Det vanskelege har vore å finne tid til å planleggje, og å finne tema som passar dei fleste. Noko må takast opp att for nye kollegaer.';
	accepted(await writeLessons(db, leader, stewardshipId, hard, at('2017-12-18')));
}

const nothingSaid = { date: null, month: null, ownerRoleNn: null, ownerRoleNb: null, leadWeeks: 2 };
type FixedPoint = Pick<NewEntry, 'kind' | 'titleNn' | 'titleNb' | 'recurs'> & Partial<NewEntry> & { unit?: UnitKey };

const fixedPoints: readonly FixedPoint[] = [
	{
		kind: 'body',
		titleNn: 'Overordna bustadgruppe',
		titleNb: 'Overordnet boliggruppe',
		recurs: 'halfYearly',
		month: '2016-04',
		ownerRoleNn: 'kommunalsjef',
		ownerRoleNb: 'kommunalsjef'
	},
	{
		kind: 'body',
		titleNn: 'Bustadrådgjevingsgruppa',
		titleNb: 'Boligrådgivningsgruppa',
		recurs: 'monthly',
		date: '2015-09-08',
		unit: 'ergo'
	},
	{
		kind: 'body',
		titleNn: 'Programgruppa',
		titleNb: 'Programgruppa',
		recurs: 'halfYearly',
		date: '2016-02-04',
		unit: 'nav'
	},
	{
		kind: 'body',
		titleNn: 'Programgruppa',
		titleNb: 'Programgruppa',
		recurs: 'halfYearly',
		date: '2016-05-12',
		unit: 'nav'
	},
	{
		kind: 'report',
		titleNn: 'Halvårsrapport til Husbanken',
		titleNb: 'Halvårsrapport til Husbanken',
		recurs: 'halfYearly',
		date: '2016-02-15',
		ownerRoleNn: 'programleiar',
		ownerRoleNb: 'programleder',
		leadWeeks: 4
	},
	{
		kind: 'deadline',
		titleNn: 'Innspel til budsjettet',
		titleNb: 'Innspill til budsjettet',
		recurs: 'yearly',
		date: '2016-09-14',
		unit: 'nav',
		ownerRoleNn: 'einingsleiar',
		ownerRoleNb: 'enhetsleder',
		leadWeeks: 4
	},
	{
		kind: 'budget',
		titleNn: 'Budsjett og økonomiplan i kommunestyret',
		titleNb: 'Budsjett og økonomiplan i kommunestyret',
		recurs: 'yearly',
		date: '2016-12-14',
		unit: 'rbo',
		ownerRoleNn: 'kommunalsjef',
		ownerRoleNb: 'kommunalsjef',
		leadWeeks: 8
	},
	{
		kind: 'hearing',
		titleNn: 'Høyring av bustadsosial handlingsplan',
		titleNb: 'Høring av boligsosial handlingsplan',
		recurs: 'once',
		month: '2018-11',
		unit: 'bustadkontor',
		leadWeeks: 6
	}
];

/** The breaks of two school years, in the order of the year; the days are invented, and lie where they use to. */
const schoolYears = [
	[
		2017,
		[
			['2017-10-09', '2017-10-13'],
			['2017-12-21', '2018-01-02'],
			['2018-02-26', '2018-03-02'],
			['2018-03-26', '2018-04-02'],
			['2018-06-22', '2018-08-15']
		]
	],
	[
		2018,
		[
			['2018-10-08', '2018-10-12'],
			['2018-12-21', '2019-01-02'],
			['2019-02-25', '2019-03-01'],
			['2019-04-15', '2019-04-22'],
			['2019-06-21', '2019-08-14']
		]
	]
] as const;

/** Invented: on 11 January the office asked six people which Wednesday or Thursday in March suits, and four have answered. */
async function askedForADay(db: Kysely<Database>, { leader, facilitator, partner, people, seriesId, at }: DemoWorld): Promise<void> {
	const dates = ['2018-03-07', '2018-03-14', '2018-03-15'] as const;
	const leads = (['nav', 'heime', 'flyktning', 'eigedom'] as const).map(
		(unit) => people.filter((person) => person.unit === unit)[unit === 'nav' || unit === 'heime' ? 1 : 0]!.id
	);
	const asked = [facilitator.id, partner.id, ...leads];
	const answers: DateAnswer[][] = [
		['can', 'can', 'ifNeeded'],
		['cannot', 'can', 'can'],
		['ifNeeded', 'can', 'cannot'],
		['can', 'ifNeeded', 'ifNeeded']
	];
	const poll = { seriesId, dates, personIds: asked, deadline: '2018-01-19', note: '' };
	const { pollId } = accepted(await openPoll(db, leader, poll, 'https://samling.example', at('2018-01-11')));
	for (const [index, said] of answers.entries()) {
		const mail = await db
			.selectFrom('mail')
			.select('text')
			.where('documentId', '=', pollId)
			.where('recipientPersonId', '=', asked[index]!)
			.executeTakeFirstOrThrow();
		const token = mail.text.match(/\/poll\/([\w-]+)/)![1]!;
		accepted(await answerPoll(db, token, Object.fromEntries(dates.map((date, nth) => [date, said[nth]!])), null, at('2018-01-12')));
	}
	await db
		.updateTable('mail')
		.set({ state: 'sent', releasedAt: at('2018-01-11'), releasedBy: leader.id, sentAt: at('2018-01-11') })
		.where('documentId', '=', pollId)
		.execute();
}
