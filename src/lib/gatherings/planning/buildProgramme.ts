import type { PlannedItem } from '../programme/model.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { type StandardTitle, standardOfKind, standardTitle } from '../programme/titles.ts';
import { type LocalTime, minutesOf } from '#lib/dates.ts';
import { at, inOrder, schedule, shift, minTalkMinutes } from '../programme/schedule.ts';
import { type Recipe, maxTopics, share } from './recipes.ts';

export type PickedTopic = { id: string; title: string; kind: 'new' | 'repeat' | 'refresh'; speaker: string; speakerUnitId: string | null };

export type Visitor = { name: string; unitId: string | null; unitName: string };

/** A part of the gathering that is to be like; `guest`: its speaker is from outside. */
export type LastItem = PlannedItem & { guest: boolean };

const nobody = { track: null, speaker: '', speakerUnitId: null, topicId: null };

const given = (topic: PickedTopic) => ({
	title: topic.title,
	standard: null,
	speaker: topic.speaker,
	speakerUnitId: topic.speakerUnitId,
	topicId: topic.id
});

/** Persons from outside by their unit: a part of the programme each. */
function guests(visitors: readonly Visitor[], locale: Locale) {
	return [...Map.groupBy(visitors, (visitor) => visitor.unitId ?? visitor.name).values()].map((some) => ({
		kind: 'talk' as const,
		title: standardTitle('visitor', locale, some[0]!.unitName || some[0]!.name),
		standard: 'visitor' as const,
		track: null,
		speaker: some.map((one) => one.name).join(', '),
		speakerUnitId: some[0]!.unitId,
		topicId: null
	}));
}

/**
 * The recipe as a programme from `start`: the same length however many topics. Titles are in `locale`, the municipality's language.
 * Without visitors their time goes to the topics. At most `maxTopics(recipe)` topics.
 */
export function buildProgramme(
	recipe: Recipe,
	start: LocalTime,
	topics: readonly PickedTopic[],
	visitors: readonly Visitor[],
	locale: Locale
): PlannedItem[] {
	const hasCourse = recipe.places.some((place) => place.fill === 'course');
	const room = maxTopics(recipe) - (hasCourse ? 1 : 0);
	const course = hasCourse
		? (topics.find((topic) => topic.kind === 'repeat') ?? (topics.length > room ? topics.at(-1) : undefined))
		: undefined;
	const talks = topics.filter((topic) => topic !== course);
	const spare = visitors.length > 0 ? 0 : recipe.places.reduce((sum, place) => sum + (place.fill === 'partners' ? place.minutes : 0), 0);
	const standard = (name: StandardTitle) => ({ ...nobody, title: standardTitle(name, locale), standard: name });

	const items = recipe.places.flatMap((place): Omit<PlannedItem, 'startTime'>[] => {
		switch (place.fill) {
			case 'fixed':
				return [{ ...standard(standardOfKind[place.kind]), kind: place.kind, minutes: place.minutes }];
			case 'course':
				return [{ ...nobody, ...(course ? given(course) : standard('course')), kind: 'course', minutes: place.minutes }];
			case 'partners': {
				const from = guests(visitors, locale);
				const minutes = share(place.minutes, Math.max(from.length, 1));
				return from.map((guest, index) => ({ ...guest, minutes: minutes[index]! }));
			}
			case 'topics': {
				const minutes = share(place.minutes + spare, Math.max(talks.length, place.open));
				const parts = minutes.map((length, index): Omit<PlannedItem, 'startTime'> => {
					const topic = talks[index];
					return { ...nobody, ...(topic ? given(topic) : standard('openTalk')), kind: 'talk', minutes: length };
				});
				if (!place.pause) return parts;
				const half = Math.ceil(parts.length / 2);
				return [...parts.slice(0, half), { ...standard('break'), kind: 'break', minutes: place.pause }, ...parts.slice(half)];
			}
		}
	});
	return schedule(items, start);
}

/** Talks and courses by our own people: what is filled anew. */
const isSlot = (item: LastItem) => (item.kind === 'talk' || item.kind === 'course') && !item.guest;

/**
 * A programme like the one last time, from `start`: its parts, lengths and pauses, with the topics that are picked now in place of
 * the talks. What no topic fills is left open, or kept with its speaker when `keepSpeakers`. Guests come again when they are among
 * `visitors` (or speakers are kept). With more topics than talks the longest are halved; `limitTopics` when that would leave less than 15
 * minutes.
 */
export function rebuildProgramme(
	last: readonly LastItem[],
	start: LocalTime,
	topics: readonly PickedTopic[],
	visitors: readonly Visitor[],
	keepSpeakers: boolean,
	locale: Locale
): PlannedItem[] | 'limitTopics' {
	let parts = inOrder(last.filter((item) => item.kind !== 'sinceLast'));
	parts = shift(parts, minutesOf(start) - minutesOf(parts[0]?.startTime ?? start)) ?? parts;
	while (parts.filter(isSlot).length < topics.length) {
		const longest = parts.filter(isSlot).toSorted((a, b) => b.minutes - a.minutes)[0];
		if (!longest || longest.minutes < 2 * minTalkMinutes) return 'limitTopics';
		const [first, second] = share(longest.minutes, 2) as [number, number];
		const halves = [
			{ ...longest, minutes: first },
			{ ...longest, minutes: second, startTime: at(minutesOf(longest.startTime) + first) }
		];
		parts = parts.flatMap((part) => (part === longest ? halves : [part]));
	}
	const repeats = topics.filter((topic) => topic.kind === 'repeat');
	const inCourse = parts.filter((part) => isSlot(part) && part.kind === 'course').map((_, index) => repeats[index]);
	const rest = topics.filter((topic) => !inCourse.includes(topic));
	const from = guests(visitors, locale);
	return parts.map(({ guest, ...part }): PlannedItem => {
		if (isSlot({ guest, ...part })) {
			const topic = part.kind === 'course' ? (inCourse.shift() ?? rest.pop()) : rest.shift();
			if (topic) return { ...part, ...given(topic) };
			if (keepSpeakers) return { ...part, topicId: null };
			return {
				...part,
				...nobody,
				track: part.track,
				standard: standardOfKind[part.kind],
				title: standardTitle(standardOfKind[part.kind], locale)
			};
		}
		if (!guest) return part.standard ? { ...part, title: standardTitle(part.standard, locale) } : part;
		const again = from.findIndex((one) => one.speakerUnitId === part.speakerUnitId);
		if (again !== -1) return { ...part, ...from.splice(again, 1)[0]!, track: part.track };
		if (keepSpeakers) return part;
		return { ...part, ...nobody, track: part.track, standard: 'openTalk', title: standardTitle('openTalk', locale) };
	});
}
