import { expect, test } from 'vitest';
import { answerPoll, closePoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import { checkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { writeBeforeDay, writeThanks } from '#lib/gatherings/invitations/aroundTheDay.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { publishProgramme } from '#lib/gatherings/rescheduling/publish.server.ts';
import { answerInvitation, sayNeeds } from '#lib/gatherings/invitations/rsvp.server.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { addItem, removeItem } from '#lib/gatherings/programme/commands.server.ts';
import { addMaterial } from '#lib/gatherings/programme/materials.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { addTask, editTask, removeTask } from '#lib/gatherings/checklist/commands.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { weekday } from '#lib/dates.ts';
import { setOwnDuty } from '#lib/mail/audience/ownDuty.server.ts';
import { batches } from '#lib/mail/queries.server.ts';
import { toRead, waitingForums } from '../../../src/routes/outbox/forums.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { freshSqlite } from '../../support/database.ts';
import { aGathering, answersFor, aTopic, entryIn, invited, leave, mails, onTheDay, post, tokenIn } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

const fiveDaysBefore = '2018-03-09T08:00:00.000Z';
const anHourLater = '2018-03-09T09:00:00.000Z';

test('Those who come are told before the day where, when, what to read and what they have asked for, as it is then', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const token = await invited(db, world, id);
	await invite(db, world.leader, id, [world.facilitator.id], post, now);
	await leave(db, world);
	expect(await answerInvitation(db, { token }, 'accepted', post, now)).toMatchObject({ ok: true });
	await sayNeeds(db, { token }, 'Glutenfri lunsj', now);
	const [, talk] = await programme(db, world.municipalityId, id);
	await addMaterial(db, world.leader, id, { itemId: talk!.id, label: 'Lysark', url: 'https://stord.example/lysark' }, now);
	const write = (at: string) => writeBeforeDay(db, world.municipalityId, post, at);
	const waiting = async () => (await mails(db)).filter(({ kind, state }) => kind === 'beforeDay' && state === 'held');

	expect(await write('2018-03-08T12:00:00.000Z')).toBe(0);
	expect(await write(fiveDaysBefore)).toBe(1);
	expect(await write(fiveDaysBefore)).toBe(0);
	const [letter] = await waiting();
	expect(letter).toMatchObject({ recipientPersonId: world.staff.id, subject: 'Praktisk før Bustadsosialt forum onsdag 14. mars 2018' });
	for (const said of ['Kommunestyresalen', 'Glutenfri lunsj', 'Lysark: https://stord.example/lysark', 'QR-koden', '09.00'])
		expect(letter!.text).toContain(said);
	expect(await answerInvitation(db, { token: tokenIn(letter!.text) }, 'accepted', post, now)).toMatchObject({ ok: true });

	// What is no longer true does not leave; it is written anew.
	await sayNeeds(db, { token }, 'Heis', fiveDaysBefore);
	expect(await waiting()).toEqual([]);
	expect(await write(anHourLater)).toBe(1);
	expect((await waiting())[0]!.text).toContain('Heis');
	const moved = { ...answersFor(world), room: 'Kantina' };
	expect(await changeDetails(db, world.leader, id, moved, post, anHourLater)).toMatchObject({ ok: true });
	expect(await waiting()).toEqual([]);
	expect(await write('2018-03-09T10:00:00.000Z')).toBe(0);
	await db.destroy();
});

test('A later yes goes by the release of the first letters, a no takes the letter back', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const first = await invited(db, world, id);
	await invite(db, world.leader, id, [world.facilitator.id], post, now);
	const second = tokenIn((await mails(db)).find((mail) => mail.recipientPersonId === world.facilitator.id)!.text);
	await leave(db, world);
	await answerInvitation(db, { token: first }, 'accepted', post, now);
	await writeBeforeDay(db, world.municipalityId, post, fiveDaysBefore);
	const written = async () => (await mails(db)).filter(({ kind }) => kind === 'beforeDay').map(({ state }) => state);
	await answerInvitation(db, { token: first }, 'declined', post, fiveDaysBefore);
	expect(await written()).toEqual(['cancelled']);
	await answerInvitation(db, { token: first }, 'accepted', post, fiveDaysBefore);
	await writeBeforeDay(db, world.municipalityId, post, anHourLater);
	const held = (await mails(db)).filter(({ kind, state }) => kind === 'beforeDay' && state === 'held');
	await release(db, world.leader, { ids: held.map((mail) => mail.id) }, anHourLater);
	await answerInvitation(db, { token: second }, 'accepted', post, anHourLater);
	await writeBeforeDay(db, world.municipalityId, post, '2018-03-09T10:00:00.000Z');
	expect((await written()).toSorted()).toEqual(['cancelled', 'queued', 'queued']);
	await db.destroy();
});

