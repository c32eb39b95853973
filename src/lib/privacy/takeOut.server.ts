import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { exportKinds, type WantedFile } from './exports.ts';
import type { ExportReason } from './exportText.ts';

/**
 * Writes down that somebody takes a file out, and why; whoever calls it then gives them the file, once. Refuses `notAllowed`, and
 * `notFound` when there is nothing of theirs that the file would be about.
 */
export async function takeOut(db: Db, actor: Actor, { kind, id }: WantedFile, why: { reason: ExportReason; note: string }, now: Instant) {
	const { may, verb, of } = exportKinds[kind];
	if (!may(actor)) return refuse('notAllowed');
	const subjectId = of === 'municipality' ? actor.municipalityId : id;
	return command(db, async (trx) => {
		if (!subjectId || !(await exists(trx, actor.municipalityId, of, subjectId))) return refuse('notFound');
		const { reason, note } = why;
		await record(trx, actor, verb, { kind: of, id: subjectId, detail: { reason }, ...(note && { note }) }, now);
		return { ok: true as const };
	});
}

async function exists(
	db: Db,
	municipalityId: string,
	of: (typeof exportKinds)['person' | 'archive' | 'log']['of'],
	id: string
): Promise<boolean> {
	if (of === 'municipality') return id === municipalityId;
	if (of === 'person')
		return (
			(await db.selectFrom('person').select('id').where('municipalityId', '=', municipalityId).where('id', '=', id).executeTakeFirst()) !==
			undefined
		);
	const adopted = db.selectFrom('planVersion').select('id').where('municipalityId', '=', municipalityId).where('adoptedAt', 'is not', null);
	return (await adopted.where('id', '=', id).executeTakeFirst()) !== undefined;
}
