import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { type Gathering, mayPlan } from './model.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';

/** The gathering of the actor's own municipality; undefined for another's. */
export async function requireGathering(db: Db, actor: Pick<Actor, 'municipalityId'>, gatheringId: string): Promise<Gathering | undefined> {
	return db
		.selectFrom('gathering')
		.selectAll()
		.where('municipalityId', '=', actor.municipalityId)
		.where('id', '=', gatheringId)
		.executeTakeFirst();
}

/** Eight digits, as the form takes; the column holds 32 bits. */
const maxKroner = 99_999_999;

/**
 * Says what a gathering costs, in whole kroner: 0 says that it costs nothing, null that nobody knows. Also after the day: the reports
 * read it here. Refuses `notAllowed`, `invalid` (not whole kroner), `notFound`.
 */
export async function setCost(db: Db, actor: Actor, gatheringId: string, cost: { kroner: number | null; what: string }, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { kroner, what } = cost;
	if (kroner !== null && !(Number.isSafeInteger(kroner) && kroner >= 0 && kroner <= maxKroner)) return refuse('invalid');
	return command(db, async (trx) => {
		if (!(await requireGathering(trx, actor, gatheringId))) return refuse('notFound');
		const said = { costKroner: kroner, cost: kroner === null ? null : what };
		await trx.updateTable('gathering').set(said).where('id', '=', gatheringId).execute();
		await record(trx, actor, 'gathering.setCost', { kind: 'gathering', id: gatheringId, detail: { kroner } }, now);
		return { ok: true as const };
	});
}
