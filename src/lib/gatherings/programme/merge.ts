import type { ItemFields } from './commands.server.ts';
import type { Part } from './model.ts';
import { keepsTitle } from './titles.ts';

const fields = ['kind', 'title', 'startTime', 'minutes', 'speaker', 'speakerUnitId', 'track'] as const;
type Field = (typeof fields)[number];

/**
 * What somebody has typed about a part put together with what others did to it since they saw it as `base`: a field that they left as it
 * was is as others have it now. `clash`: a field was changed by both, each in their way; then it is as typed.
 */
export function mergeItem(base: Part, theirs: Part, typed: ItemFields): { fields: ItemFields; clash: boolean } {
	const isSame = (field: Field, part: Part): boolean => {
		if (field === 'title')
			return typed.title === '' ? part.standard !== null : keepsTitle({ ...part, unitNn: null, unitNb: null }, typed.title);
		if (field === 'startTime') return typed.startTime === null || typed.startTime === part.startTime;
		if (field === 'track') return (typed.track ?? null) === part.track;
		return typed[field] === part[field];
	};
	const kept = fields.filter((field) => isSame(field, base));
	const clash = fields.some((field) => !kept.includes(field) && theirs[field] !== base[field] && !isSame(field, theirs));
	return { fields: { ...typed, ...Object.fromEntries(kept.map((field) => [field, theirs[field]])) }, clash };
}
