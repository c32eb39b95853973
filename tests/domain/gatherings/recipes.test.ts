import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '#lib/dates.ts';
import {
	dayEnds,
	dayStarts,
	endOf,
	inOrder,
	makeRoom,
	pauseAfter,
	schedule,
	span,
	swap,
	scheduleConflict
} from '#lib/gatherings/programme/schedule.ts';
import { buildProgramme, type PickedTopic } from '#lib/gatherings/planning/buildProgramme.ts';
import { checklist, maxTopics, recipeOf, recipes, share } from '#lib/gatherings/planning/recipes.ts';

const topic = (title: string, kind: PickedTopic['kind'] = 'new'): PickedTopic => ({
	id: title,
	title,
	kind,
	speaker: '',
	speakerUnitId: null
});
const topicsOf = (count: number) => Array.from({ length: count }, (_, index) => topic(`Tema ${index + 1}`));
const husbanken = { name: 'Geir Bremnes', unitId: 'husbanken', unitName: 'Husbanken' };
const cafe = recipeOf('talksCafe')!;
const length = (items: readonly { minutes: number }[]) => items.reduce((sum, item) => sum + item.minutes, 0);

const part = fc.record({ minutes: fc.integer({ min: 1, max: 60 }), id: fc.uuid() });
/** A day without overlaps: parts with pauses between them, from seven o'clock. */
const day = fc
	.array(fc.record({ minutes: fc.integer({ min: 5, max: 45 }), pause: fc.integer({ min: 0, max: 20 }) }), { maxLength: 10 })
	.map((parts) => {
		const timed = schedule(
			parts.flatMap(({ minutes, pause }) =>
				pause > 0
					? [
							{ minutes, gap: false },
							{ minutes: pause, gap: true }
						]
					: [{ minutes, gap: false }]
			),
			'07:00'
		);
		return timed.filter((one) => !one.gap).map(({ startTime, minutes }, index) => ({ startTime, minutes, id: index }));
	});

describe('a programme', () => {
	test('puts its parts one after another from the start, without gap or overlap', () => {
		fc.assert(
			fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
				const timed = schedule(parts, '08:30');
				expect(timed.map(({ id }) => id)).toEqual(parts.map(({ id }) => id));
				timed.forEach((item, index) => expect(item.startTime).toBe(index === 0 ? '08:30' : endOf(timed[index - 1]!)));
				expect(scheduleConflict(timed.filter((item) => endOf(item) <= dayEnds))).toBeNull();
			})
		);
	});

	test('has no conflict when parts touch, and names what is wrong when they overlap or leave the day', () => {
		expect(
			scheduleConflict([
				{ startTime: '09:00', minutes: 30 },
				{ startTime: '09:30', minutes: 30 }
			])
		).toBeNull();
		expect(
			scheduleConflict([
				{ startTime: '09:00', minutes: 31 },
				{ startTime: '09:30', minutes: 30 }
			])
		).toBe('conflictTime');
		expect(scheduleConflict([{ startTime: '05:59', minutes: 5 }])).toBe('invalidTime');
		expect(scheduleConflict([{ startTime: '22:30', minutes: 31 }])).toBe('invalidTime');
		expect(scheduleConflict([{ startTime: dayStarts, minutes: 17 * 60 }])).toBeNull();
	});

	test('keeps its stretch of the day when two parts change places, and moving back restores it', () => {
		fc.assert(
			fc.property(day, fc.nat(), (items, pick) => {
				fc.pre(items.length > 1);
				const index = pick % (items.length - 1);
				const swapped = swap(items, index, 1);
				expect(scheduleConflict(swapped)).toBeNull();
				expect(span(swapped)).toEqual(span(items));
				expect(swapped.map(({ id }) => id).toSorted()).toEqual(items.map(({ id }) => id).toSorted());
				expect(swapped[index + 1]!.id).toBe(items[index]!.id);
				expect(swap(swapped, index + 1, -1)).toEqual(items);
			})
		);
	});

	test('does not change when the first is moved earlier or the last later', () => {
		const items = schedule([{ minutes: 10 }, { minutes: 20 }], '09:00');
		expect(swap(items, 0, -1)).toEqual(items);
		expect(swap(items, 1, 1)).toEqual(items);
	});

	test('makes room for a longer part by moving those after it no more than needed', () => {
		fc.assert(
			fc.property(day, fc.nat(), fc.integer({ min: 1, max: 120 }), (items, pick, minutes) => {
				fc.pre(items.length > 0);
				const index = pick % items.length;
				const grown = { ...items[index]!, minutes };
				const made = makeRoom([...items.slice(0, index), grown, ...items.slice(index + 1)], grown);
				expect(scheduleConflict(made.filter((item) => endOf(item) <= dayEnds))).toBeNull();
				expect(made.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
				made.forEach((item, at) => {
					expect(item.startTime >= items[at]!.startTime).toBe(true);
					if (at < index || minutes <= items[index]!.minutes) expect(item.startTime).toBe(items[at]!.startTime);
				});
				// A pause that is left after a part that moved would mean it was moved too far.
				made.slice(index + 1).forEach((item, offset) => {
					const at = index + 1 + offset;
					if (item.startTime !== items[at]!.startTime) expect(pauseAfter(made, at - 1)).toBe(0);
				});
			})
		);
	});

	test('is read in the order of the clock', () => {
		expect(
			inOrder([
				{ startTime: '10:00', minutes: 5 },
				{ startTime: '09:00', minutes: 5 }
			]).map((item) => item.startTime)
		).toEqual(['09:00', '10:00']);
	});
});

