import { whoCame } from '#lib/cafe/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { isOver, isOverdue, mayPlan, maySee } from '#lib/gatherings/model.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import { seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { holds, isStaff } from '#lib/people/model.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, (one) => isStaff(one) || holds(one, 'partner'));
	const today = civilDate(locals.now);
	const gatherings = (await all(locals.db, actor.municipalityId)).filter((gathering) => maySee(actor, gathering.partnerIds));
	// Who came by the code is at the café, and not on the list at the door.
	for (const open of gatherings.filter(({ state }) => state === 'open'))
		open.attended = await whoCame(locals.db, actor.municipalityId, open.id);
	return {
		today,
		ahead: gatherings.filter((gathering) => !isOver(gathering) && !isOverdue(gathering, today)).reverse(),
		/** Their day is over, and nobody has ended or cancelled them. */
		notEnded: gatherings.filter((gathering) => isOverdue(gathering, today)).reverse(),
		past: gatherings.filter(isOver),
		mayPlan: mayPlan(actor),
		hasSeries: (await seriesFrom(locals.db, actor.municipalityId, today)).length > 0
	};
};
