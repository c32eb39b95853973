import { boardSchema } from '#lib/cafe/board/schema.ts';
import type { DocumentSchema } from '#lib/live/documentSchema.ts';
import { draftKind, draftSchema } from '#lib/summaries/draft/schema.ts';

/** The shape of what people write together, by the kind of room: a summary's draft, or a board of the café. */
export function documentSchemas(): (kind: string) => DocumentSchema {
	const [draft, board] = [draftSchema(), boardSchema()];
	return (kind) => (kind === draftKind ? draft : board);
}
