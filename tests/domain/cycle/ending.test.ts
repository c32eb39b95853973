import { expect, test } from 'vitest';
import { closePoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { resumeSeries } from '#lib/cycle/series/ending.server.ts';
import { obligationsIn, seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { cancelGathering } from '#lib/gatherings/rescheduling/commands.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { endForum } from '#lib/handover/ending.server.ts';
import { propose } from '#lib/topics/commands.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { post } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

const about = { aboutNn: 'Fagdagen er for deg som er ny.', aboutNb: 'Fagdagen er for deg som er ny.' };
const fagdag = {
	...{ nameNn: 'Fagdag', nameNb: 'Fagdag', minPerYear: 1, maxPerYear: 1, preferredWeeks: [40], preferredWeekday: 3, inviteWeeks: 4 },
	...{ startTime: '09:00', endTime: '12:00', legalBasis: null, ...about },
	steward: { unitId: null, roleNn: 'leiar', roleNb: 'leder', from: '2017-01-01', note: null }
};
const answers = (seriesId: string, date: string) => ({
	...{ seriesId, date, startTime: '09:00', theme: 'Startlån', topicIds: [], recipe: 'talksCafe', partnerIds: [], goalIds: [], room: '' }
});
const proposal = (seriesId: string) => ({ seriesId, title: 'Bustøtte', description: '', forWhom: '', kind: 'new' as const });

onBothDatabases('a series of its own', (fresh) => {
	test('is what its invitation says it is; one that says nothing of itself has no such words in it', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const made = await addSeries(db, world.leader, { ...fagdag, measure: null }, now);
		if (!made.ok) throw new Error(made.reason);
		for (const [seriesId, said] of [[made.seriesId, true] as const, [world.seriesId, false] as const]) {
			const planned = await planGathering(db, world.leader, answers(seriesId, '2018-10-03'), now);
			if (!planned.ok) throw new Error(planned.reason);
			expect(await invite(db, world.leader, planned.gatheringId, [world.staff.id], post, now)).toMatchObject({ ok: true });
			const mail = db.selectFrom('mail').select('text').where('documentId', '=', planned.gatheringId);
			const { text } = await mail.executeTakeFirstOrThrow();
			expect(text.includes(about.aboutNn)).toBe(said);
			expect(text).not.toContain('går rett inn i arbeidet med handlingsplanen');
		}
	});

	test('ends on a day, after which nothing is planned, asked or proposed for it, and its weeks leave the wheel', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const measure = { labelNn: 'Tiltak 4', labelNb: 'Tiltak 4', validFrom: '2017-01-01' };
		const made = await addSeries(db, leader, { ...fagdag, measure }, now);
		if (!made.ok) throw new Error(made.reason);
		const { seriesId } = made;
		const end = { seriesId, lastDay: '2018-08-31', endsObligation: true };
		const none = { ok: false, reason: 'notFound' };
		expect(await endForum(db, world.staff, end, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await endForum(db, world.stranger, end, now)).toEqual(none);
		expect(await endForum(db, leader, { ...end, endsObligation: false }, now)).toEqual({ ok: false, reason: 'missingObligation' });

		const planned = await planGathering(db, leader, answers(seriesId, '2018-10-03'), now);
		if (!planned.ok) throw new Error(planned.reason);
		expect(await endForum(db, leader, end, now)).toEqual({ ok: false, reason: 'conflictPlanned', count: 1 });
		await cancelGathering(db, leader, planned.gatheringId, post, now);

		const dates = { seriesId, dates: ['2018-10-10', '2018-10-11'], personIds: [world.staff.id], deadline: '2018-09-01', note: '' };
		const poll = await openPoll(db, leader, dates, post.origin, now);
		if (!poll.ok) throw new Error(poll.reason);
		expect(await endForum(db, leader, end, now)).toEqual({ ok: false, reason: 'conflictPoll' });
		await closePoll(db, leader, poll.pollId, null, now);

		expect(await endForum(db, leader, end, now)).toEqual({ ok: true });
		expect(await endForum(db, leader, end, now)).toEqual({ ok: false, reason: 'closed' });
		const closed = { ok: false, reason: 'closedSeries' };
		expect(await planGathering(db, leader, answers(seriesId, '2018-10-03'), now)).toEqual(closed);
		expect(await planGathering(db, leader, answers(seriesId, '2018-06-06'), now)).toMatchObject({ ok: true });
		expect(await openPoll(db, leader, dates, post.origin, now)).toEqual(closed);
		expect(await propose(db, world.staff, proposal(seriesId), false, '2018-09-01T08:00:00.000Z')).toEqual(closed);
		expect((await wheelOf(db, municipalityId, 2018)).series.find(({ id }) => id === seriesId)!.windows).toEqual([]);
		expect((await wheelOf(db, municipalityId, 2019)).series.map(({ id }) => id)).not.toContain(seriesId);
		expect((await seriesFrom(db, municipalityId, '2018-08-31')).map(({ id }) => id)).toContain(seriesId);
		expect((await seriesFrom(db, municipalityId, '2018-09-01')).map(({ id }) => id)).not.toContain(seriesId);
		expect((await obligationsIn(db, municipalityId, 2019)).map((one) => one.seriesId)).not.toContain(seriesId);
	});

	test('that has ended is taken up again with the obligation that ended with it', async () => {
		const db = await fresh();
		const { leader, staff, municipalityId } = await aMunicipality(db);
		const measure = { labelNn: 'Tiltak 4', labelNb: 'Tiltak 4', validFrom: '2017-01-01' };
		const made = await addSeries(db, leader, { ...fagdag, measure }, now);
		if (!made.ok) throw new Error(made.reason);
		const { seriesId } = made;
		expect(await resumeSeries(db, leader, seriesId, now)).toEqual({ ok: false, reason: 'closed' });
		await endForum(db, leader, { seriesId, lastDay: '2018-08-31', endsObligation: true }, now);
		expect(await resumeSeries(db, staff, seriesId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await resumeSeries(db, leader, 'nowhere', now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await resumeSeries(db, leader, seriesId, now)).toEqual({ ok: true });
		expect((await obligationsIn(db, municipalityId, 2019)).map((one) => one.seriesId)).toContain(seriesId);
		expect(await planGathering(db, leader, answers(seriesId, '2018-10-03'), now)).toMatchObject({ ok: true });
	});
});
