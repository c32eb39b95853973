import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { recordRedaction } from '#lib/people/seal.server.ts';
import { redactedJson, type Redaction } from '#lib/pii/redaction.ts';

/**
 * Takes words out of submitted reports, and the bytes of their files. The hash that a report was submitted with and its leaf of the log
 * stay, and the audit trail says what came after (`sealOf`). In the caller's transaction.
 */
export async function takeOutOfReports(
	trx: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'>,
	redaction: Redaction,
	now: Instant
): Promise<void> {
	const rows = await trx
		.selectFrom('report')
		.select(['id', 'content'])
		.where('municipalityId', '=', actor.municipalityId)
		.where('content', 'is not', null)
		.execute();
	for (const { id, content } of rows) {
		const read: unknown = JSON.parse(content!);
		const without = canonicalJson(redactedJson(read, redaction));
		if (without === canonicalJson(read)) continue;
		await trx.updateTable('report').set({ content: without }).where('id', '=', id).execute();
		await trx
			.updateTable('reportFile')
			.set({ content: null, takenOutAt: now })
			.where('reportId', '=', id)
			.where('takenOutAt', 'is', null)
			.execute();
		await recordRedaction(trx, actor, { kind: 'report', id }, redaction, contentHash(without), now);
	}
}
