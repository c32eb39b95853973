import type { RequestEvent } from '@sveltejs/kit';
import { seriesById } from '#lib/cycle/series/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { sayChange, sayWarning } from '#lib/gatherings/programme/text.ts';
import { materials } from '#lib/gatherings/programme/materials.server.ts';
import { isOver, mayChange, mayPlan } from '#lib/gatherings/model.ts';
import { warnings } from '#lib/gatherings/programme/schedule.ts';
import { changesBetween, type Change } from '#lib/gatherings/programme/diff.ts';
import { partsOf, programme } from '#lib/gatherings/programme/queries.server.ts';
import { publishedVersions, revisionOf, shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { offeredParts, ownSpeakers, speakerRequests } from '#lib/gatherings/speakers/queries.server.ts';
import { holds, isStaff } from '#lib/people/model.ts';
import { unitNames } from '#lib/people/units/names.server.ts';
import { openBefore } from '#lib/summaries/points/actions.server.ts';
import { candidates } from '#lib/topics/queries.server.ts';
import { loadGathering } from '../gathering.server.ts';

/** The day as this reader gets it: planners the draft with all that goes with it, everybody else what is published. */
export async function dayOf(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { db, now, locale } = event.locals;
	const { actor, gathering, scope } = await loadGathering(event);
	const { municipalityId } = actor;
	const plans = mayChange(actor, gathering);
	const coPlans = holds(actor, 'partner') && !mayPlan(actor) && actor.unitId !== null && !isOver(gathering);
	const items = plans || coPlans ? await programme(...scope) : await shownProgramme(...scope);
	const unitName = await unitNames(db, municipalityId, locale);
	const say = (change: Change) => sayChange(locale, change, unitName);
	const published = await publishedVersions(...scope);
	const end = (await seriesById(db, municipalityId, gathering.seriesId))?.endTime ?? null;
	return {
		actor,
		gathering,
		plans,
		coPlans,
		mayPlan: mayPlan(actor),
		ownUnit: holds(actor, 'partner') ? actor.unitId : null,
		speakers: plans ? await speakerRequests(...scope) : [],
		offered: plans ? (await offeredParts(...scope)).map(({ item, who }) => ({ itemId: item.id, name: who.name })) : [],
		colleagues: plans ? await ownSpeakers(db, municipalityId) : [],
		topics: plans ? (await candidates(db, municipalityId, gathering.seriesId, actor.id)).map(({ id, title }) => ({ id, title })) : [],
		materials: await materials(...scope),
		staff: isStaff(actor),
		items,
		since: isStaff(actor) ? await openBefore(db, gathering, civilDate(now)) : [],
		revision: await revisionOf(...scope),
		warnings: plans ? warnings(items, end).map((warning) => sayWarning(locale, warning)) : [],
		/** What the draft has that readers do not see yet. */
		unpublished: plans && published[0] ? changesBetween(published[0].parts, partsOf(items)).map(say) : [],
		versions: published.map(({ version, publishedAt, parts }, index) => ({
			version,
			publishedAt,
			changes: published[index + 1] ? changesBetween(published[index + 1]!.parts, parts).map(say) : []
		}))
	};
}
