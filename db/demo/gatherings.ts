import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { keepIdea } from '#lib/gatherings/planning/ideas.server.ts';
import type { ProgrammeItemKind, RecipeId } from '#lib/gatherings/model.ts';
import { schedule } from '#lib/gatherings/programme/schedule.ts';
import { newId } from '#lib/ids.ts';
import type { DemoWorld, UnitKey } from './people.ts';

type Past = {
	key: 'f2015' | 'f2016' | 'f2017';
	recipe: RecipeId;
	month: string;
	theme: string;
	/** Only these two headcounts are known. */
	attended: number | null;
	/** The organiser of 2017 is not told. */
	byProgrammeLeader: boolean;
	room: string;
	/** What was on that day, as it is told; the minutes are the demo's own. */
	items: readonly (readonly [kind: ProgrammeItemKind, minutes: number, title: string, unit?: UnitKey, topic?: string])[];
	/** Units that are told to have been there, when how many is not. */
	units?: readonly UnitKey[];
};

const history: readonly Past[] = [
	{
		key: 'f2015',
		recipe: 'talksWorkshop',
		month: '2015-03',
		theme: 'Velferdsprogrammet og føranalysen',
		attended: 20,
		byProgrammeLeader: true,
		room: '',
		items: []
	},
	{
		key: 'f2016',
		recipe: 'talksCafe',
		month: '2016-03',
		theme: 'Å få ei felles forståing for det bustadsosiale arbeidet i kommunen',
		attended: 46,
		byProgrammeLeader: true,
		room: '',
		items: [
			['talk', 30, 'Bustadsosialt arbeid i programarbeidet'],
			['talk', 30, 'Housing First/Stordmodellen', 'psykrus', 'Housing First – to år etter'],
			['talk', 30, 'Økonomiske verkemiddel'],
			['talk', 30, 'Arbeidet i flyktningtenesta', 'flyktning'],
			['talk', 30, 'Bustadsosialt arbeid i Kundetorget', 'kundetorg'],
			['lunch', 45, 'Lunsj'],
			['talk', 30, 'Strategien «Bolig for velferd»', 'husbanken'],
			['cafe', 105, 'Kafédialog']
		]
	},
	{
		key: 'f2017',
		recipe: 'halfDayCourse',
		month: '2017-10',
		theme: 'Presentasjon av det nyoppretta bustadkontoret og eit internt kurs i bustønad',
		attended: null,
		byProgrammeLeader: false,
		room: '',
		items: [
			['talk', 45, 'Bustadkontoret og tenestene', 'bustadkontor'],
			['course', 75, 'Bustønadsordninga og tilskotsordningane', 'husbanken', 'Bustøttekurs for nye saksbehandlarar'],
			['talk', 30, 'Gjeldsrådgjeving', 'nav', 'Gjeldsrådgjeving før det blir ei bustadsak'],
			['talk', 30, 'Prosjektet «Godt å bu heime»', undefined, 'Godt å bu heime – kva seier vi til innbyggjarane?']
		],
		units: ['buoppf', 'nav', 'flyktning', 'ergo', 'heime', 'tildeling', 'eigedom']
	}
];

/** The 20 of 2015 by unit: only the total is a fact, and who they were is the demo's. */
const attendees2015: Partial<Record<UnitKey, number>> = {
	psykrus: 4,
	nav: 4,
	heime: 3,
	eigedom: 3,
	flyktning: 2,
	habil: 2,
	kundetorg: 1,
	rbo: 1
};

/**
 * The three forums that were held before Samling: month and year, but no day. Nothing that the sources leave out is filled in;
 * no command makes history, so the rows are written as they are. Who was there is invented, how many is not.
 */
export async function demoGatherings(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { municipalityId } = world;
	for (const past of history) world.gatheringId[past.key] = await heldBefore(db, world, past);
	await db
		.insertInto('gatheringUnit')
		.values(
			history.flatMap(({ key, units = [] }) =>
				units.map((unit) => ({ gatheringId: world.gatheringId[key]!, unitId: world.unitId[unit], municipalityId, attended: null }))
			)
		)
		.execute();
	await attend(db, world, world.gatheringId.f2016!, world.people);
	const twenty = (Object.entries(attendees2015) as [UnitKey, number][]).flatMap(([unit, count]) =>
		world.people.filter((person) => person.unit === unit).slice(0, count)
	);
	await attend(db, world, world.gatheringId.f2015!, twenty);
	for (const text of ['Namnelappar med eining, så folk finn kvarandre i pausane', 'Meir tid ved borda, færre innlegg']) {
		const kept = await keepIdea(db, world.leader, { gatheringId: world.gatheringId.f2017!, text }, world.at('2017-10-30'));
		if (!kept.ok) throw new Error(kept.reason);
	}
}

async function heldBefore(db: Kysely<Database>, world: DemoWorld, past: (typeof history)[number]): Promise<string> {
	const { municipalityId, seriesId } = world;
	const id = newId();
	const after = world.at(`${past.month}-28`);
	await db
		.insertInto('gathering')
		.values({
			id,
			municipalityId,
			seriesId,
			recipe: past.recipe,
			theme: past.theme,
			state: 'held',
			date: null,
			month: past.month,
			year: Number(past.month.slice(0, 4)),
			startTime: null,
			endTime: null,
			room: past.room,
			organiserUnitId: null,
			organiserRoleNn: past.byProgrammeLeader ? 'Programleiar i velferdsprogrammet' : null,
			organiserRoleNb: past.byProgrammeLeader ? 'Programleder i velferdsprogrammet' : null,
			attendedCount: past.attended,
			calendarSequence: 0,
			sentSequence: null,
			createdBy: null,
			createdAt: after,
			openedAt: null,
			heldAt: null,
			cancelledAt: null
		})
		.execute();
	const items = schedule(
		past.items.map(([kind, minutes, title, unit, topic]) => ({ kind, minutes, title, unit, topic })),
		'09:00'
	);
	if (items.length > 0) {
		await db
			.insertInto('programmeItem')
			.values(
				items.map(({ unit, topic, ...item }, index) => ({
					id: newId(),
					municipalityId,
					gatheringId: id,
					position: index + 1,
					...item,
					speaker: '',
					speakerUnitId: unit ? world.unitId[unit] : null,
					topicId: topic ? world.topicId[topic]! : null
				}))
			)
			.execute();
	}
	return id;
}

async function attend(db: Kysely<Database>, world: DemoWorld, gatheringId: string, people: DemoWorld['people']): Promise<void> {
	const { municipalityId } = world;
	const levels = new Map(
		(await db.selectFrom('person').select(['id', 'levelId']).where('municipalityId', '=', municipalityId).execute()).map((person) => [
			person.id,
			person.levelId
		])
	);
	await db
		.insertInto('attendance')
		.values(
			people.map((person) => ({
				id: newId(),
				municipalityId,
				gatheringId,
				personId: person.id,
				name: person.name,
				unitId: world.unitId[person.unit],
				levelId: levels.get(person.id) ?? null,
				checkedInAt: null,
				walkInAt: null
			}))
		)
		.execute();
}
