import { describe, expect, test } from 'vitest';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/rescheduling/commands.server.ts';
import { openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { answerInvitation, byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { editItem } from '#lib/gatherings/programme/commands.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { hasNews } from '#lib/gatherings/model.ts';
import { publishProgramme } from '#lib/gatherings/rescheduling/publish.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, answersFor, entryIn, invited, leave, mails, onTheDay, post, tokenIn } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

const details = { date: '2018-03-14', startTime: '09:00', room: 'Kommunestyresalen', theme: 'Startlån og tilskot' };

onBothDatabases('after the invitations', (fresh) => {
	describe('a change after the invitations', () => {
		test('moves programme and open tasks, and updates the same calendar entry for those who have it', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await leave(db, world);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-03-21', startTime: '10:00' }, post, now)).toEqual({
				ok: true
			});
			expect((await programme(db, world.municipalityId, id))[0]!.startTime).toBe('10:00');
			expect((await checklist(db, world.municipalityId, id, '2018-01-15')).find((task) => task.task === 'checkIn')!.dueDate).toBe(
				'2018-03-21'
			);
			expect(await invite(db, world.leader, id, [world.partner.id], post, now)).toEqual({ ok: false, reason: 'conflictNews' });
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: true, told: 1 });
			const [change, first] = await mails(db);
			expect(change).toMatchObject({
				kind: 'change',
				state: 'held',
				calendarMethod: 'REQUEST',
				subject: 'Ny dag – kjem du? Bustadsosialt forum onsdag 21. mars 2018'
			});
			expect(entryIn(change!.calendar).uid).toBe(entryIn(first!.calendar).uid);
			expect([entryIn(first!.calendar).sequence, entryIn(change!.calendar).sequence]).toEqual([0, 1]);
			expect(await byToken(db, token)).toBeDefined();
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'empty' });
		});

		test('says old → new with a link of its own, and asks those who said yes anew on another day; a no is told nothing', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await invite(db, world.leader, id, [world.partner.id], post, now);
			const partners = tokenIn((await mails(db)).find(({ recipientPersonId }) => recipientPersonId === world.partner.id)!.text);
			await leave(db, world);
			await answerInvitation(db, { token }, 'accepted', post, now);
			await answerInvitation(db, { token: partners }, 'declined', post, now);
			const changes = async () =>
				(await mails(db)).filter(({ kind }) => kind === 'change').toSorted((a, b) => a.documentVersion - b.documentVersion);

			await changeDetails(db, world.leader, id, { ...details, room: 'Kulturhuset' }, post, now);
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: true, told: 1 });
			const [place] = await changes();
			expect(place!.text).toContain('Kommunestyresalen → Kulturhuset');
			expect(place!.text).toContain('Svaret du har gitt, gjeld framleis.');
			expect(place!.calendar).toContain('PARTSTAT=ACCEPTED');
			expect(place!.calendar!.replace(/\r\n /g, '')).toContain(`URL:${post.origin}/invitation/${tokenIn(place!.text)}`);
			expect((await byToken(db, tokenIn(place!.text)))!.answer).toBe('accepted');

			await changeDetails(db, world.leader, id, { ...details, room: 'Kulturhuset', date: '2018-04-10' }, post, now);
			expect(await sendUpdates(db, world.leader, id, post, now)).toEqual({ ok: true, told: 1 });
			const [, day] = await changes();
			expect(day!.text).toMatch(/14\. mars 2018.* → .*10\. april 2018/);
			expect(day!.text).toContain('så vi spør på nytt');
			expect(day!.calendar).toContain('PARTSTAT=NEEDS-ACTION');
			expect((await byToken(db, token))!.answer).toBeNull();
			expect((await byToken(db, partners))!.answer).toBe('declined');
		});

		test('gives those whose invitation has not left a new one instead', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await invited(db, world, id);
			await changeDetails(db, world.leader, id, { ...details, room: 'Kulturhuset' }, post, now);
			await sendUpdates(db, world.leader, id, post, now);
			const all = await mails(db);
			expect(all.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual(['invitation cancelled', 'invitation held']);
			const fresh2 = all.find((mail) => mail.state === 'held')!;
			expect(fresh2.text).toContain('Kulturhuset');
			expect(await byToken(db, tokenIn(fresh2.text))).toMatchObject({ name: 'Tilsett Tysnes' });
		});

		test('of the programme alone counts when it is published and the day begins or ends at another time', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await invited(db, world, id);
			const items = await programme(db, world.municipalityId, id);
			const lunch = items.find((item) => item.kind === 'lunch')!;
			await editItem(db, world.leader, id, lunch.id, { ...lunch, title: 'God lunsj', push: false }, now);
			await publishProgramme(db, world.leader, id, post, now);
			expect(hasNews((await byId(db, world.municipalityId, id))!)).toBe(false);
			const last = items.at(-1)!;
			await editItem(db, world.leader, id, last.id, { ...last, minutes: 20, push: false }, now);
			expect(hasNews((await byId(db, world.municipalityId, id))!)).toBe(false);
			await publishProgramme(db, world.leader, id, post, now);
			expect(hasNews((await byId(db, world.municipalityId, id))!)).toBe(true);
		});

		const refusals: [string, string, Partial<typeof details>][] = [
			['a day that has been', 'past', { date: '2018-01-10' }],
			['no theme', 'missingTheme', { theme: '' }],
			['a start that pushes the end out of the day', 'invalidTime', { startTime: '18:00' }]
		];
		test.each(refusals)('to %s is refused', async (_what, reason, to) => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await changeDetails(db, world.leader, id, { ...details, ...to }, post, now)).toEqual({ ok: false, reason });
		});

		test('to a holiday is warned about, to a day that is taken refused, and only those who plan may', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-05-17' }, post, now)).toMatchObject({
				reason: 'conflictDayOff',
				off: { nb: 'grunnlovsdagen' }
			});
			await planGathering(db, world.leader, answersFor(world, { date: '2018-10-17' }), now);
			expect(await changeDetails(db, world.leader, id, { ...details, date: '2018-10-17' }, post, now)).toEqual({
				ok: false,
				reason: 'duplicate'
			});
			expect(await changeDetails(db, world.facilitator, id, details, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await changeDetails(db, world.stranger, id, details, post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await sendUpdates(db, world.staff, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await sendUpdates(db, world.stranger, id, post, now)).toEqual({ ok: false, reason: 'notFound' });
			await openGathering(db, world.leader, id, onTheDay);
			expect(await changeDetails(db, world.leader, id, { ...details, room: 'x' }, post, onTheDay)).toEqual({ ok: false, reason: 'closed' });
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
			expect(await cancelGathering(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'closed' });
			const again = await planGathering(db, world.leader, answersFor(world), now);
			if (!again.ok) throw new Error(again.reason);
			await openGathering(db, world.leader, again.gatheringId, onTheDay);
			expect(await cancelGathering(db, world.leader, again.gatheringId, post, onTheDay)).toEqual({ ok: false, reason: 'closed' });
		});
	});
});
