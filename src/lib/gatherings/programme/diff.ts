import type { Part } from './model.ts';

export type Change =
	| { kind: 'added'; part: Part }
	| { kind: 'removed'; part: Part }
	| { kind: 'changed'; was: Part; part: Part; what: ('title' | 'startTime' | 'minutes' | 'speaker' | 'track')[] };

/** What makes `after` another programme than `before`, in the order of the day; [] when a reader sees none. */
export function changesBetween(before: readonly Part[], after: readonly Part[]): Change[] {
	const changes = after.flatMap((part): Change[] => {
		const was = before.find((one) => one.id === part.id);
		if (!was) return [{ kind: 'added', part }];
		const what = (['title', 'startTime', 'minutes', 'track'] as const).filter((field) => was[field] !== part[field]);
		const speaker = was.speaker !== part.speaker || was.speakerUnitId !== part.speakerUnitId;
		const all = speaker ? [...what, 'speaker' as const] : what;
		return all.length > 0 ? [{ kind: 'changed', was, part, what: all }] : [];
	});
	const removed = before.filter((part) => !after.some((one) => one.id === part.id)).map((part): Change => ({ kind: 'removed', part }));
	return [...changes, ...removed].toSorted((a, b) => a.part.startTime.localeCompare(b.part.startTime));
}
