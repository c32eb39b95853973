import { boardShape } from '#lib/cafe/board/schema.ts';
import type { Shape } from '#lib/live/documentSchema.ts';
import { draftKind, draftShape } from '#lib/summaries/draft/schema.ts';

/** The shape of what people write together, by the kind of room: a summary's draft, or a board of the café. */
export function shapes(): (kind: string) => Shape {
	const [draft, board] = [draftShape(), boardShape()];
	return (kind) => (kind === draftKind ? draft : board);
}