test('Those who were there are thanked once with the page where the summary will be; those who were not are not', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	await invited(db, world, id);
	await invite(db, world.leader, id, [world.facilitator.id], post, now);
	await leave(db, world);
	await checkIn(db, world.facilitator, id, world.staff.id, onTheDay);
	expect(await writeThanks(db, world.municipalityId, post, onTheDay)).toBe(0);
	await markHeld(db, world.leader, id, onTheDay);
	expect(await writeThanks(db, world.municipalityId, post, onTheDay)).toBe(1);
	expect(await writeThanks(db, world.municipalityId, post, '2018-03-14T16:00:00.000Z')).toBe(0);
	const thanks = (await mails(db)).filter(({ kind }) => kind === 'thanks');
	expect(thanks).toMatchObject([{ recipientPersonId: world.staff.id, state: 'held' }]);
	expect(thanks[0]!.text).toContain('Oppsummeringa kjem på e-post');
	expect(tokenIn(thanks[0]!.text)).toBeTruthy();
	await db.destroy();
});

test('A programme that is published anew reaches those invited, with the same entry in their calendar; whoever has said no is left alone', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const token = await invited(db, world, id);
	await invite(db, world.leader, id, [world.facilitator.id], post, now);
	const no = tokenIn((await mails(db)).find((mail) => mail.recipientPersonId === world.facilitator.id)!.text);
	await leave(db, world);
	const late = await world.person('Anna Nav', world.units.nav);
	await invite(db, world.leader, id, [late.id], post, now);
	await answerInvitation(db, { token }, 'accepted', post, now);
	await answerInvitation(db, { token: no }, 'declined', post, now);
	const [, talk] = await programme(db, world.municipalityId, id);
	await removeItem(db, world.leader, id, talk!.id, now);
	const again = { ...talk!, title: 'Nabodialog', push: false };
	expect(await addItem(db, world.leader, id, again, now)).toMatchObject({ ok: true });
	expect(await publishProgramme(db, world.leader, id, post, now)).toMatchObject({ ok: true, version: 2, guests: 2 });
	const letters = (await mails(db)).filter(({ state }) => state === 'held');
	expect(letters.map(({ kind, recipientPersonId }) => [kind, recipientPersonId])).toEqual([
		['invitation', late.id],
		['programmeChange', world.staff.id]
	]);
	for (const { text } of letters) expect(text).toContain('Nabodialog');
	expect(entryIn(letters[1]!.calendar).sequence).toBe(1);
	expect(letters[1]!.calendar).toMatch(/PARTSTAT=ACCEPTED/);
	await db.destroy();
});

test('A partner is asked by letter to make the gathering together, and those who answered are told which day it became', async () => {
	const db = await freshSqlite();
	const world = await aMunicipality(db);
	const made = await planGathering(db, world.leader, answersFor(world, { partnerIds: [world.partner.id] }), now, post);
	if (!made.ok) throw new Error(made.reason);
	const [asked] = (await mails(db)).filter(({ kind }) => kind === 'partnerInvitation');
	expect(asked).toMatchObject({ recipientPersonId: world.partner.id, state: 'held' });
	expect(asked!.text).toContain(`${post.origin}/gatherings/${made.gatheringId}`);

	const { leader, staff, facilitator, seriesId } = world;
	const dates = ['2018-04-18', '2018-04-25'];
	const poll = { seriesId, dates, personIds: [staff.id, facilitator.id], deadline: '2018-01-22', note: '' };
	const opened = await openPoll(db, leader, poll, post.origin, now);
	if (!opened.ok) throw new Error(opened.reason);
	const letter = (await mails(db)).find(({ kind, recipientPersonId }) => kind === 'datePoll' && recipientPersonId === staff.id)!;
	await answerPoll(db, /\/poll\/([\w-]{22})/.exec(letter.text)![1]!, { '2018-04-18': 'can' }, null, now);
	await closePoll(db, leader, opened.pollId, '2018-04-18', now);
	const told = (await mails(db)).filter(({ kind }) => kind === 'dateDecided');
	expect(told).toMatchObject([{ recipientPersonId: staff.id, subject: 'Bustadsosialt forum blir onsdag 18. april 2018' }]);
	await db.destroy();
});

test('All that waits about a gathering is let go as it was read: what came after that stays', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	await invited(db, world, id);
	const [, talk] = await programme(db, world.municipalityId, id);
	await askSpeaker(db, world.leader, id, { itemId: talk!.id, name: 'Dina Dale', email: 'dina@stord.example' }, post, now);
	const all = await batches(db, world.municipalityId);
	const [forum] = await waitingForums(db, world.municipalityId, all, 'nn');
	expect(forum).toMatchObject({ id, title: 'Bustadsosialt forum: Startlån og tilskot', count: 2 });
	expect((await toRead(db, world.municipalityId, forum!)).map(({ kind, names }) => [kind, names])).toEqual([
		['invitation', [world.staff.name]],
		['speakerRequest', ['Dina Dale']]
	]);
	expect(all.find(({ kind }) => kind === 'speakerRequest')!.recipient).toBe('Dina Dale');
	const later = '2018-01-15T08:05:00.000Z';
	await invite(db, world.leader, id, [world.facilitator.id], post, later);
	const seen = { batches: forum!.batches.map(({ batch }) => batch), until: now };
	expect(await release(db, world.leader, seen, later)).toEqual({ ok: true, count: 2 });
	expect((await mails(db)).filter(({ state }) => state === 'held')).toMatchObject([{ recipientPersonId: world.facilitator.id }]);
	await db.destroy();
});

