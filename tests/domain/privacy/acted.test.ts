import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { answerPoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import { addEntry } from '#lib/cycle/wheel/entries.server.ts';
import { walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { calendarFile } from '#lib/gatherings/calendar/icalendar.ts';
import { feedOf, openFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import { keepIdea } from '#lib/gatherings/planning/ideas.server.ts';
import { giveMaterial } from '#lib/gatherings/speakers/giveMaterial.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { unsubscribeTokens, setUnsubscribed } from '#lib/mail/unsubscribe.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { importPeople } from '#lib/people/import/commands.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { addRemark } from '#lib/plan/hearing/responses.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { leftSentences } from '#lib/privacy/text.ts';
import { offerTalk } from '#lib/topics/commands.server.ts';
import { everythingIn } from '../../support/dump.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aTopic, onTheDay, planned, post } from '../../support/gatherings.ts';
import { aDraft, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const [name, email] = ['Fjellfrid Gløymstad', 'fjellfrid.gloymstad@stord.example'];

/** The secret of a personal link as it stands in the letter to them. */
async function linkIn(db: Kysely<Database>, kind: 'datePoll' | 'speakerRequest' | 'hearing', path: string): Promise<string> {
	const mails = await db.selectFrom('mail').select('text').where('kind', '=', kind).where('recipientEmail', '=', email).execute();
	return new RegExp(`/${path}/([\\w-]+)`).exec(mails[0]!.text)![1]!;
}

const done = <A extends { ok: boolean }>(answer: A) => {
	expect(answer).toMatchObject({ ok: true });
	return answer as Extract<A, { ok: true }>;
};

/** Somebody who came by a list, and has done and been asked all that people are here. */
async function whoDidEverything(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const { leader, municipalityId, seriesId, person } = world;
	const administrator = await person('Admin Austevoll', null, ['administrator', 'leader']);
	const list = `Namn;E-post;Stilling\r\n${name};${email};Rådgjevar\r\n`;
	done(await importPeople(db, administrator, list, now));
	const { id } = await db.selectFrom('person').select('id').where('email', '=', email).executeTakeFirstOrThrow();
	const them = (await actorOf(db, id))!;
	const dates = ['2018-03-14', '2018-03-07', '2018-03-13'];
	done(await openPoll(db, leader, { seriesId, dates, personIds: [id], deadline: '2018-01-22', note: `Spør ${name}` }, origin, now));
	const asked = await db.selectFrom('datePollDate').select('date').execute();
	done(
		await answerPoll(
			db,
			await linkIn(db, 'datePoll', 'poll'),
			Object.fromEntries(asked.map(({ date }) => [date, 'can' as const])),
			null,
			now
		)
	);
	const feed = done(await openFeed(db, them, { kind: 'person', subjectId: id }, now));
	const entry = { kind: 'deadline' as const, date: '2018-04-04', month: null, recurs: 'once' as const, ownerUnitId: null };
	const titles = { titleNn: `Møte med ${name}`, titleNb: '', ownerRoleNn: name, ownerRoleNb: null, leadWeeks: 2, colour: 1 };
	done(await addEntry(db, leader, { ...entry, ...titles }, now));
	const gatheringId = await planned(db, world);
	const talk = (await programme(db, municipalityId, gatheringId))[1]!;
	done(await askSpeaker(db, leader, gatheringId, { itemId: talk.id, name, email }, post, now));
	const speaking = await linkIn(db, 'speakerRequest', 'speaker');
	done(await answerSpeaker(db, speaking, { answer: 'yes', note: `Helsing ${name}` }, post, now));
	done(await giveMaterial(db, speaking, { label: `Lysark av ${name}`, url: 'https://husbanken.example/a' }, now));
	done(await keepIdea(db, leader, { gatheringId, text: `Spør ${name} att` }, now));
	done(await offerTalk(db, them, await aTopic(db, world, 'Startlån'), `Ring ${name}`, now));
	await db.updateTable('gathering').set({ state: 'open' }).where('id', '=', gatheringId).execute();
	done(await walkIn(db, leader, gatheringId, { name: ` ${name.toUpperCase()} `, unitId: null }, onTheDay));
	const { measure, goal } = await aDraft(db, world);
	const words2 = { ...words('Arrangere forum', goal), roleNn: name };
	done(await reportStatus(db, leader, { elementId: measure, status: 'ongoing', date: '2018-01-10', note: `Seier ${name}` }, now));
	const body = { kind: 'external' as const, name, email };
	done(await openHearing(db, leader, { deadline: '2018-02-26', bodies: [body] }, origin, now));
	done(await editElement(db, leader, { elementId: measure, edition: 1, ...words2 }, now));
	const remark = { elementId: null, text: `Mvh ${name} <${email}>`, suggested: null };
	done(await addRemark(db, await linkIn(db, 'hearing', 'hearing'), remark, now));
	const [stop] = [...(await unsubscribeTokens(db, municipalityId, 'summary', [id], now)).values()];
	done(await setUnsubscribed(db, stop!, true, now));
	await record(
		db,
		leader,
		'person.export',
		{ kind: 'person', id: leader.id, detail: { reason: 'other' }, note: `${name} bad om det` },
		now
	);
	const calendar = calendarFile({
		id: gatheringId,
		sequence: 0,
		method: 'REQUEST',
		date: '2018-03-14',
		startTime: '09:00',
		endTime: null,
		at: now,
		title: 'Samling',
		description: `Innleiing om startlån og bustøtte ved den nye rådgjevaren ${name} frå Nav`,
		place: '',
		link: null,
		organiser: { name: 'Stord', email: 'post@stord.example' },
		attendee: null
	});
	expect(calendar).not.toContain(name);
	const others = { personId: leader.id, name: leader.name, email: 'leiar@stord.example' };
	const letter = { recipient: others, locale: 'nn' as const, subject: `Ved ${name}`, text: `Ved ${name}`, html: `<p>${name}</p>` };
	await enqueue(
		db,
		municipalityId,
		{ kind: 'invitation', id: gatheringId, version: 1, title: 'Samling' },
		[{ ...letter, calendar: { method: 'REQUEST', text: calendar } }],
		now
	);
	await db
		.updateTable('mail')
		.set({ state: 'awaitingRetry', releasedAt: now, releasedBy: leader.id, nextAttemptAt: now, lastError: `550 <${email}> no such user` })
		.where('kind', '=', 'hearing')
		.execute();
	return { ...world, administrator, them, gatheringId, feed, measure };
}

/** Without what folds lines. */
const everything = async (db: Kysely<Database>) => (await everythingIn(db)).replaceAll('\r\n ', '').toLowerCase();

onBothDatabases('who is erased', (fresh) => {
	test('is gone from all that they did and were asked: lists, polls, calendars, talks, doors, hearings, answers, outbox and log', async () => {
		const db = await fresh();
		const { administrator, them, gatheringId, feed, measure, leader } = await whoDidEverything(db);
		expect(await feedOf(db, feed.token, origin, now)).toContain('BEGIN:VCALENDAR');
		const erased = done(await eraseAccount(db, undefined, administrator, them.id, now));
		expect(erased.left).toEqual({});
		const all = await everything(db);
		for (const word of ['gløymstad', email]) expect(all.split('\n').filter((line) => line.includes(word))).toEqual([]);
		expect(await feedOf(db, feed.token, origin, now)).toBe(undefined);
		// Who has the plan's draft open would else bring the name back.
		const edited = { elementId: measure, edition: 2, ...words('Arrangere forum', null), roleNn: name };
		expect(await editElement(db, leader, edited, now)).toMatchObject({ ok: false });
		const calendar = await db.selectFrom('mail').select('calendar').where('documentId', '=', gatheringId).executeTakeFirstOrThrow();
		expect(calendar.calendar).toContain('█████');
		expect(calendar.calendar!.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
		expect(await db.selectFrom('mail').select('state').where('state', 'in', ['queued', 'awaitingRetry']).execute()).toEqual([]);
	});

	test('is not the last administrator, though two of them erase each other at once', async () => {
		const db = await fresh();
		const { person, municipalityId, leader } = await aMunicipality(db);
		await db
			.updateTable('roleGrant')
			.set({ revokedAt: now })
			.where('role', '=', 'administrator')
			.where('municipalityId', '=', municipalityId)
			.execute();
		const two = [await person('Admin Ein', null, ['administrator']), await person('Admin To', null, ['administrator'])] as const;
		for (const { id: personId } of [...two, leader])
			await db.insertInto('account').values({ personId, municipalityId, passwordHash: 'x', createdAt: now }).execute();
		const [one, other] = await Promise.all([
			eraseAccount(db, undefined, two[0], two[1].id, now),
			eraseAccount(db, undefined, two[1], two[0].id, now)
		]);
		expect([one, other].map(({ ok }) => ok).toSorted()).toEqual([false, true]);
		expect([one, other]).toContainEqual({ ok: false, reason: 'notAllowedLast' });
	});

	test('of a name that others have, of one word, or in a decision, whoever erases is told where it still stands, and so is the log', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId, person } = world;
		const administrator = await person('Admin Austevoll', null, ['administrator']);
		const [one] = [await person('Gløymfrid', null, ['staff']), await person('Ola Tvilling', null, ['staff'])];
		const two = await person('Ola Tvilling', null, ['staff']);
		const { measure, goal } = await aDraft(db, world);
		const named = { ...words('Arrangere forum', goal), roleNn: 'Gløymfrid og Ola Tvilling' };
		done(await editElement(db, leader, { elementId: measure, edition: 1, ...named }, now));
		const gatheringId = await planned(db, world);
		done(await keepIdea(db, leader, { gatheringId, text: 'Spør Gløymfrid, ikkje Gløymfridas' }, now));
		done(await keepIdea(db, leader, { gatheringId, text: 'Spør Ola Tvilling' }, now));

		const left = done(await eraseAccount(db, undefined, administrator, one.id, now)).left;
		expect(left).toEqual({ gatherings: 1, decided: 1 });
		expect(leftSentences(left)).toHaveLength(3);
		expect(done(await eraseAccount(db, undefined, administrator, two.id, now)).left).toEqual({ gatherings: 1, decided: 1 });
		const entries = await db
			.selectFrom('audit')
			.select('detail')
			.where('municipalityId', '=', municipalityId)
			.where('verb', '=', 'person.erase')
			.orderBy('seq')
			.execute();
		expect(entries.map(({ detail }) => JSON.parse(detail!) as object)).toEqual([
			{ left: { gatherings: 1, decided: 1 } },
			{ left: { gatherings: 1, decided: 1 } }
		]);
	});
});
