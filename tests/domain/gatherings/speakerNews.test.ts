import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { editItem, removeItem } from '#lib/gatherings/programme/commands.server.ts';
import { cancelGathering, changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { answerSpeaker, lapseSpeakers } from '#lib/gatherings/speakers/answers.server.ts';
import { askOffered, askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { publishProgramme } from '#lib/gatherings/rescheduling/publish.server.ts';
import { offeredParts, speakerBy, speakerRequests } from '#lib/gatherings/speakers/queries.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { ownDutyOf, setOwnDuty } from '#lib/mail/audience/ownDuty.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, answersFor, aTopic, entryIn, leave, mails, post } from '../../support/gatherings.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const details = { date: '2018-03-14', startTime: '09:00', room: 'Kommunestyresalen', theme: 'Startlån og tilskot' };
const later = '2018-01-16T08:00:00.000Z';
const linkIn = (text: string) => /\/speaker\/([\w-]{22})/.exec(text)![1]!;
const talkOf = async (db: Kysely<Database>, world: World, id: string) =>
	(await programme(db, world.municipalityId, id)).find(({ kind }) => kind === 'talk')!;
const lettersOf = async (db: Kysely<Database>, kind: string) =>
	(await mails(db)).filter((mail) => mail.kind === kind).toSorted((a, b) => a.documentVersion - b.documentVersion);

/** Ola has said yes to the first talk of a forum on 14 March. */
async function agreed(db: Kysely<Database>) {
	const { world, id } = await aGathering(db);
	const talk = await talkOf(db, world, id);
	await askSpeaker(db, world.leader, id, { itemId: talk.id, name: 'Ola Ordførar', email: 'ola@husbanken.example' }, post, now);
	const token = linkIn((await lettersOf(db, 'speakerRequest'))[0]!.text);
	await leave(db, world);
	expect(await answerSpeaker(db, token, { answer: 'yes', note: '' }, post, now)).toEqual({ ok: true });
	return { world, id, talk, token };
}

onBothDatabases('a speaker', (fresh) => {
	test('who says yes is named in the programme and gets an entry at once; the steward hears', async () => {
		const db = await fresh();
		const { world, id, talk } = await agreed(db);
		expect((await talkOf(db, world, id)).speaker).toBe('Ola Ordførar');
		const [confirmed] = await lettersOf(db, 'speakerConfirmation');
		expect(confirmed).toMatchObject({ state: 'queued', calendarMethod: 'REQUEST', recipientEmail: 'ola@husbanken.example' });
		expect(confirmed!.calendar).toContain('PARTSTAT=ACCEPTED');
		expect(entryIn(confirmed!.calendar).startDate.toString()).toBe(`2018-03-14T${talk.startTime}:00`);
		expect(await lettersOf(db, 'speakerAnswer')).toMatchObject([{ recipientPersonId: world.leader.id, state: 'held' }]);
	});

	test('hears when the time or place changes, with the same entry; a yes stands', async () => {
		const db = await fresh();
		const { world, id, token } = await agreed(db);
		await changeDetails(db, world.leader, id, { ...details, startTime: '10:00', room: 'Kulturhuset' }, post, later);
		const [change] = await lettersOf(db, 'speakerChange');
		const [confirmed] = await lettersOf(db, 'speakerConfirmation');
		expect(change!.text).toContain('Kommunestyresalen → Kulturhuset');
		expect(entryIn(change!.calendar).uid).toBe(entryIn(confirmed!.calendar).uid);
		expect(entryIn(change!.calendar).sequence).toBeGreaterThan(entryIn(confirmed!.calendar).sequence);
		expect(change!.calendar).toContain('PARTSTAT=ACCEPTED');
		expect((await speakerBy(db, token))!.request.answer).toBe('yes');
		await changeDetails(db, world.leader, id, { ...details, startTime: '10:00', room: 'Biblioteket' }, post, later);
		expect((await lettersOf(db, 'speakerChange')).map(({ state }) => state)).toEqual(['cancelled', 'held']);
	});

	test('is asked anew when the day moves: a yes to 14 March is no yes to 10 April', async () => {
		const db = await fresh();
		const { world, id, token } = await agreed(db);
		await changeDetails(db, world.leader, id, { ...details, date: '2018-04-10' }, post, later);
		expect((await speakerBy(db, token))!.request.answer).toBeNull();
		const [change] = await lettersOf(db, 'speakerChange');
		expect(change!.subject).toContain('kan du framleis?');
		expect(change!.text).toMatch(/14\. mars 2018.* → .*10\. april 2018/);
		expect(change!.calendar).toContain('PARTSTAT=NEEDS-ACTION');
		expect((await speakerBy(db, linkIn(change!.text)))!.request.email).toBe('ola@husbanken.example');
	});

	test('hears of a part that was moved or taken out when the programme is published', async () => {
		const db = await fresh();
		const { world, id, talk } = await agreed(db);
		await leave(db, world);
		await publishProgramme(db, world.leader, id, post, later);
		const part = await talkOf(db, world, id);
		await editItem(db, world.leader, id, talk.id, { ...part, startTime: '09:20', push: true }, later);
		expect(await lettersOf(db, 'speakerChange')).toEqual([]);
		expect(await publishProgramme(db, world.leader, id, post, later)).toMatchObject({ told: 1 });
		expect((await lettersOf(db, 'speakerChange'))[0]!.text).toContain('kl. 09.20');
		await leave(db, world);
		await removeItem(db, world.leader, id, talk.id, later);
		expect(await publishProgramme(db, world.leader, id, post, later)).toMatchObject({ told: 1 });
		expect(await lettersOf(db, 'speakerCancellation')).toMatchObject([{ calendarMethod: 'CANCEL', state: 'held' }]);
	});

	test('hears when the forum is called off, and the entry goes out of the calendar', async () => {
		const db = await fresh();
		const { world, id } = await agreed(db);
		await leave(db, world);
		expect(await cancelGathering(db, world.leader, id, post, later)).toEqual({ ok: true, told: 1 });
		const [off] = await lettersOf(db, 'speakerCancellation');
		const [confirmed] = await lettersOf(db, 'speakerConfirmation');
		expect(off).toMatchObject({ state: 'held', calendarMethod: 'CANCEL' });
		expect(entryIn(off!.calendar).uid).toBe(entryIn(confirmed!.calendar).uid);
	});

	test('who withdraws goes off the draft and what is published, and the steward hears', async () => {
		const db = await fresh();
		const { world, id, talk, token } = await agreed(db);
		await publishProgramme(db, world.leader, id, post, now);
		const shown = async () => (await shownProgramme(db, world.municipalityId, id)).find((part) => part.id === talk.id)!.speaker;
		expect(await shown()).toBe('Ola Ordførar');
		await answerSpeaker(db, token, { answer: 'no', note: 'Sjuk.' }, post, later);
		expect([await shown(), (await talkOf(db, world, id)).speaker]).toEqual(['', '']);
		const told = (await lettersOf(db, 'speakerAnswer')).at(-1)!;
		expect(told.subject).toContain('har trekt seg');
		expect(told.text).toContain('Sjuk.');
		expect(await lettersOf(db, 'speakerCancellation')).toMatchObject([{ calendarMethod: 'CANCEL', state: 'queued' }]);
	});
});

onBothDatabases('talks that were offered', (fresh) => {
	/** A forum with one topic that two of the staff have offered to talk about. */
	async function offered(db: Kysely<Database>) {
		const world = await aMunicipality(db);
		const topicId = await aTopic(db, world, 'Gjeldsrådgjeving');
		const kari = await world.person('Kari Kunnig', world.units.heime, ['staff']);
		for (const [at, person] of [world.staff, kari].entries())
			await db
				.insertInto('topicOffer')
				.values({ topicId, personId: person.id, municipalityId: world.municipalityId, note: '', at: `2018-01-0${at + 1}T08:00:00.000Z` })
				.execute();
		const made = await planGathering(db, world.leader, answersFor(world, { topicIds: [topicId] }), now);
		if (!made.ok) throw new Error(made.reason);
		const part = async () => (await programme(db, world.municipalityId, made.gatheringId)).find((one) => one.topicId === topicId)!;
		return { world, id: made.gatheringId, part, kari };
	}

	test('are asked for in one press, by a letter that says it was their offer, before anybody is named; a no asks the next', async () => {
		const db = await fresh();
		const { world, id, part, kari } = await offered(db);
		expect((await part()).speaker).toBe('');
		expect((await offeredParts(db, world.municipalityId, id)).map(({ who }) => who.name)).toEqual(['Tilsett Tysnes']);
		expect(await askOffered(db, world.staff, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await askOffered(db, world.stranger, id, post, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await askOffered(db, world.leader, id, post, now)).toEqual({ ok: true, count: 1 });
		expect(await askOffered(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'emptyOffers' });
		const [letter] = await lettersOf(db, 'speakerRequest');
		expect(letter!.text).toContain('Du har tilbydd deg å halde dette innlegget');
		await leave(db, world);
		await answerSpeaker(db, linkIn(letter!.text), { answer: 'no', note: '' }, post, later);
		const others = (await lettersOf(db, 'speakerRequest')).filter((mail) => mail.id !== letter!.id);
		expect(others).toMatchObject([{ recipientPersonId: kari.id, state: 'held' }]);
		expect((await lettersOf(db, 'speakerAnswer'))[0]!.text).toContain('Kari Kunnig har òg tilbydd seg');
		await db.updateTable('gathering').set({ state: 'cancelled' }).where('id', '=', id).execute();
		expect(await askOffered(db, world.leader, id, post, later)).toEqual({ ok: false, reason: 'closed' });
	});

	test('that are not answered in time lapse: the steward hears, the next is asked, and a late yes still counts', async () => {
		const db = await fresh();
		const { world, id, part } = await offered(db);
		await askOffered(db, world.leader, id, post, now);
		const [request] = await speakerRequests(db, world.municipalityId, id);
		expect(request!.answerBy).toBe('2018-01-25');
		const after = '2018-01-26T08:00:00.000Z';
		expect(await lapseSpeakers(db, world.municipalityId, post, after), 'the letter never left').toBe(0);
		const [letter] = await lettersOf(db, 'speakerRequest');
		await leave(db, world);
		expect(await lapseSpeakers(db, world.municipalityId, post, '2018-01-25T08:00:00.000Z')).toBe(0);
		expect(await lapseSpeakers(db, world.municipalityId, post, after)).toBe(1);
		expect(await lapseSpeakers(db, world.municipalityId, post, after)).toBe(0);
		expect((await lettersOf(db, 'speakerAnswer'))[0]!.subject).toContain('har ikkje svart');
		expect(await lettersOf(db, 'speakerRequest')).toHaveLength(2);
		await answerSpeaker(db, linkIn(letter!.text), { answer: 'yes', note: '' }, post, after);
		expect((await part()).speaker).toBe('Tilsett Tysnes');
	});
});

onBothDatabases('a letter about one’s own duty', (fresh) => {
	test('leaves by itself for whoever has said yes to that once; nothing to others does', async () => {
		const db = await fresh();
		const { world, id, token } = await agreed(db);
		expect(await ownDutyOf(db, world.leader)).toEqual({ leaves: false, held: 1 });
		expect(await setOwnDuty(db, world.partner, true, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await setOwnDuty(db, world.leader, true, now)).toEqual({ ok: true });
		expect(await setOwnDuty(db, world.leader, true, now)).toEqual({ ok: true });
		expect(await lettersOf(db, 'speakerAnswer')).toMatchObject([{ state: 'queued', releasedBy: world.leader.id }]);
		await changeDetails(db, world.leader, id, { ...details, room: 'Kulturhuset' }, post, later);
		await answerSpeaker(db, token, { answer: 'no', note: '' }, post, later);
		expect((await lettersOf(db, 'speakerAnswer')).map(({ state }) => state)).toEqual(['queued', 'queued']);
		expect(await release(db, world.leader, { batch: `speakerChange-x-1` }, later)).toMatchObject({ ok: false });
		expect(await setOwnDuty(db, world.leader, false, later)).toEqual({ ok: true });
		expect(await ownDutyOf(db, world.leader)).toEqual({ leaves: false, held: 0 });
	});
});
