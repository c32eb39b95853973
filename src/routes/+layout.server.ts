import { currentCafe, dayPlace } from '#lib/cafe/participants/currentCafe.server.ts';
import { clockTime, longDate, osloTime } from '#lib/i18n/format.ts';
import { isStaff, mayFacilitate, onlyReads } from '#lib/people/model.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { mayReadAdopted, mayReadPlan } from '#lib/plan/model.ts';
import { mayReadReports } from '#lib/plan/reports/model.ts';
import type { LayoutServerLoad } from './$types';

/** What the frame around every page shows. The menu follows the roles; a signed-out reader and a guest get none. */
export const load: LayoutServerLoad = async ({ locals }) => {
	const { db, actor, locale, settings, now } = locals;
	const holds = (...wanted: string[]) => actor !== null && wanted.some((role) => (actor.roles as readonly string[]).includes(role));
	const today = osloTime(now).date;
	const of = await locals.municipalityId();
	return {
		locale,
		/** The language that people of the municipality write in (`ui/show/written.ts`). */
		municipalityLocale: of && (await languageOf(db, of)),
		today,
		municipality: actor?.municipalityName ?? null,
		/** Whose statements on accessibility and privacy the foot of the page leads to. */
		of,
		person: actor?.name ?? null,
		menu: [
			...(actor && !onlyReads(actor) ? (['tasks'] as const) : []),
			...(actor && isStaff(actor) ? (['cycle', 'topics'] as const) : []),
			...(actor && !onlyReads(actor) ? (['gatherings'] as const) : []),
			...(actor && !mayReadPlan(actor) && mayReadAdopted(actor) ? (['adopted'] as const) : []),
			...(actor && mayReadPlan(actor) ? (['plan'] as const) : []),
			// Staff find them among the plan's reports.
			...(actor && !mayReadPlan(actor) && mayReadReports(actor) ? (['reports'] as const) : []),
			...(holds('leader', 'administrator') ? (['outbox', 'people'] as const) : [])
		],
		place: actor ? ((await currentCafe(db, actor.municipalityId, actor.id)) ?? null) : null,
		/** The café that they run today: its page has nothing around it. */
		runs: actor ? await runsToday(locals) : null,
		rehearsal: locals.rehearsal && { ends: clockTime(locale, osloTime(locals.rehearsal.endsAt).time) },
		demo: settings.demo ? { today, day: longDate(locale, today) } : null
	};
};

async function runsToday({ db, actor, now }: App.Locals): Promise<string | null> {
	const place = actor && mayFacilitate(actor) ? await dayPlace(db, actor, now) : undefined;
	return place?.at === 'cafe' ? `/gatherings/${place.gatheringId}/cafe` : null;
}
