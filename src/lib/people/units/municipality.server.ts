import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { mayEditNotice, type Actor, type Locale } from '../model.ts';

/** What a municipality is called, its county, and the language it writes in. */
export async function municipalityDetails(db: Db, municipalityId: string) {
	return db.selectFrom('municipality').select(['name', 'county', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
}

/** Its name, county (null: not said) and language, mended. Refuses `notAllowed`. */
export async function editMunicipality(
	db: Db,
	actor: Actor,
	edited: { name: string; county: string | null; locale: Locale },
	now: Instant
) {
	if (!mayEditNotice(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		await trx.updateTable('municipality').set(edited).where('id', '=', actor.municipalityId).execute();
		await record(trx, actor, 'municipality.edit', { kind: 'municipality', id: actor.municipalityId }, now);
		return { ok: true as const };
	});
}
