import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { refuse } from '#lib/result.ts';
import type { InferOutput } from 'valibot';
import { record } from '../audit.server.ts';
import { mayEditNotice, type Actor } from '../model.ts';
import type { notice } from './input.ts';

/** Says what the pages on accessibility and privacy name. Refuses `notAllowed`. */
export async function editNotice(db: Db, actor: Actor, said: InferOutput<typeof notice>, now: Instant) {
	if (!mayEditNotice(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const row = { ...said, updatedAt: now };
		await trx
			.insertInto('publicNotice')
			.values({ municipalityId, ...row })
			.onConflict((conflict) => conflict.column('municipalityId').doUpdateSet(row))
			.execute();
		await record(trx, actor, 'notice.edit', { kind: 'municipality', id: municipalityId }, now);
		return { ok: true as const };
	});
}
