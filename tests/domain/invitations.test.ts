import ICAL from 'ical.js';
import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/changes.server.ts';
import { markHeld, open } from '#lib/gatherings/commands.server.ts';
import { answerInvitation, byToken, invite, invitees } from '#lib/gatherings/invitations.server.ts';
import { planGathering } from '#lib/gatherings/planning.server.ts';
import { editItem, removeItem } from '#lib/gatherings/programme.server.ts';
import { byId, checklist, coverage, programme } from '#lib/gatherings/queries.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { onBothDatabases } from '../support/database.ts';
import { aMunicipality, now, type World } from '../support/world.ts';

const post = { origin: 'https://samling.example.no', mailFrom: 'samling@stord.example' };
const onTheDay = '2018-03-14T07:30:00.000Z';
const details = { date: '2018-03-14', startTime: '09:00', room: 'Kommunestyresalen', theme: 'Startlån' };

async function aGathering(db: Kysely<Database>): Promise<{ world: World; id: string }> {
	const world = await aMunicipality(db);
	const made = await planGathering(
		db,
		world.leader,
		{ ...details, seriesId: world.seriesId, topicIds: [], recipe: 'talksCafe', partnerIds: [world.partner.id], goalIds: [] },
		now
	);
	if (!made.ok) throw new Error(made.reason);
	return { world, id: made.gatheringId };
}

const mails = (db: Kysely<Database>) => db.selectFrom('mail').selectAll().orderBy('kind').orderBy('recipientName').execute();
const tokenIn = (text: string) => /\/invitation\/([\w-]{22})/.exec(text)![1]!;
const entryIn = (calendar: string | null) => new ICAL.Event(new ICAL.Component(ICAL.parse(calendar!)).getFirstSubcomponent('vevent')!);

/** Lets all that waits in the outbox leave, and arrive. */
async function leave(db: Kysely<Database>, world: World): Promise<void> {
	const released = await release(db, world.leader, { ids: (await mails(db)).map((mail) => mail.id) }, now);
	if (!released.ok) throw new Error(released.reason);
	await db.updateTable('mail').set({ state: 'sent', sentAt: now, nextAttemptAt: null }).execute();
}

/** Invites `world.staff` and gives the token of their link. */
async function invited(db: Kysely<Database>, world: World, id: string): Promise<string> {
	const sent = await invite(db, world.leader, id, [world.staff.id], post, now);
	if (!sent.ok) throw new Error(sent.reason);
	return tokenIn((await mails(db)).find((mail) => mail.recipientPersonId === world.staff.id)!.text);
}