describe('a recipe', () => {
	test('is one of the three that have been held: talks + workshop, talks + café, half day + course', () => {
		expect(recipes.map(({ id, year }) => `${id} ${year}`).toSorted()).toEqual([
			'halfDayCourse 2017',
			'talksCafe 2016',
			'talksWorkshop 2015'
		]);
		expect(recipeOf('karaoke')).toBeUndefined();
	});

	test('fills a day without scheduleConflict, equally long for every number of topics, with each topic on it once', () => {
		fc.assert(
			fc.property(fc.constantFrom(...recipes), fc.nat(), fc.boolean(), (recipe, pick, visited) => {
				const topics = topicsOf(pick % (maxTopics(recipe) + 1));
				const items = buildProgramme(recipe, '09:00', topics, visited ? [husbanken] : [], 'nn');
				expect(scheduleConflict(items)).toBeNull();
				expect(length(items)).toBe(length(buildProgramme(recipe, '09:00', [], [husbanken], 'nn')));
				expect(items.flatMap((item) => item.topicId ?? []).toSorted()).toEqual(topics.map(({ id }) => id).toSorted());
				expect(items.every((item) => item.minutes >= 10)).toBe(true);
			})
		);
	});

	test('shares the talking time evenly, in whole fives', () => {
		expect(share(105, 3)).toEqual([35, 35, 35]);
		expect(share(105, 4)).toEqual([30, 25, 25, 25]);
		fc.assert(
			fc.property(fc.integer({ min: 10, max: 240 }), fc.integer({ min: 1, max: 9 }), (total, parts) => {
				const shares = share(total, parts);
				expect(shares.reduce((sum, one) => sum + one, 0)).toBe(total);
			})
		);
	});

	test('with a café ends as in 2016: talks, lunch, Husbanken, café dialogue, and what comes first', () => {
		const items = buildProgramme(cafe, '09:00', topicsOf(3), [husbanken], 'nn');
		expect(items.map(({ kind }) => kind)).toEqual([
			'opening',
			'talk',
			'talk',
			'break',
			'talk',
			'lunch',
			'talk',
			'cafe',
			'plenary',
			'closing'
		]);
		expect(items.at(-4)).toMatchObject({ title: 'Innlegg frå Husbanken', speaker: 'Geir Bremnes', speakerUnitId: 'husbanken' });
		expect(span(items)).toEqual({ startTime: '09:00', endTime: '14:40' });
	});

	test('has no place for visitors when nobody comes from outside', () => {
		expect(buildProgramme(cafe, '09:00', [], [], 'nn').some((item) => item.speakerUnitId !== null)).toBe(false);
	});

	test('gives two visitors from one place one talk', () => {
		const items = buildProgramme(cafe, '09:00', [], [husbanken, { ...husbanken, name: 'Turid Husbank' }], 'nn');
		expect(items.filter((item) => item.speakerUnitId === 'husbanken').map((item) => item.speaker)).toEqual(['Geir Bremnes, Turid Husbank']);
	});

	test('makes a topic that is repeated for new colleagues the course', () => {
		const items = buildProgramme(
			recipeOf('halfDayCourse')!,
			'12:00',
			[topic('Gjeldsrådgjeving'), topic('Bustøttekurs for nye saksbehandlarar', 'repeat')],
			[],
			'nn'
		);
		expect(items.find((item) => item.kind === 'course')).toMatchObject({ title: 'Bustøttekurs for nye saksbehandlarar', minutes: 75 });
	});

	test('is written in the language of the municipality', () => {
		expect(buildProgramme(cafe, '09:00', [], [], 'nb')[0]!.title).toBe('Velkommen');
		expect(buildProgramme(cafe, '09:00', [], [], 'nn')[0]!.title).toBe('Velkomen');
	});
});

describe('a checklist', () => {
	test('is counted back from the day: topics twelve weeks before, invitations when the series wants them, inputs two weeks after', () => {
		const due = new Map(checklist(cafe, '2018-06-13', '2018-01-15', 6, true).map(({ task, dueDate }) => [task, dueDate]));
		expect(due.get('topics')).toBe('2018-03-21');
		expect(due.get('invite')).toBe('2018-05-02');
		expect(due.get('setUp')).toBe('2018-06-12');
		expect(due.get('checkIn')).toBe('2018-06-13');
		expect(due.get('inputs')).toBe('2018-06-27');
	});

	test('asks for nothing in the past: what should have been done already is due today', () => {
		const tasks = checklist(cafe, '2018-01-24', '2018-01-15', 6, true);
		expect(tasks.find(({ task }) => task === 'topics')!.dueDate).toBe('2018-01-15');
	});

	test('does not speak of a partner when none is coming', () => {
		expect(checklist(cafe, '2018-06-13', '2018-01-15', 6, false).some(({ task }) => task === 'partner')).toBe(false);
	});

	test('has no due date on a weekend, nothing to prepare after the day and nothing to follow up before it', () => {
		fc.assert(
			fc.property(fc.constantFrom(...recipes), fc.integer({ min: 0, max: 900 }), (recipe, away) => {
				const date = addDays('2018-01-15', away);
				for (const { task, dueDate } of checklist(recipe, date, '2018-01-15', 6, true)) {
					if (dueDate !== date && dueDate !== '2018-01-15') expect(weekday(dueDate)).toBeLessThan(6);
					if (task === 'summary' || task === 'inputs') expect(dueDate > date).toBe(true);
					else expect(dueDate <= date || dueDate === '2018-01-15').toBe(true);
				}
			})
		);
	});
});
