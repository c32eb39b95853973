import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { recordRedaction } from '#lib/people/seal.server.ts';
import { redactWords } from '#lib/pii/redactedWords.server.ts';
import { redactedJson, type Redaction } from '#lib/pii/redaction.ts';
import { summariesWords } from '../words.ts';

/**
 * Takes words out of the forum's points and all versions of summaries of a municipality, or of a gathering. One that is published keeps
 * the hash it was published with, and the audit trail says what came after (`sealOf`). The rooms of drafts are `boardsToRedact`. In the
 * caller's transaction.
 */
export async function redactSummaries(
	trx: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'>,
	redaction: Redaction,
	now: Instant,
	gatheringId?: string
): Promise<void> {
	const { municipalityId } = actor;
	const summaries = await trx
		.selectFrom('summary')
		.select(['id', 'content'])
		.where('municipalityId', '=', municipalityId)
		.$if(gatheringId !== undefined, (query) => query.where('gatheringId', '=', gatheringId!))
		.execute();
	for (const { id, content } of summaries) {
		if (content === null) continue;
		const read: unknown = JSON.parse(content);
		const without = canonicalJson(redactedJson(read, redaction));
		if (without === canonicalJson(read)) continue;
		await trx.updateTable('summary').set({ content: without }).where('id', '=', id).execute();
		await recordRedaction(trx, actor, { kind: 'summary', id }, redaction, contentHash(without), now);
	}
	for (const words of summariesWords) {
		const isPicture = words.table === 'summaryPicture';
		const only = {
			column: isPicture ? 'summaryId' : 'gatheringId',
			values: isPicture ? summaries.map(({ id }) => id) : [gatheringId ?? '']
		};
		await redactWords(trx, municipalityId, [words], redaction, gatheringId === undefined ? undefined : only);
	}
}

/** The rooms of a gathering's drafts. */
export async function roomsOf(db: Db, municipalityId: string, gatheringId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('summary')
		.select('boardId')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.execute();
	return rows.flatMap(({ boardId }) => boardId ?? []);
}
