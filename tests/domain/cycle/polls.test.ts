import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { answerPoll, closePoll, openPoll, remindPoll, type NewPoll } from '#lib/cycle/polls/commands.server.ts';
import { pollById } from '#lib/cycle/polls/queries.server.ts';
import { bestDate, pollState, tally } from '#lib/cycle/polls/model.ts';
import { suggestionsFor } from '#lib/cycle/wheel/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const origin = 'https://samling.example';
const later = '2018-01-23T08:00:00.000Z';

const three = (world: World): NewPoll => ({
	seriesId: world.seriesId,
	dates: ['2018-03-14', '2018-03-07', '2018-03-13'],
	personIds: [world.facilitator.id, world.staff.id, world.partner.id],
	deadline: '2018-01-22',
	note: 'Husbanken kan berre tysdagar.'
});

/** A poll that three are asked in, with each one's link as it stands in their mail. */
async function asked(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const opened = await openPoll(db, world.leader, three(world), origin, now);
	if (!opened.ok) throw new Error(opened.reason);
	return { ...world, pollId: opened.pollId, link: (personId: string, version = 1) => linkOf(db, personId, version) };
}

async function linkOf(db: Kysely<Database>, personId: string, version: number): Promise<string> {
	const mail = await db
		.selectFrom('mail')
		.select('text')
		.where('kind', '=', 'datePoll')
		.where('recipientPersonId', '=', personId)
		.where('documentVersion', '=', version)
		.executeTakeFirstOrThrow();
	return /https:\/\/samling\.example\/poll\/([\w-]+)/.exec(mail.text)![1]!;
}

