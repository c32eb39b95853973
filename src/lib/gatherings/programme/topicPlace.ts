import { newId } from '#lib/ids.ts';
import type { Part } from './model.ts';
import { endOf, inOrder, makeRoom, scheduleConflict } from './schedule.ts';

/** How long a talk is that nobody has said the length of, in minutes. */
const usual = 30;

/**
 * The parts with a talk about the topic: the first that nobody has yet, else a new one after the last talk (from `start` in an empty day),
 * and what comes later gives way.
 */
export function withTopic(parts: readonly Part[], about: { topicId: string; title: string }, start: string): Part[] {
	const open = parts.find(({ kind, standard, speaker }) => kind === 'talk' && standard === 'openTalk' && speaker === '');
	if (open) return parts.map((part) => (part === open ? { ...part, ...about, standard: null } : part));
	const common = inOrder(parts.filter(({ track }) => !track));
	const after = common.findLast(({ kind }) => kind === 'talk') ?? common.at(-1);
	const talk = { id: newId(), kind: 'talk' as const, standard: null, track: null, speaker: '', speakerUnitId: null, ...about };
	const added: Part = { ...talk, minutes: usual, startTime: after ? endOf(after) : start };
	const made = makeRoom([...parts, added], added);
	const last = common.at(-1);
	return scheduleConflict(made) && last ? [...parts, { ...added, startTime: endOf(last) }] : made;
}
