import ICAL from 'ical.js';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { planGathering, type PlanAnswers } from '#lib/gatherings/planning/planGathering.server.ts';
import { newId } from '#lib/ids.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { aMunicipality, now, type World } from './world.ts';

/** Half past eight in the morning of the day in `answersFor`. */
export const onTheDay = '2018-03-14T07:30:00.000Z';

export const answersFor = (world: World, other: Partial<PlanAnswers> = {}): PlanAnswers => ({
	seriesId: world.seriesId,
	date: '2018-03-14',
	startTime: '09:00',
	theme: 'Startlån og tilskot',
	topicIds: [],
	recipe: 'talksCafe',
	partnerIds: [],
	goalIds: [],
	room: 'Kommunestyresalen',
	...other
});

/** A planned gathering, on Wednesday 14 March unless told. */
export async function planned(db: Kysely<Database>, world: World, other: Partial<PlanAnswers> = {}): Promise<string> {
	const made = await planGathering(db, world.leader, answersFor(world, other), now);
	if (!made.ok) throw new Error(made.reason);
	return made.gatheringId;
}

/** A topic in the inbox of the world's series. */
export async function aTopic(
	db: Kysely<Database>,
	world: World,
	title: string,
	kind: 'new' | 'repeat' | 'refresh' = 'new'
): Promise<string> {
	const id = newId();
	await db
		.insertInto('topic')
		.values({
			id,
			municipalityId: world.municipalityId,
			seriesId: world.seriesId,
			title,
			description: '',
			forWhom: '',
			kind,
			state: 'proposed',
			stateReason: '',
			gatheringId: null,
			proposedBy: world.staff.id,
			proposedAt: now
		})
		.execute();
	return id;
}

/** A municipality with a gathering planned on Wednesday 14 March 2018, shared with the partner. */
export async function aGathering(db: Kysely<Database>): Promise<{ world: World; id: string }> {
	const world = await aMunicipality(db);
	return { world, id: await planned(db, world, { partnerIds: [world.partner.id] }) };
}

export const post = { origin: 'https://samling.example.no', mailFrom: 'samling@stord.example' };

/** Everything in the outbox. */
export const mails = (db: Kysely<Database>) => db.selectFrom('mail').selectAll().orderBy('kind').orderBy('recipientName').execute();
/** The token of the personal link in a letter. */
export const tokenIn = (text: string) => /\/invitation\/([\w-]{22})/.exec(text)![1]!;
/** The event of a calendar file. */
export const entryIn = (calendar: string | null) =>
	new ICAL.Event(new ICAL.Component(ICAL.parse(calendar!)).getFirstSubcomponent('vevent')!);

/** Lets all that waits in the outbox leave, and arrive. */
export async function leave(db: Kysely<Database>, world: World): Promise<void> {
	const released = await release(db, world.leader, { ids: (await mails(db)).map((mail) => mail.id) }, now);
	if (!released.ok) throw new Error(released.reason);
	await db.updateTable('mail').set({ state: 'sent', sentAt: now, nextAttemptAt: null }).where('state', '=', 'queued').execute();
}

/** Invites `world.staff` and gives the token of their link. */
export async function invited(db: Kysely<Database>, world: World, id: string): Promise<string> {
	const sent = await invite(db, world.leader, id, [world.staff.id], post, now);
	if (!sent.ok) throw new Error(sent.reason);
	return tokenIn((await mails(db)).find((mail) => mail.recipientPersonId === world.staff.id)!.text);
}