onBothDatabases('a question about dates', (fresh) => {
	test('lies in the outbox for everybody asked, with the days, the deadline and a link of their own', async () => {
		const db = await fresh();
		const { facilitator, staff, link } = await asked(db);
		const mails = await db.selectFrom('mail').select(['state', 'subject', 'text']).where('kind', '=', 'datePoll').execute();
		expect(mails.map(({ state }) => state)).toEqual(['held', 'held', 'held']);
		expect(mails[0]!.subject).toBe('Kva dag passar for Bustadsosialt forum?');
		for (const words of ['onsdag 14. mars 2018', '22. januar 2018', 'Husbanken kan berre tysdagar.'])
			expect(mails[0]!.text).toContain(words);
		expect(await link(facilitator.id)).not.toBe(await link(staff.id));
	});

	test('is answered by link without an account, of some days or all, and again as long as it is open', async () => {
		const db = await fresh();
		const { municipalityId, pollId, staff, link } = await asked(db);
		const token = await link(staff.id);
		expect(await answerPoll(db, token, { '2018-03-14': 'cannot', '2018-03-13': 'can' }, null, now)).toEqual({ ok: true });
		expect(await answerPoll(db, token, { '2018-03-14': 'ifNeeded' }, staff.id, now)).toEqual({ ok: true });
		const own = (await pollById(db, municipalityId, pollId))!.members.find(({ personId }) => personId === staff.id);
		expect(own).toMatchObject({ answeredAt: now, answers: { '2018-03-14': 'ifNeeded', '2018-03-13': 'can' } });
	});

	test('takes no answer through an unknown link, one of somebody else, of other days, of a day that has passed, or none at all', async () => {
		const db = await fresh();
		const { facilitator, staff, link } = await asked(db);
		const token = await link(staff.id);
		const answer = (said: Parameters<typeof answerPoll>[2], as: string | null = null, at = now) => answerPoll(db, token, said, as, at);
		expect(await answerPoll(db, 'unknown', { '2018-03-14': 'can' }, null, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await answer({ '2018-03-14': 'can' }, facilitator.id)).toMatchObject({ ok: false, reason: 'notAllowedOther' });
		expect(await answer({ '2018-03-15': 'can' })).toEqual({ ok: false, reason: 'invalid' });
		expect(await answer({})).toEqual({ ok: false, reason: 'missing' });
		await db.updateTable('datePoll').set({ deadline: '2018-12-31' }).execute();
		expect(await answer({ '2018-03-07': 'can' }, null, '2018-03-08T08:00:00.000Z')).toEqual({ ok: false, reason: 'past' });
	});

	test('takes no answer when the deadline has passed, a day is chosen or it was ended, and then nothing more happens to it', async () => {
		const db = await fresh();
		const { leader, pollId, staff, link } = await asked(db);
		const token = await link(staff.id);
		expect(await answerPoll(db, token, { '2018-03-14': 'can' }, null, later)).toEqual({ ok: false, reason: 'closed' });
		expect(await remindPoll(db, leader, pollId, origin, later)).toEqual({ ok: false, reason: 'closed' });
		expect(await closePoll(db, leader, pollId, '2018-03-14', later)).toMatchObject({ ok: true });
		expect(await answerPoll(db, token, { '2018-03-14': 'can' }, null, now)).toEqual({ ok: false, reason: 'closed' });
		expect(await closePoll(db, leader, pollId, null, now)).toEqual({ ok: false, reason: 'closed' });
		expect((await db.selectFrom('mail').select('state').where('kind', '=', 'datePoll').execute()).map(({ state }) => state)).toEqual(
			Array(3).fill('cancelled')
		);
	});

	test('ends with one of its days that is still ahead, or with none', async () => {
		const db = await fresh();
		const { leader, staff, stranger, municipalityId, pollId } = await asked(db);
		expect(await closePoll(db, staff, pollId, null, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await closePoll(db, stranger, pollId, null, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await closePoll(db, leader, pollId, '2018-03-15', now)).toEqual({ ok: false, reason: 'invalid' });
		expect(await closePoll(db, leader, pollId, '2018-03-07', '2018-03-08T08:00:00.000Z')).toEqual({ ok: false, reason: 'past' });
		expect(await closePoll(db, leader, pollId, null, now)).toMatchObject({ ok: true });
		expect(pollState((await pollById(db, municipalityId, pollId))!, '2018-01-15')).toBe('stopped');
	});

	test('reminds only those who have not answered, with a new link, and the old one still works', async () => {
		const db = await fresh();
		const { leader, facilitator, staff, partner, pollId, link } = await asked(db);
		for (const who of [facilitator, partner]) await answerPoll(db, await link(who.id), { '2018-03-14': 'can' }, null, now);
		expect(await remindPoll(db, leader, pollId, origin, now)).toEqual({ ok: true, written: 1 });
		const [first, second] = [await link(staff.id), await link(staff.id, 2)];
		expect(second).not.toBe(first);
		expect((await answerPoll(db, first, { '2018-03-14': 'can' }, null, now)).ok).toBe(true);
		expect((await answerPoll(db, second, { '2018-03-14': 'cannot' }, null, now)).ok).toBe(true);
		expect(await remindPoll(db, leader, pollId, origin, now)).toEqual({ ok: false, reason: 'emptyReminder' });
	});

	test('is asked by those who lead, of two to eight days ahead, before they come, and of people who can be reached', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const poll = three(world);
		const open = (change: Partial<NewPoll>, actor = world.leader) => openPoll(db, actor, { ...poll, ...change }, origin, now);
		expect(await open({}, world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await open({}, world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await open({ dates: ['2018-03-14', '2018-03-14'] })).toEqual({ ok: false, reason: 'missingDates' });
		expect(await open({ dates: Array.from({ length: 9 }, (_, at) => `2018-03-0${at + 1}`) })).toEqual({
			ok: false,
			reason: 'limitDates'
		});
		expect(await open({ dates: ['2018-01-14', '2018-03-14'] })).toEqual({ ok: false, reason: 'past' });
		expect(await open({ deadline: '2018-01-14' })).toEqual({ ok: false, reason: 'invalidDeadline' });
		expect(await open({ deadline: '2018-03-07' })).toEqual({ ok: false, reason: 'invalidDeadline' });
		expect(await open({ personIds: [] })).toEqual({ ok: false, reason: 'empty' });
		expect(await open({ personIds: [world.stranger.id] })).toEqual({ ok: false, reason: 'invalidRecipient' });
		expect((await open({})).ok).toBe(true);
		expect(await open({})).toEqual({ ok: false, reason: 'duplicate' });
	});

	test('its answers become reasons of the suggested dates, and a day that suits too few is passed over', async () => {
		const db = await fresh();
		const { municipalityId, seriesId, facilitator, staff, partner, link } = await asked(db);
		const wanted = { seriesId, year: 2018, today: '2018-01-15', gatherings: [] };
		expect((await suggestionsFor(db, municipalityId, wanted, 'nn'))!.dates[0]!.date).toBe('2018-03-14');
		for (const who of [facilitator, staff])
			await answerPoll(db, await link(who.id), { '2018-03-14': 'cannot', '2018-03-13': 'can' }, null, now);
		await answerPoll(db, await link(partner.id), { '2018-03-14': 'can', '2018-03-13': 'ifNeeded' }, null, now);
		const { dates, avoided } = (await suggestionsFor(db, municipalityId, wanted, 'nn'))!;
		expect(dates[0]!.date).toBe('2018-03-13');
		expect(dates[0]!.reasons).toContainEqual({ kind: 'answers', can: 2, ifNeeded: 1, cannot: 0, asked: 3 });
		expect(avoided).toContainEqual({ week: 11, date: '2018-03-14', because: { kind: 'fewCan', cannot: 2, asked: 3 } });
	});
});

describe('the day that suits best', () => {
	const dates = ['2018-03-07', '2018-03-13', '2018-03-14'];
	test('is the one that fewest can’t, then most can; a day that has passed and a poll without answers have none', () => {
		const said = tally(dates, [
			{ answers: { '2018-03-07': 'can', '2018-03-13': 'can', '2018-03-14': 'ifNeeded' } },
			{ answers: { '2018-03-07': 'cannot', '2018-03-13': 'ifNeeded', '2018-03-14': 'ifNeeded' } }
		]);
		expect(bestDate(said, '2018-01-15')).toBe('2018-03-13');
		expect(bestDate(said, '2018-03-14')).toBe('2018-03-14');
		expect(bestDate(tally(dates, [{ answers: {} }]), '2018-01-15')).toBeUndefined();
	});
});
