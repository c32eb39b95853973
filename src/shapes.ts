import { boardShape } from '#lib/cafe/boardShape.ts';
import type { Shape } from '#lib/live/shape.ts';
import { draftKind, draftShape } from '#lib/summaries/draftShape.ts';

/** The shape of what people write together, by the kind of room: a summary's draft, or a board of the café. */
export function shapes(): (kind: string) => Shape {
	const [draft, board] = [draftShape(), boardShape()];
	return (kind) => (kind === draftKind ? draft : board);
}
