import { isId } from '#lib/cafe/board/schema.ts';
import { isPosition } from '#lib/live/document/order.ts';
import type { FieldSchema, RootSchema, DocumentSchema } from '#lib/live/documentSchema.ts';

/** The word by which the live server knows the rooms of this noun. */
export const draftKind = 'summary';

/** The texts that every draft has, once each. `correction` says what a new version corrects. */
export const wholeTexts = ['title', 'intro', 'closing', 'correction'] as const;
export type WholeText = (typeof wholeTexts)[number];

/** In characters; `sections` and `points` are how many there may be, those taken out included. */
export const draftLimits = { title: 160, correction: 600, words: 4000, heading: 160, point: 600, sections: 24, points: 400 };

const text = (max: number): FieldSchema => ({ is: 'text', max, required: true });
const orNull = (accepts: (text: string) => boolean) => (value: unknown) => value === null || (typeof value === 'string' && accepts(value));

/**
 * What a draft's document may look like, as the live server's guard is told it:
 *
 *   words:    Y.Map<title | intro | closing | correction, Y.Map { text: Y.Text }>
 *   sections: Y.Map<id, Y.Map { heading: Y.Text, text: Y.Text, pos, removedAt }>
 *   points:   Y.Map<forumPointId, Y.Map { text: Y.Text, sectionId }>
 *
 * Entries are made once and never removed: a section is taken out by a mark, and can be taken back.
 */
export function draftSchema(): DocumentSchema {
	const section: [string, FieldSchema][] = [
		['heading', text(draftLimits.heading)],
		['text', text(draftLimits.words)],
		['pos', { is: 'value', accepts: isPosition, required: true }],
		['removedAt', { is: 'value', accepts: orNull((at) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(at)) }]
	];
	const point: [string, FieldSchema][] = [
		['text', text(draftLimits.point)],
		['sectionId', { is: 'value', accepts: orNull(isId) }]
	];
	return new Map<string, RootSchema>([
		[
			'words',
			{
				max: wholeTexts.length,
				names: (id) => (wholeTexts as readonly string[]).includes(id),
				keys: new Map([['text', text(draftLimits.words)]])
			}
		],
		['sections', { max: draftLimits.sections, names: isId, keys: new Map(section) }],
		['points', { max: draftLimits.points, names: isId, keys: new Map(point) }]
	]);
}
