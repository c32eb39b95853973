import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from './model.ts';

/**
 * Adds one line to the append-only audit trail: who (null: the system), did what (`verb`), to what. `detail` is JSON-able and
 * holds no secrets.
 */
export async function record(
	db: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'> | { id: null; municipalityId: string; name: string },
	verb: string,
	subject: { kind: string; id: string; detail?: unknown },
	now: Instant
): Promise<void> {
	await db
		.insertInto('audit')
		.values({
			id: newId(),
			municipalityId: actor.municipalityId,
			at: now,
			actorId: actor.id,
			actorName: actor.name,
			verb,
			subjectKind: subject.kind,
			subjectId: subject.id,
			detail: subject.detail === undefined ? null : JSON.stringify(subject.detail)
		})
		.execute();
}
