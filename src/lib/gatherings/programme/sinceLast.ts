import { minutesOf } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { at, inOrder, dayMinutes, minTalkMinutes } from './schedule.ts';
import { standardTitle } from './titles.ts';
import type { PlannedItem } from './model.ts';

/** How long "since last time" lasts. */
const sinceLastMinutes = 10;

/**
 * Puts "since last time" after the opening. Its minutes are taken from the longest talk or course where one has 25 or more, so that
 * the day stays as long as it was; else everything after it comes later.
 */
export function withSinceLast(items: readonly PlannedItem[], locale: Locale): PlannedItem[] {
	const parts = inOrder(items);
	const opening = parts.find((part) => part.kind === 'opening');
	const begin = opening ? minutesOf(opening.startTime) + opening.minutes : minutesOf(parts[0]?.startTime ?? '09:00');
	const after = parts.filter((part) => minutesOf(part.startTime) >= begin);
	const giver = after
		.filter((part) => (part.kind === 'talk' || part.kind === 'course') && part.track === null)
		.toSorted((a, b) => b.minutes - a.minutes)[0];
	const spared = giver && giver.minutes >= sinceLastMinutes + minTalkMinutes ? giver : undefined;
	const until = spared ? minutesOf(spared.startTime) : dayMinutes;
	const later = (part: PlannedItem) => ({ ...part, startTime: at(minutesOf(part.startTime) + sinceLastMinutes) });
	const since: PlannedItem = {
		track: null,
		speaker: '',
		speakerUnitId: null,
		topicId: null,
		kind: 'sinceLast',
		title: standardTitle('sinceLast', locale),
		standard: 'sinceLast',
		minutes: sinceLastMinutes,
		startTime: at(begin)
	};
	return inOrder([
		...parts.filter((part) => !after.includes(part)),
		since,
		...after.map((part) => {
			if (part === spared) return { ...later(part), minutes: part.minutes - sinceLastMinutes };
			return minutesOf(part.startTime) <= until ? later(part) : part;
		})
	]);
}
