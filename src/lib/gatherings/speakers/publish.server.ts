import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireGathering } from '../commands.server.ts';
import { type MailSettings, mayChange, mayPlan } from '../model.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { changesBetween } from '../programme/diff.ts';
import { partsOf, programme } from '../programme/queries.server.ts';
import { followProgramme, publishedVersions, saveRevision } from '../programme/revisions.server.ts';
import { tellSpeakers } from './news.server.ts';

/**
 * Shows the draft to everybody who may read the programme, as a new version that never changes; speakers whose part is at another time,
 * or gone, are written to.
 * Refuses `notAllowed`, `notFound`, `closed` (held or cancelled), `emptyProgramme`, `emptyChange` (that is what they see already).
 */
export async function publishProgramme(db: Db, actor: Actor, gatheringId: string, mail: MailSettings, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (!mayChange(actor, gathering)) return refuse('closed');
		const draft = partsOf(await programme(trx, municipalityId, gatheringId));
		if (draft.length === 0) return refuse('emptyProgramme');
		const [latest] = await publishedVersions(trx, municipalityId, gatheringId);
		if (latest && changesBetween(latest.parts, draft).length === 0) return refuse('emptyChange');
		await saveRevision(trx, gathering, null, draft, actor, now, now);
		await followProgramme(trx, gathering, draft);
		const told = await tellSpeakers(
			trx,
			{ name: actor.name, municipalityName: actor.municipalityName },
			municipalityId,
			gatheringId,
			mail,
			now
		);
		await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'programme.publish', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const, version: (latest?.version ?? 0) + 1, told };
	});
}
