import { boardSchema } from '#lib/cafe/board/schema.ts';
import type { DocumentSchema } from '#lib/live/documentSchema.ts';
import { draftKind, draftSchema } from '#lib/summaries/draft/schema.ts';

/** The schema of a document by the kind of its board: a summary's draft, or a board of the café. */
export function documentSchemas(): (kind: string) => DocumentSchema {
	const [draft, board] = [draftSchema(), boardSchema()];
	return (kind) => (kind === draftKind ? draft : board);
}
