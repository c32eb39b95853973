import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { addItem, editItem } from '#lib/gatherings/programme/commands.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld } from './people.ts';

const post = { origin: 'https://samling.example', mailFrom: 'samling@stord.example' };

/**
 * Invented: Nav's half day for new colleagues in February, a series beside the forum. It costs nothing, has a course beside its talks,
 * and two have been asked to speak, of whom one has answered.
 */
export async function demoCourse(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, unitId } = world;
	const planned = world.at('2017-12-04');
	const seriesId = await theSeries(db, world);
	const answers = {
		seriesId,
		date: '2018-02-07',
		startTime: '09:00',
		theme: 'Ny i bustadsosialt arbeid',
		recipe: 'halfDayCourse',
		room: 'Møterommet på Nav',
		topicIds: [],
		partnerIds: [world.partner.id],
		goalIds: []
	};
	const { gatheringId } = accepted(await planGathering(db, leader, answers, planned));
	const parts = await programme(db, municipalityId, gatheringId);
	const talks = parts.filter(({ kind, speakerUnitId }) => kind === 'talk' && speakerUnitId === null);
	for (const [index, speaker] of speakers.entries()) await askToSpeak(db, world, gatheringId, talks[index]!, speaker);
	const talk = talks[0]!;
	const beside = {
		kind: 'course',
		title: 'Husbankens søknadssider, steg for steg',
		startTime: talk.startTime,
		minutes: talk.minutes,
		speaker: '',
		speakerUnitId: unitId.husbanken,
		push: false,
		track: 'course'
	} as const;
	accepted(await addItem(db, leader, gatheringId, beside, planned));
	accepted(await setCost(db, leader, gatheringId, { kroner: 0, what: 'Eige lokale og eigne innleiarar' }, planned));
}

async function theSeries(db: Kysely<Database>, { leader, unitId, at }: DemoWorld): Promise<string> {
	const { seriesId } = accepted(
		await addSeries(
			db,
			leader,
			{
				nameNn: 'Fagdag for nye kollegaer',
				nameNb: 'Fagdag for nye kolleger',
				minPerYear: 1,
				maxPerYear: 1,
				preferredWeeks: [6],
				preferredWeekday: 3,
				startTime: '09:00',
				endTime: '12:30',
				inviteWeeks: 4,
				legalBasis: null,
				aboutNn: 'Fagdagen gir deg som er ny, det du treng for å hjelpe folk med bustad: kva ordningane er, og kven du spør.',
				aboutNb: 'Fagdagen gir deg som er ny, det du trenger for å hjelpe folk med bolig: hva ordningene er, og hvem du spør.',
				steward: { unitId: unitId.nav, roleNn: 'einingsleiar', roleNb: 'enhetsleder', from: '2017-12-01', note: null },
				measure: null
			},
			at('2017-12-01')
		)
	);
	return seriesId;
}

type Speaker = { title: string; unit: keyof DemoWorld['unitId']; name: string; email: string; says: 'yes' | null };
const speakers: readonly Speaker[] = [
	{
		title: 'Kven gjer kva i det bustadsosiale arbeidet?',
		unit: 'bustadkontor',
		name: 'Terje Sagvåg',
		email: 'fasilitator@stord.example',
		says: 'yes'
	},
	{ title: 'Når leigebuaren ringjer', unit: 'eigedom', name: 'Randi Fitjarøy', email: 'randi@eigedom.example', says: null }
];

async function askToSpeak(
	db: Kysely<Database>,
	{ leader, unitId, at }: DemoWorld,
	gatheringId: string,
	talk: Awaited<ReturnType<typeof programme>>[number],
	{ title, unit, name, email, says }: Speaker
): Promise<void> {
	const fields = { ...talk, title, speaker: name, speakerUnitId: unitId[unit], push: false };
	accepted(await editItem(db, leader, gatheringId, talk.id, fields, at('2017-12-04')));
	accepted(await askSpeaker(db, leader, gatheringId, { itemId: talk.id, name, email }, post, at('2018-01-08')));
	const mail = await db
		.selectFrom('mail')
		.select(['documentId', 'text'])
		.where('kind', '=', 'speakerRequest')
		.where('recipientEmail', '=', email)
		.executeTakeFirstOrThrow();
	const token = mail.text.match(/\/speaker\/([\w-]+)/)![1]!;
	if (says) accepted(await answerSpeaker(db, token, { answer: says, note: 'Eg tek med eit døme frå kvardagen.' }, post, at('2018-01-09')));
	await db
		.updateTable('mail')
		.set({ state: 'sent', releasedAt: at('2018-01-08'), releasedBy: leader.id, sentAt: at('2018-01-08') })
		.where('documentId', '=', mail.documentId)
		.execute();
}
