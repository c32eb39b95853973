import { civilDate } from '#lib/dates.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import type { ShownAs } from '#lib/cafe/model.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { newId } from '#lib/ids.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aMunicipality, type World } from './world.ts';

export type Guest = { token: string; name: string };

export type Tables = {
	world: World;
	gatheringId: string;
	cafeId: string;
	/** What the QR code carries. */
	joinToken: string;
	/** What is typed instead. */
	joinCode: string;
	/** Ids in the order of the numbers. */
	tables: string[];
	/** Guests, in the order in which `people` named them; each begins at the table that is given, and goes on to the next. */
	guests: (Guest & { tableId: string; nextTableId: string })[];
	/** The facilitator's session cookie. */
	facilitatorSession: string;
};

const done = <T extends { ok: boolean }>(answer: T): Extract<T, { ok: true }> => {
	if (!answer.ok) throw new Error(JSON.stringify(answer));
	return answer as Extract<T, { ok: true }>;
};

export type Hall = {
	world: World;
	gatheringId: string;
	/** Attendances, in the order in which `people` named them. */
	present: string[];
};

/** A gathering of today with people checked in, and no café. */
export async function aHall(db: Kysely<Database>, people: readonly { name: string }[], now: string): Promise<Hall> {
	const world = await aMunicipality(db);
	const gatheringId = newId();
	await db
		.insertInto('gathering')
		.values({
			id: gatheringId,
			municipalityId: world.municipalityId,
			seriesId: world.seriesId,
			recipe: 'talksCafe',
			theme: 'Ei felles forståing',
			state: 'open',
			date: civilDate(now),
			month: now.slice(0, 7),
			year: Number(now.slice(0, 4)),
			startTime: '09:00',
			endTime: '15:00',
			room: 'Kulturhuset',
			organiserUnitId: null,
			organiserRoleNn: null,
			organiserRoleNb: null,
			attendedCount: null,
			calendarSequence: 0,
			createdBy: world.leader.id,
			createdAt: now,
			openedAt: now,
			heldAt: null,
			cancelledAt: null
		})
		.execute();
	const present: string[] = [];
	for (const { name } of people) {
		const id = newId();
		const { municipalityId, units } = world;
		await db
			.insertInto('attendance')
			.values({ id, municipalityId, gatheringId, personId: null, name, unitId: units.nav, levelId: null, checkedInAt: now, walkInAt: null })
			.execute();
		present.push(id);
	}
	return { world, gatheringId, present };
}

/** The value of a session cookie. */
export async function signedInAs(db: Kysely<Database>, personId: string): Promise<string> {
	return (await createSessions(db, false).createSession(personId, {})).id;
}

/** `count` people, Deltakar A, Deltakar B, …, who are shown so. */
export const manyPeople = (count: number, shownAs: ShownAs) =>
	Array.from({ length: count }, (_, at) => ({ name: `Deltakar ${String.fromCharCode(65 + at)}`, shownAs }));

/**
 * A café in its first round (which begins with `alone` minutes of writing alone) whose guests have joined with a phone. The first
 * `tables` people are hosts, one a table. It is of today, unless `now` says when; not `begun`, they sit and wait for the first round.
 */
export async function laidTables(
	db: Kysely<Database>,
	size: { tables: number; people: readonly { name: string; shownAs: ShownAs }[]; alone?: number; begun?: boolean },
	now = new Date().toISOString()
): Promise<Tables> {
	const { tables: count, people, alone = 0, begun = true } = size;
	const { world, gatheringId, present } = await aHall(db, people, now);
	const questions = Array.from({ length: count }, () => ({
		text: 'Kva gjer du når du møter nokon som manglar bustad – og kven ringjer du?',
		findingId: null
	}));
	const { cafeId } = done(await createCafe(db, world.facilitator, gatheringId, { preset: 'udir', questions }, now));
	const rows = await db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId).orderBy('number').execute();
	const tables = rows.map(({ id }) => id);
	for (const [at, tableId] of tables.entries()) done(await changeHost(db, world.facilitator, cafeId, tableId, present[at]!));
	done(await seatEveryone(db, world.facilitator, cafeId, now));
	if (begun) done(await startRound(db, world.facilitator, cafeId, now, alone));
	const { joinToken, joinCode } = await db
		.selectFrom('cafe')
		.select(['joinToken', 'joinCode'])
		.where('id', '=', cafeId)
		.executeTakeFirstOrThrow();
	const cafe = (await joinableCafe(db, { token: joinToken }, now))!;
	const guests: Tables['guests'] = [];
	for (const [at, { name, shownAs }] of people.entries()) {
		const { token } = done(
			await join(db, cafe, null, { attendanceId: present[at]!, name: '', unitId: null, shownAs, proof: 'personalCode' }, now)
		);
		const seats = await db.selectFrom('seat').select('cafeTableId').where('attendanceId', '=', present[at]!).orderBy('round').execute();
		guests.push({ token, name, tableId: seats[0]!.cafeTableId, nextTableId: seats[1]!.cafeTableId });
	}
	return {
		world,
		gatheringId,
		cafeId,
		joinToken,
		joinCode,
		tables,
		guests,
		facilitatorSession: await signedInAs(db, world.facilitator.id)
	};
}