test('Whoever has the forum hears that somebody stands in line, once a day, and by itself when they have said yes to such letters', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	await setTerms(db, world.leader, id, { answerBy: null, capacity: 1 }, post, now);
	const people = [world.staff.id, world.facilitator.id, (await world.person('Anna Nav', world.units.nav)).id];
	await invite(db, world.leader, id, people, post, now);
	const tokens = (await mails(db)).filter(({ kind }) => kind === 'invitation').map(({ text }) => tokenIn(text));
	await setOwnDuty(db, world.leader, true, now);
	for (const token of tokens) await answerInvitation(db, { token }, 'accepted', post, now);
	const told = (await mails(db)).filter(({ kind }) => kind === 'waitingList');
	expect(told).toMatchObject([{ recipientPersonId: world.leader.id, state: 'queued' }]);
	expect(told[0]!.subject).toBe('Éin står på venteliste til Bustadsosialt forum');
	await db.destroy();
});

test('A task has an owner, a day counted from the gathering that is never in a weekend, and can be changed and taken away', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const on = async (title: string) => (await checklist(db, world.municipalityId, id, '2018-01-15')).find((task) => task.title === title);
	const fields = { gatheringId: id, title: 'Bestill lunsj', dueDate: '2018-02-01' };
	const made = await addTask(db, world.leader, { ...fields, days: -28, owner: { unitId: world.units.nav } }, now);
	if (!made.ok) throw new Error(made.reason);
	expect(await on('Bestill lunsj')).toMatchObject({ dueDate: '2018-02-14', ownerUnitId: world.units.nav });
	expect(await addTask(db, world.leader, { ...fields, owner: { unitId: 'none' } }, now)).toEqual({ ok: false, reason: 'invalidUnit' });
	const other = { ...fields, itemId: made.itemId, title: 'Bestill lunsj til 20', owner: 'facilitator' as const };
	expect(await editTask(db, world.staff, other, now)).toEqual({ ok: false, reason: 'notAllowed' });
	expect(await editTask(db, world.stranger, other, now)).toEqual({ ok: false, reason: 'notFound' });
	expect(await editTask(db, world.leader, other, now)).toEqual({ ok: true });
	expect(await on('Bestill lunsj til 20')).toMatchObject({ dueDate: '2018-02-01', ownerRoleNn: 'prosessleiar' });

	// Moved from a Wednesday to a Friday: what was four days before would be due on a Sunday.
	const moved = { ...answersFor(world), date: '2018-03-16', room: '' };
	await editTask(db, world.leader, { ...other, dueDate: '2018-03-09' }, now);
	expect(await changeDetails(db, world.leader, id, moved, post, now)).toMatchObject({ ok: true });
	expect(await on('Bestill lunsj til 20')).toMatchObject({ dueDate: '2018-03-09' });
	const weekends = (await checklist(db, world.municipalityId, id, '2018-01-15')).filter(({ dueDate }) => weekday(dueDate) > 5);
	expect(weekends).toEqual([]);
	const removed = { gatheringId: id, itemId: made.itemId };
	expect(await removeTask(db, world.staff, removed, now)).toEqual({ ok: false, reason: 'notAllowed' });
	expect(await removeTask(db, world.leader, removed, now)).toEqual({ ok: true });
	expect(await removeTask(db, world.leader, removed, now)).toEqual({ ok: false, reason: 'notFound' });
	await db.destroy();
});

test('Finding a room is done when there is one', async () => {
	const db = await freshSqlite();
	const world = await aMunicipality(db);
	const made = await planGathering(db, world.leader, answersFor(world, { room: '' }), now);
	if (!made.ok) throw new Error(made.reason);
	const done = async () =>
		(await checklist(db, world.municipalityId, made.gatheringId, '2018-01-15')).find(({ task }) => task === 'room')!.doneAt;
	expect(await done()).toBeNull();
	await changeDetails(db, world.leader, made.gatheringId, { ...answersFor(world), room: 'Kantina' }, post, now);
	expect(await done()).toBe(now);
	await db.destroy();
});

test('Whoever proposed a topic is told at which forum it comes up, when, where, and with its page', async () => {
	const db = await freshSqlite();
	const world = await aMunicipality(db);
	const topicId = await aTopic(db, world, 'Nabodialog');
	const made = await planGathering(db, world.leader, answersFor(world, { topicIds: [topicId] }), now, post);
	if (!made.ok) throw new Error(made.reason);
	const [answer] = (await mails(db)).filter(({ kind }) => kind === 'topicAnswer');
	for (const said of [
		'Bustadsosialt forum: Startlån og tilskot',
		'14. mars 2018',
		'Kommunestyresalen',
		`${post.origin}/gatherings/${made.gatheringId}`
	])
		expect(answer!.text).toContain(said);
	await db.destroy();
});