onBothDatabases('inviting', (fresh) => {
	describe('invitations', () => {
		test('are mails that wait in the outbox, each with a link of its own and a calendar file that asks one person', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await invite(db, world.leader, id, [world.staff.id, world.partner.id, world.staff.id], post, now)).toEqual({
				ok: true,
				invited: 2,
				already: 0,
				unreachable: []
			});
			const [partner, staff] = await mails(db);
			expect([partner!.state, staff!.state]).toEqual(['held', 'held']);
			expect(staff).toMatchObject({
				kind: 'invitation',
				documentId: id,
				recipientName: 'Tilsett Tysnes',
				locale: 'nn',
				calendarMethod: 'REQUEST'
			});
			expect(staff!.subject).toBe('Kjem du? Bustadsosialt forum onsdag 14. mars 2018');
			expect(staff!.text).toContain('09.00 Velkomen');
			expect(staff!.text).toContain('onsdag 14. mars 2018, kl. 09.00–14.40');
			expect(tokenIn(staff!.text)).not.toBe(tokenIn(partner!.text));
			expect(staff!.html).toContain(`https://samling.example.no/invitation/${tokenIn(staff!.text)}`);
			expect(entryIn(staff!.calendar).attendees.map((one) => one.getFirstValue())).toEqual([`mailto:${staff!.recipientEmail}`]);
			expect(entryIn(staff!.calendar).summary).toBe('Bustadsosialt forum: Startlån');
			expect((await byId(db, world.municipalityId, id))!.state).toBe('invited');
		});

		test('are written in the language of whoever gets them', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await db.updateTable('person').set({ locale: 'en' }).where('id', '=', world.staff.id).execute();
			await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', world.partner.id).execute();
			await invite(db, world.leader, id, [world.staff.id, world.partner.id], post, now);
			const [partner, staff] = await mails(db);
			expect(staff!.subject).toBe('Are you coming? Boligsosialt forum Wednesday 14 March 2018');
			expect(partner!.subject).toBe('Kommer du? Boligsosialt forum onsdag 14. mars 2018');
		});

		test('hold no secret in the database: the link is stored as its hash', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(JSON.stringify(await db.selectFrom('invitation').selectAll().execute())).not.toContain(token);
		});

		test('go to each person once, and those who cannot be written to are named', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await db.updateTable('person').set({ email: null }).where('id', '=', world.facilitator.id).execute();
			const odd = await world.person('Odd Adresse', world.units.nav);
			await db.updateTable('person').set({ email: 'odd@@stord' }).where('id', '=', odd.id).execute();
			await invited(db, world, id);
			expect(await invite(db, world.leader, id, [world.staff.id, world.facilitator.id, odd.id], post, now)).toEqual({
				ok: true,
				invited: 0,
				already: 1,
				unreachable: [
					{ id: world.facilitator.id, name: 'Fasilitator Fitjar' },
					{ id: odd.id, name: 'Odd Adresse' }
				]
			});
			expect(await mails(db)).toHaveLength(1);
			expect(
				(await invitees(db, world.municipalityId, id, '2018-03-14')).filter((one) => one.invitedAt).map((one) => one.personId)
			).toEqual([world.staff.id]);
		});

		test('are refused without the right, from elsewhere, to nobody, and to strangers', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await invite(db, world.facilitator, id, [world.staff.id], post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await invite(db, world.stranger, id, [world.stranger.id], post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await invite(db, world.leader, id, [], post, now)).toEqual({ ok: false, reason: 'nobody' });
			expect(await invite(db, world.leader, id, [world.stranger.id], post, now)).toEqual({ ok: false, reason: 'unknownPerson' });
			expect(await mails(db)).toEqual([]);
		});

		test('are refused without a programme, without a day, when it is called off, and once it has begun', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const asked = () => invite(db, world.leader, id, [world.staff.id], post, now);
			for (const item of await programme(db, world.municipalityId, id)) await removeItem(db, world.leader, id, item.id, now);
			expect(await asked()).toEqual({ ok: false, reason: 'noProgramme' });
			await db.updateTable('gathering').set({ date: null }).where('id', '=', id).execute();
			expect(await asked()).toEqual({ ok: false, reason: 'noDate' });
			await db.updateTable('gathering').set({ date: '2018-03-14' }).where('id', '=', id).execute();
			await open(db, world.leader, id, onTheDay);
			expect(await asked()).toEqual({ ok: false, reason: 'hasBegun' });
			const other = await aGathering(db);
			await cancelGathering(db, other.world.leader, other.id, post, now);
			expect(await invite(db, other.world.leader, other.id, [other.world.staff.id], post, now)).toEqual({ ok: false, reason: 'cancelled' });
		});

		test('by default go to our own staff and the partners it is shared with, in units that exist on the day', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await world.person('Anna frå Husbanken', world.units.husbanken, ['partner']);
			await world.person('Gamal Eining', world.units.heime, ['staff']);
			await db.updateTable('unit').set({ validTo: '2018-02-28' }).where('id', '=', world.units.heime).execute();
			const listed = await invitees(db, world.municipalityId, id, '2018-03-14');
			expect(listed.filter((one) => one.byDefault).map((one) => one.name)).toEqual([
				'Fasilitator Fitjar',
				'Leiar Leirvik',
				'Partnar Parker',
				'Tilsett Tysnes'
			]);
			expect(listed.map((one) => one.name)).not.toContain('Gamal Eining');
		});

		test('count by unit, and show which units nobody is invited from', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await answerInvitation(db, token, 'accepted', now);
			const covered = await coverage(db, world.municipalityId, id, '2018-03-14');
			expect(covered.persons).toBe(1);
			expect(covered.units.map(({ nameNn, invited, accepted }) => [nameNn, invited, accepted])).toEqual([['Nav Stord', 1, 1]]);
			expect(covered.missing.map(({ nameNn }) => nameNn)).toEqual(['Bustadkontoret', 'Heimetenestene']);
		});
	});

	describe('an answer', () => {
		test('is yes or no by the personal link, and may change until the gathering opens', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(await byToken(db, token)).toMatchObject({ name: 'Tilsett Tysnes', answer: null, municipality: 'Stord kommune', locale: 'nn' });
			expect(await answerInvitation(db, token, 'accepted', now)).toEqual({ ok: true, answer: 'accepted' });
			expect(await answerInvitation(db, token, 'declined', '2018-03-14T07:00:00.000Z')).toEqual({ ok: true, answer: 'declined' });
			expect(await byToken(db, token)).toMatchObject({ answer: 'declined', answeredAt: '2018-03-14T07:00:00.000Z' });
		});

		test('is refused when the gathering has opened, is over or called off, and to a link nobody was given', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(await answerInvitation(db, 'x'.repeat(22), 'accepted', now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await answerInvitation(db, token, 'accepted', '2018-03-15T08:00:00.000Z')).toEqual({ ok: false, reason: 'tooLate' });
			await open(db, world.leader, id, onTheDay);
			expect(await answerInvitation(db, token, 'accepted', onTheDay)).toEqual({ ok: false, reason: 'tooLate' });
			await markHeld(db, world.leader, id, onTheDay);
			expect(await answerInvitation(db, token, 'accepted', onTheDay)).toEqual({ ok: false, reason: 'tooLate' });
			const other = await aGathering(db);
			const its = await invited(db, other.world, other.id);
			await cancelGathering(db, other.world.leader, other.id, post, now);
			expect(await answerInvitation(db, its, 'accepted', now)).toEqual({ ok: false, reason: 'cancelled' });
			expect((await byToken(db, its))!.answer).toBeNull();
		});
	});

	describe('a change after the invitations', () => {
		test('moves programme and open tasks, and updates the same calendar entry for those who have it', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await leave(db, world);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-03-21', startTime: '10:00' }, now)).toEqual({ ok: true });
			expect((await programme(db, world.municipalityId, id))[0]!.startTime).toBe('10:00');
			expect((await checklist(db, world.municipalityId, id)).find((task) => task.task === 'checkIn')!.dueDate).toBe('2018-03-21');
			expect(await invite(db, world.leader, id, [world.partner.id], post, now)).toEqual({ ok: false, reason: 'untoldNews' });
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: true, told: 1 });
			const [change, first] = await mails(db);
			expect(change).toMatchObject({
				kind: 'change',
				state: 'held',
				calendarMethod: 'REQUEST',
				subject: 'Endra: Bustadsosialt forum er onsdag 21. mars 2018'
			});
			expect(entryIn(change!.calendar).uid).toBe(entryIn(first!.calendar).uid);
			expect([entryIn(first!.calendar).sequence, entryIn(change!.calendar).sequence]).toEqual([0, 1]);
			expect(await byToken(db, token)).toBeDefined();
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'noNews' });
		});

		test('gives those whose invitation has not left a new one instead', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await invited(db, world, id);
			await changeDetails(db, world.leader, id, { ...details, room: 'Kulturhuset' }, now);
			await sendUpdates(db, world.leader, id, post, now);
			const all = await mails(db);
			expect(all.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual(['invitation cancelled', 'invitation held']);
			const fresh2 = all.find((mail) => mail.state === 'held')!;
			expect(fresh2.text).toContain('Kulturhuset');
			expect(await byToken(db, tokenIn(fresh2.text))).toMatchObject({ name: 'Tilsett Tysnes' });
		});

		test('of the programme alone counts when the day begins or ends at another time', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await invited(db, world, id);
			const items = await programme(db, world.municipalityId, id);
			const lunch = items.find((item) => item.kind === 'lunch')!;
			await editItem(db, world.leader, id, lunch.id, { ...lunch, title: 'God lunsj', push: false }, now);
			expect((await byId(db, world.municipalityId, id))!.calendarSequence).toBe(0);
			const last = items.at(-1)!;
			await editItem(db, world.leader, id, last.id, { ...last, minutes: 20, push: false }, now);
			expect((await byId(db, world.municipalityId, id))!.calendarSequence).toBe(1);
		});

		const refusals: [string, string, Partial<typeof details>][] = [
			['a day that has been', 'dateInPast', { date: '2018-01-10' }],
			['no theme', 'noTheme', { theme: '' }],
			['a start that pushes the end out of the day', 'outsideDay', { startTime: '18:00' }]
		];
		test.each(refusals)('to %s is refused', async (_what, reason, to) => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await changeDetails(db, world.leader, id, { ...details, ...to }, now)).toEqual({ ok: false, reason });
		});

		test('to a holiday is warned about, to a day that is taken refused, and only those who plan may', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-05-17' }, now)).toMatchObject({
				reason: 'dayOff',
				off: { nb: 'syttende mai' }
			});
			await planGathering(
				db,
				world.leader,
				{ ...details, date: '2018-10-17', seriesId: world.seriesId, topicIds: [], recipe: 'talksCafe', partnerIds: [], goalIds: [] },
				now
			);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-10-17' }, now)).toEqual({
				ok: false,
				reason: 'dateTaken'
			});
			expect(await changeDetails(db, world.facilitator, id, details, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await changeDetails(db, world.stranger, id, details, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await sendUpdates(db, world.staff, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await sendUpdates(db, world.stranger, id, post, now)).toEqual({ ok: false, reason: 'notFound' });
			await open(db, world.leader, id, onTheDay);
			expect(await changeDetails(db, world.leader, id, { ...details, room: 'x' }, onTheDay)).toEqual({ ok: false, reason: 'hasBegun' });
		});
	});

	describe('a gathering that is called off', () => {
		test('takes back what has not left and cancels the calendar entry of those who have it', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await invited(db, world, id);
			await leave(db, world);
			await invite(db, world.leader, id, [world.partner.id], post, now);
			expect(await cancelGathering(db, world.leader, id, post, now)).toEqual({ ok: true, told: 1 });
			expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'cancelled', cancelledAt: now });
			const all = await mails(db);
			expect(all.map(({ kind, state, recipientName }) => `${kind} ${state} ${recipientName}`)).toEqual([
				'cancellation held Tilsett Tysnes',
				'invitation cancelled Partnar Parker',
				'invitation sent Tilsett Tysnes'
			]);
			expect(all[0]!.calendarMethod).toBe('CANCEL');
			expect(entryIn(all[0]!.calendar).uid).toBe(entryIn(all[2]!.calendar).uid);
			expect(entryIn(all[0]!.calendar).sequence).toBe(1);
		});

		test('frees its day, and is called off once, before it begins, by those who plan', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await cancelGathering(db, world.facilitator, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await cancelGathering(db, world.stranger, id, post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect((await cancelGathering(db, world.leader, id, post, now)).ok).toBe(true);
			expect(await cancelGathering(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'hasBegun' });
			const again = await planGathering(
				db,
				world.leader,
				{ ...details, seriesId: world.seriesId, topicIds: [], recipe: 'talksCafe', partnerIds: [], goalIds: [] },
				now
			);
			if (!again.ok) throw new Error(again.reason);
			await open(db, world.leader, again.gatheringId, onTheDay);
			expect(await cancelGathering(db, world.leader, again.gatheringId, post, onTheDay)).toEqual({ ok: false, reason: 'hasBegun' });
		});
	});
});
