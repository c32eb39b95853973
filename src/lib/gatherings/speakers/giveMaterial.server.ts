import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type Added, insertMaterial } from '../programme/materials.server.ts';
import { speakerBy } from './queries.server.ts';

/** Keeps a link that a speaker gives through their own page. Refuses `notFound`. */
export async function giveMaterial(db: Db, token: string, given: Omit<Added, 'itemId'>, now: Instant) {
	return command(db, async (trx) => {
		const found = await speakerBy(trx, token);
		if (!found) return refuse('notFound');
		const { municipalityId, gatheringId, itemId } = found.request;
		await insertMaterial(trx, municipalityId, gatheringId, { ...given, itemId }, now);
		return { ok: true as const };
	});
}
