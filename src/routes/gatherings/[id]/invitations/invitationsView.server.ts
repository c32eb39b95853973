import type { RequestEvent } from '@sveltejs/kit';
import { addDays, civilDate } from '#lib/dates.ts';
import { coverage, invitees, mailWaiting } from '#lib/gatherings/invitations/queries.server.ts';
import { silentCount } from '#lib/gatherings/invitations/reminders.server.ts';
import { termsOf } from '#lib/gatherings/invitations/terms.server.ts';
import { hasNews, mayInvite, mayPlan, needsKeptDays } from '#lib/gatherings/model.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent, mayFacilitate } from '#lib/people/model.ts';
import { levels, units } from '#lib/people/queries.server.ts';
import { loadGathering } from '../gathering.server.ts';

/** Who is invited or could be, on what terms, and what they have answered. */
export async function invitationsView(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { locals } = event;
	const { actor, gathering, scope } = await loadGathering(event, mayFacilitate);
	const onDate = gathering.date ?? civilDate(locals.now);
	const named = (one: { nameNn: string; nameNb: string }) => inLanguage(locals.locale, { nn: one.nameNn, nb: one.nameNb });
	const mayInviteMore = mayInvite(actor, gathering) && gathering.date !== null;
	// Food and access are for those who arrange the day, not for everybody who helps on it.
	const readsNeeds = mayPlan(actor);
	return {
		gathering: { id: gathering.id, theme: gathering.theme, date: gathering.date },
		mayInvite: mayInviteMore,
		hasNews: hasNews(gathering),
		hasProgramme: (await programme(...scope)).length > 0,
		waitingMail: await mailWaiting(...scope),
		terms: await termsOf(...scope),
		silent: mayInviteMore ? await silentCount(...scope, locals.now) : 0,
		people: (await invitees(...scope, onDate, locals.now)).map(({ email, needs, ...person }) => ({
			...person,
			hasEmail: email !== null,
			needs: readsNeeds ? needs : null
		})),
		needsGo: gathering.date === null ? null : addDays(gathering.date, needsKeptDays),
		covered: (await coverage(...scope, onDate)).units.map((unit) => ({ ...unit, name: named(unit) })),
		units: (await units(locals.db, actor.municipalityId)).map((unit) => ({
			id: unit.id,
			name: named(unit),
			colour: unit.colour,
			external: unit.kind === 'external',
			current: isCurrent(unit, onDate)
		})),
		levels: (await levels(locals.db, actor.municipalityId)).map((level) => ({ id: level.id, name: named(level) }))
	};
}
