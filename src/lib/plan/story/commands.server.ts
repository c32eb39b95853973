import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { confidentialKinds } from '#lib/pii/detect.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise } from '../model.ts';
import { choiceOf, storyOf, type Choice } from './queries.server.ts';

/**
 * What stands on the politicians' page instead of what the rule takes; null and '' give it back to the rule. Refuses `notAllowed`,
 * `missingPlan`, `missingPoint` and `missingLine` (not, or no longer, among what the page may show), `invalidPerson` (the words point at
 * somebody) and `conflict` (somebody else chose meanwhile).
 */
export async function chooseStory(db: Db, actor: Actor, chosen: Choice, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { pointId, indicatorId, words, edition } = chosen;
	const kinds = confidentialKinds(words);
	if (kinds.length > 0) return refuse('invalidPerson', { kinds });
	return command(db, async (trx) => {
		const story = await storyOf(trx, actor, actor.locale, now);
		if (!story) return refuse('missingPlan');
		if (pointId !== null && !story.candidates.some(({ id }) => id === pointId)) return refuse('missingPoint');
		if (indicatorId !== null && !story.lines.some(({ id }) => id === indicatorId)) return refuse('missingLine');
		if ((await choiceOf(trx, municipalityId)).edition !== edition) return refuse('conflict');
		const row = { pointId, indicatorId, words, edition: edition + 1, changedBy: actor.id, changedAt: now };
		if (edition === 0)
			await trx
				.insertInto('storyChoice')
				.values({ id: newId(), municipalityId, ...row })
				.execute();
		else await trx.updateTable('storyChoice').set(row).where('municipalityId', '=', municipalityId).execute();
		await record(trx, actor, 'story.choose', { kind: 'municipality', id: municipalityId, detail: { pointId, indicatorId } }, now);
		return { ok: true as const };
	});
}
