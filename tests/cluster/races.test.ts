import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { rotateCode } from '#lib/cafe/setup/create.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { castVote } from '#lib/cafe/harvest/votes.server.ts';
import { startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { handOver } from '#lib/cycle/series/stewardship.server.ts';
import { stewardships } from '#lib/cycle/series/queries.server.ts';
import { addDays } from '#lib/dates.ts';
import { pressedOnce } from '#lib/db/once.server.ts';
import { checkIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { answerInvitation } from '#lib/gatherings/invitations/rsvp.server.ts';
import { setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { newId } from '#lib/ids.ts';
import { brokenEntry } from '#lib/people/audit.server.ts';
import { createSignInLimit } from '#lib/people/auth/signInLimit.server.ts';
import { changeRoles, disablePerson } from '#lib/people/persons/commands.server.ts';
import { adopt, adoptedText, isIntact } from '#lib/plan/document/adoption.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { lastAdopted } from '#lib/plan/document/versions.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { mergeTopics } from '#lib/topics/merge.server.ts';
import { aCafe } from '../support/cafe.ts';
import { onBothDatabases } from '../support/database.ts';
import { aGathering, aTopic, leave, mails, onTheDay, post, tokenIn } from '../support/gatherings.ts';
import { nobody } from '../support/joining.ts';
import { aDraft, words } from '../support/plan.ts';
import { aMunicipality, now, type World } from '../support/world.ts';

type Answer = { ok: boolean; reason?: string };
const said = (answers: readonly Answer[]) => answers.map((one) => (one.ok ? 'done' : one.reason!)).toSorted();
const times = <T>(count: number, work: (at: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, at) => work(at)));

/** A gathering with room for `capacity`, and the links of everybody who is invited. */
async function fullRoom(db: Kysely<Database>, capacity: number, people: number) {
	const { world, id } = await aGathering(db);
	const ids: string[] = [];
	for (let at = 0; at < people; at++) ids.push((await world.person(`Nav ${at}`, world.units.nav, ['staff'])).id);
	await setTerms(db, world.leader, id, { answerBy: '2018-03-07', capacity }, post, now);
	await invite(db, world.leader, id, ids, post, now);
	await leave(db, world);
	const tokens = (await mails(db)).filter((mail) => ids.includes(mail.recipientPersonId ?? '')).map((mail) => tokenIn(mail.text));
	return { world, id, tokens };
}

/** A café at its vote, with a phone at each of its places. */
async function voting(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world, { people: 4, tables: 2 });
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	return { world, room };
}

const wholeTrail = async (db: Kysely<Database>, world: World) => expect(await brokenEntry(db, world.municipalityId)).toBeUndefined();

onBothDatabases('At the same moment', (fresh) => {
	test('of four who say yes to one place one has it, and three stand in line', async () => {
		const db = await fresh();
		const { world, tokens } = await fullRoom(db, 1, 4);
		const answers = await Promise.all(tokens.map((token) => answerInvitation(db, { token }, 'accepted', post, now)));
		expect(answers.map((one) => one.ok && one.answer).toSorted()).toEqual(['accepted', 'waiting', 'waiting', 'waiting']);
		await wholeTrail(db, world);
	});

	test('of ten presses on ten notes three dots are given, and one on one note', async () => {
		const db = await fresh();
		const { world, room } = await voting(db);
		const joinable = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const phone = await join(db, joinable, null, { ...nobody, attendanceId: room.present[0]! }, now);
		if (!phone.ok) throw new Error(phone.reason);
		await startRound(db, world.facilitator, room.cafeId, now);
		await startVote(db, world.facilitator, room.cafeId, now);
		const seat = await db.selectFrom('seat').selectAll().where('attendanceId', '=', room.present[0]!).executeTakeFirstOrThrow();
		const seen = (await participantFor(db, { now, guestToken: phone.token }, seat.cafeTableId))!;
		const voter = { ...seen.participant!, secret: pseudonym(phone.token) };
		const one = await times(4, () => castVote(db, voter, seat.cafeTableId, 'n0'));
		expect(said(one)).toEqual(['done', 'duplicate', 'duplicate', 'duplicate']);
		const ten = await times(9, (at) => castVote(db, voter, seat.cafeTableId, `n${at + 1}`));
		expect(said(ten).filter((each) => each === 'done')).toHaveLength(2);
		expect(await db.selectFrom('vote').selectAll().execute()).toHaveLength(3);
	});

	test('forty phones come in by one code while it is changed, each once, and the log is whole', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world, { people: 12 });
		const joinable = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		const [, ...phones] = await Promise.all([
			rotateCode(db, world.facilitator, room.cafeId, now),
			...Array.from({ length: 40 }, (_, at) => join(db, joinable, null, { ...nobody, name: `Gjest ${at}` }, now))
		]);
		expect(said(phones)).toEqual(Array.from({ length: 40 }, () => 'done'));
		expect(await db.selectFrom('participant').selectAll().execute()).toHaveLength(40);
		await wholeTrail(db, world);
	});

	test('one place on the list is one phone’s, whoever picks it', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		const joinable = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
		await times(4, () => join(db, joinable, null, { ...nobody, attendanceId: room.present[0]! }, now));
		const holders = await db.selectFrom('participant').selectAll().where('attendanceId', '=', room.present[0]!).execute();
		expect(holders).toHaveLength(1);
	});

	test('everybody is seated once a round, however often it is pressed and whoever comes meanwhile', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aCafe(db, world);
		await Promise.all([
			...[1, 2, 3].map(() => seatEveryone(db, world.facilitator, room.cafeId, now)),
			walkIn(db, world.facilitator, room.gatheringId, { name: 'Kjem no', unitId: world.units.nav }, now)
		]);
		const seats = await db.selectFrom('seat').select(['attendanceId', 'round']).execute();
		expect(new Set(seats.map(({ attendanceId, round }) => `${attendanceId} ${round}`)).size).toBe(seats.length);
		expect(seats.length % 3).toBe(0);
		await wholeTrail(db, world);
	});

	test('somebody is checked in once, and the gathering opens once', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const answers = await times(4, () => checkIn(db, world.facilitator, id, world.staff.id, onTheDay));
		expect(said(answers)).toEqual(['done', 'done', 'done', 'done']);
		expect(await db.selectFrom('attendance').selectAll().execute()).toHaveLength(1);
		const opened = await db.selectFrom('audit').select('seq').where('verb', '=', 'gathering.open').execute();
		expect(opened.length).toBeLessThanOrEqual(1);
		await wholeTrail(db, world);
	});

	test('a plan is adopted once, with the words it had then, and one revision is opened after it', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { goal, measure } = await aDraft(db, world);
		const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
		const [edited, ...adopted] = await Promise.all([
			editElement(db, world.leader, { elementId: measure, edition: 1, ...words('Nye ord', goal) }, now),
			...[1, 2, 3].map(() => adopt(db, world.leader, adoption, now))
		]);
		expect(said(adopted)).toEqual(['closedRevision', 'closedRevision', 'done']);
		const version = (await lastAdopted(db, world.municipalityId))!;
		expect((await adoptedText(db, version)).includes('Nye ord')).toBe(edited.ok);
		expect(await isIntact(db, version)).toBe(true);
		expect(said(await times(4, () => openRevision(db, world.leader, now)))).toEqual([
			'done',
			'duplicateRevision',
			'duplicateRevision',
			'duplicateRevision'
		]);
		await wholeTrail(db, world);
	});

	test('four hand the responsibility on to four days: no day has two, and none is without', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { seriesId, municipalityId } = world;
		const to = (unitId: string, from: string) =>
			handOver(db, world.leader, { seriesId, unitId, roleNn: 'leiar', roleNb: 'leder', from, note: null }, now);
		const answers = await Promise.all([
			to(world.units.nav, '2018-02-01'),
			to(world.units.heime, '2018-03-01'),
			to(world.units.bustadkontor, '2018-04-01'),
			to(world.units.nav, '2018-05-01')
		]);
		expect(answers.some(({ ok }) => ok)).toBe(true);
		const held = await stewardships(db, municipalityId, seriesId);
		const byDay = held.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
		for (const [at, one] of byDay.entries()) expect(one.validTo).toBe(byDay[at + 1] ? addDays(byDay[at + 1]!.validFrom, -1) : null);
		await wholeTrail(db, world);
	});

	test('topics that are put together two ways end as one, and no support is lost', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const [a, b] = [await aTopic(db, world, 'Nabodialog'), await aTopic(db, world, 'Dialog med naboar')];
		await Promise.all([
			mergeTopics(db, world.leader, a, b, now),
			mergeTopics(db, world.leader, b, a, now),
			topics.support(db, world.staff, a, now),
			topics.support(db, world.facilitator, b, now)
		]);
		const rows = await db.selectFrom('topic').select(['id', 'mergedIntoId']).execute();
		expect(rows.filter(({ mergedIntoId }) => mergedIntoId !== null)).toHaveLength(1);
		await wholeTrail(db, world);
	});

	test('of two administrators who take each other away one stays', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { municipalityId } = world;
		const two = [await world.person('Ein', null, ['administrator']), await world.person('Annan', null, ['administrator'])] as const;
		await db
			.insertInto('account')
			.values(two.map(({ id: personId }) => ({ personId, municipalityId, passwordHash: 'x', createdAt: now })))
			.execute();
		const answers = await Promise.all([disablePerson(db, two[0], two[1].id, now), changeRoles(db, two[1], two[0].id, ['staff'], now)]);
		expect(said(answers)).toEqual(['done', 'notAllowedLast']);
		await wholeTrail(db, world);
	});

	test('a form that is sent eight times is done once, and answered alike', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { seriesId } = world;
		const key = newId();
		const send = async () => {
			const { db: own, press } = pressedOnce(db);
			press.begin({ key, by: 'tilsett', form: 'Nabodialog', now });
			try {
				const proposal = { seriesId, title: 'Nabodialog', description: '', forWhom: '', kind: 'new' as const };
				return await topics.propose(own, world.staff, proposal, true, now);
			} finally {
				press.end();
			}
		};
		const answers = await times(8, send);
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		expect(await db.selectFrom('topic').selectAll().execute()).toHaveLength(1);
		await wholeTrail(db, world);
	});

	test('thirty tries of one name are ten', async () => {
		const limit = createSignInLimit();
		const tries = await times(30, () => limit.allows('192.0.2.1', 'leiar@stord.example'));
		expect(tries.filter(Boolean)).toHaveLength(10);
	});
});
