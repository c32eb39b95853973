import { describe, expect, test } from 'vitest';
import { cancelGathering } from '#lib/gatherings/rescheduling/commands.server.ts';
import { type LastItem, type PickedTopic, buildProgramme, rebuildProgramme } from '#lib/gatherings/planning/buildProgramme.ts';
import { withSinceLast } from '#lib/gatherings/programme/sinceLast.ts';
import { addTask } from '#lib/gatherings/checklist/commands.server.ts';
import { markHeld, openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { addedBy, addedByMaking } from '#lib/gatherings/planningTime.ts';
import { planningTimeOf } from '#lib/gatherings/planningTime.server.ts';
import { backlog, dropIdea, keepIdea } from '#lib/gatherings/planning/ideas.server.ts';
import { invitees } from '#lib/gatherings/invitations/queries.server.ts';
import { planGathering } from '#lib/gatherings/planning/planGathering.server.ts';
import { schedule, span, scheduleConflict } from '#lib/gatherings/programme/schedule.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import { itemTitle, keepsTitle } from '#lib/gatherings/programme/titles.ts';
import { onBothDatabases } from '../../support/database.ts';
import { answersFor, aTopic, invited, onTheDay, planned, post } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

const topic = (title: string, kind: PickedTopic['kind'] = 'new'): PickedTopic => ({
	id: title,
	title,
	kind,
	speaker: '',
	speakerUnitId: null
});
const part = (kind: LastItem['kind'], title: string, minutes: number, other: Partial<LastItem> = {}) => ({
	kind,
	title,
	minutes,
	standard: null,
	track: null,
	speaker: '',
	speakerUnitId: null,
	topicId: null,
	guest: false,
	...other
});
const last: LastItem[] = schedule(
	[
		part('opening', 'Velkomen', 15, { standard: 'opening' }),
		part('talk', 'Gjeldsrådgjeving', 30, { speaker: 'Berit Bremnes', topicId: 'old' }),
		part('talk', 'Frå Husbanken', 30, { speaker: 'Parker', speakerUnitId: 'husbanken', guest: true }),
		part('lunch', 'Lunsj', 45, { standard: 'lunch' }),
		part('course', 'Bustøttekurs', 60, { topicId: 'older' })
	],
	'09:00'
);
const lines = (items: ReturnType<typeof rebuildProgramme>) =>
	items === 'limitTopics' ? items : items.map((item) => `${item.startTime} ${item.title}${item.speaker ? ` (${item.speaker})` : ''}`);

describe('a programme like last time', () => {
	test('has its parts and lengths from the new start, with the topics of now in place of the talks', () => {
		const made = rebuildProgramme(last, '08:30', [topic('Nabodialog'), topic('Bustønad', 'repeat')], [], false, 'nn');
		expect(lines(made)).toEqual([
			'08:30 Velkomen',
			'08:45 Nabodialog',
			'09:15 Innlegg frå eigne tilsette',
			'09:45 Lunsj',
			'10:30 Bustønad'
		]);
	});

	test('keeps talks that no topic takes with their speakers when those come along, and guests who come again', () => {
		expect(lines(rebuildProgramme(last, '09:00', [], [], true, 'nn'))).toContain('09:15 Gjeldsrådgjeving (Berit Bremnes)');
		const visitor = { name: 'Ny Parker', unitId: 'husbanken', unitName: 'Husbanken' };
		expect(lines(rebuildProgramme(last, '09:00', [], [visitor], false, 'nb'))).toEqual([
			'09:00 Velkommen',
			'09:15 Innlegg fra egne ansatte',
			'09:45 Innlegg fra Husbanken (Ny Parker)',
			'10:15 Lunsj',
			'11:00 Kurs for nye medarbeidere'
		]);
	});

	test('halves the longest when there are more topics than talks, until they would be shorter than a quarter', () => {
		const three = rebuildProgramme(
			last,
			'09:00',
			['A', 'B', 'C'].map((title) => topic(title)),
			[],
			false,
			'nn'
		);
		expect(lines(three)).toEqual(['09:00 Velkomen', '09:15 A', '09:45 Innlegg frå eigne tilsette', '10:15 Lunsj', '11:00 C', '11:30 B']);
		expect(
			rebuildProgramme(
				last,
				'09:00',
				Array.from({ length: 9 }, (_, nth) => topic(`T${nth}`)),
				[],
				false,
				'nn'
			)
		).toBe('limitTopics');
	});

	test('gives «Sidan sist» ten minutes after the opening without making the day longer', () => {
		const cooked = buildProgramme(recipeOf('talksCafe')!, '09:00', [], [], 'nn');
		const since = withSinceLast(cooked, 'nn');
		expect(since[1]).toMatchObject({ kind: 'sinceLast', title: 'Sidan sist', startTime: '09:15', minutes: 10 });
		expect(span(since)).toEqual(span(cooked));
		expect(scheduleConflict(since)).toBeNull();
	});

	test('calls standard parts what the reader does, and somebody’s own title what they wrote', () => {
		const lunch = { standard: 'lunch' as const, title: 'Lunsj', speaker: '', unitNn: null, unitNb: null };
		const visitor = { ...lunch, standard: 'visitor' as const, title: 'Innlegg frå Husbanken', unitNn: 'Husbanken', unitNb: 'Husbanken' };
		expect([itemTitle('en', lunch), itemTitle('nb', visitor)]).toEqual(['Lunch', 'Innlegg fra Husbanken']);
		expect(keepsTitle(lunch, 'Lunch')).toBe(true);
		expect(keepsTitle(lunch, 'Lunsj i hagen')).toBe(false);
		expect(itemTitle('en', { ...lunch, standard: null, title: 'Lunsj i hagen' })).toBe('Lunsj i hagen');
	});
});

test('planning counts the time between steps, half a minute for a step after a pause, and at most a quarter for the questions', () => {
	expect(addedBy(null, now)).toBe(30);
	expect(addedBy('2018-01-15T07:57:20.000Z', now)).toBe(160);
	expect(addedBy('2018-01-15T07:50:00.000Z', now)).toBe(30);
	expect(addedBy('2018-01-15T09:00:00.000Z', now)).toBe(30);
	expect(addedByMaking('2018-01-15T07:52:00.000Z', now)).toBe(480);
	expect(addedByMaking('2018-01-15T06:00:00.000Z', now)).toBe(900);
	expect(addedByMaking('nonsense', now)).toBe(30);
});

onBothDatabases('planning the same again', (fresh) => {
	test('brings along what is asked for, takes up ideas as tasks, and says how long planning took', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const first = await planned(db, world);
		await addTask(db, world.leader, { gatheringId: first, title: 'Bestill kake', dueDate: '2018-03-07' }, now);
		await keepIdea(db, world.staff, { gatheringId: first, text: 'Meir tid ved borda' }, now);
		await keepIdea(db, world.staff, { gatheringId: first, text: 'Namnelappar' }, '2018-01-15T08:01:00.000Z');
		await invited(db, world, first);
		await openGathering(db, world.leader, first, onTheDay);
		await markHeld(db, world.leader, first, onTheDay);
		const nabo = await aTopic(db, world, 'Nabodialog');
		const [taken] = await backlog(db, world.municipalityId, world.seriesId);
		const made = await planGathering(
			db,
			world.leader,
			answersFor(world, {
				date: '2018-10-17',
				recipe: '',
				topicIds: [nabo],
				again: { gatheringId: first, bring: ['tasks', 'units'] },
				sinceLast: true,
				ideaIds: [taken!.id],
				askedAt: '2018-05-02T08:00:00.000Z'
			}),
			'2018-05-02T08:06:00.000Z'
		);
		if (!made.ok) throw new Error(made.reason);
		expect(made.recipe).toBe('talksCafe');
		const day = await programme(db, world.municipalityId, made.gatheringId);
		expect(day.slice(0, 3).map((item) => `${item.startTime} ${item.title}`)).toEqual([
			'09:00 Velkomen',
			'09:15 Sidan sist',
			'09:25 Nabodialog'
		]);
		const tasks = await checklist(db, world.municipalityId, made.gatheringId, '2018-01-15');
		expect(tasks.filter((task) => task.task === null).map((task) => [task.title, task.dueDate])).toEqual([
			['Meir tid ved borda', '2018-05-02'],
			['Bestill kake', '2018-10-10']
		]);
		expect((await backlog(db, world.municipalityId, world.seriesId)).map((idea) => idea.text)).toEqual(['Namnelappar']);
		expect(await planningTimeOf(db, world.municipalityId, made.gatheringId)).toEqual({ seconds: 360, before: { seconds: 30, year: 2018 } });
		// Nav was there, so Nav is chosen when people are invited, and nobody else.
		const chosen = (await invitees(db, world.municipalityId, made.gatheringId, '2018-10-17', now)).filter((one) => one.byDefault);
		expect(chosen.map((one) => one.name)).toEqual([world.staff.name]);
		await cancelGathering(db, world.leader, made.gatheringId, post, now);
		expect(await backlog(db, world.municipalityId, world.seriesId)).toHaveLength(2);
	});

	test('refuses a gathering without programme or of others, and an idea that is gone; ideas are for staff', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const again = (gatheringId: string) =>
			planGathering(db, world.leader, answersFor(world, { date: '2018-10-17', again: { gatheringId, bring: [] } }), now);
		expect(await again('nobody')).toEqual({ ok: false, reason: 'invalidExample' });
		const first = await planned(db, world);
		await db.deleteFrom('programmeItem').execute();
		expect(await again(first)).toEqual({ ok: false, reason: 'invalidExample' });
		expect(await planGathering(db, world.leader, answersFor(world, { date: '2018-10-17', ideaIds: ['gone'] }), now)).toEqual({
			ok: false,
			reason: 'invalidIdea'
		});
		const kept = { gatheringId: first, text: 'Namnelappar' };
		expect(await keepIdea(db, world.partner, kept, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await keepIdea(db, world.stranger, kept, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await keepIdea(db, world.staff, { ...kept, text: '  ' }, now)).toEqual({ ok: false, reason: 'missing' });
		await keepIdea(db, world.staff, kept, now);
		const [idea] = await backlog(db, world.municipalityId, world.seriesId);
		expect(await dropIdea(db, world.staff, idea!.id, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await dropIdea(db, world.leader, idea!.id, now)).toEqual({ ok: true });
		expect(await dropIdea(db, world.leader, idea!.id, now)).toEqual({ ok: false, reason: 'conflict' });
	});
});
