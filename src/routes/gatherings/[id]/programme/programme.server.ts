import type { RequestEvent } from '@sveltejs/kit';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { sayChange } from '#lib/gatherings/programme/text.ts';
import { materials } from '#lib/gatherings/programme/materials.server.ts';
import { isOver, mayChange, mayPlan } from '#lib/gatherings/model.ts';
import { warnings } from '#lib/gatherings/programme/schedule.ts';
import { changesBetween, type Change } from '#lib/gatherings/programme/diff.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { partsOf } from '#lib/gatherings/programme/queries.server.ts';
import { publishedVersions, revisionOf, shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { speakerRequests } from '#lib/gatherings/programme/speakers.server.ts';
import { itemTitle } from '#lib/gatherings/programme/titles.ts';
import { clockTime } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { holds, isStaff, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { loadGathering } from '../gathering.server.ts';

/** Names of units by id, in the reader's language; '' for none. */
export async function unitNames(db: Db, municipalityId: string, locale: Locale) {
	const all = await units(db, municipalityId);
	return (unitId: string | null) => {
		const unit = all.find((one) => one.id === unitId);
		return unit ? inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) : '';
	};
}

/** What others have done since the page was made, in the reader's words. */
export async function sayChanges(db: Db, actor: Actor, changes: readonly Change[], locale: Locale) {
	const unitName = await unitNames(db, actor.municipalityId, locale);
	return changes.map((change) => sayChange(locale, change, unitName));
}

/** The day as this reader gets it: planners the draft with all that goes with it, everybody else what is published. */
export async function dayOf(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { db, now, locale } = event.locals;
	const { actor, gathering, scope } = await loadGathering(event);
	const { municipalityId } = actor;
	const plans = mayChange(actor, gathering);
	const coPlans = holds(actor, 'partner') && !mayPlan(actor) && actor.unitId !== null && !isOver(gathering);
	const items = plans || coPlans ? await programme(...scope) : await shownProgramme(...scope);
	const actions = isStaff(actor) ? await openActions(db, municipalityId, gathering.seriesId, civilDate(now)) : [];
	const unitName = await unitNames(db, municipalityId, locale);
	const say = (change: Change) => sayChange(locale, change, unitName);
	const published = await publishedVersions(...scope);
	const series = (await allSeries(db, municipalityId)).find((one) => one.id === gathering.seriesId);
	return {
		actor,
		gathering,
		plans,
		coPlans,
		mayPlan: mayPlan(actor),
		ownUnit: holds(actor, 'partner') ? actor.unitId : null,
		speakers: plans ? await speakerRequests(...scope) : [],
		materials: await materials(...scope),
		staff: isStaff(actor),
		items,
		since: actions.filter((action) => action.gatheringId !== gathering.id),
		revision: await revisionOf(...scope),
		warnings: plans
			? warnings(items, series?.endTime ?? null).map((warning) =>
					warning.kind === 'overrun'
						? m.programme_warn_overrun({
								end: clockTime(locale, warning.endTime),
								count: warning.minutes,
								until: clockTime(locale, series!.endTime)
							})
						: m.programme_warn_missed({ course: itemTitle(locale, warning.course), part: itemTitle(locale, warning.part) })
				)
			: [],
		/** What the draft has that readers do not see yet. */
		unpublished: plans && published[0] ? changesBetween(published[0].parts, partsOf(items)).map(say) : [],
		versions: published.map(({ version, publishedAt, parts }, index) => ({
			version,
			publishedAt,
			changes: published[index + 1] ? changesBetween(published[index + 1]!.parts, parts).map(say) : []
		}))
	};
}
