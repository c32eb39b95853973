import type { RequestEvent } from '@sveltejs/kit';
import { addDays, civilDate } from '#lib/dates.ts';
import { coverage, type Invitee, invitees, mailWaiting } from '#lib/gatherings/invitations/queries.server.ts';
import { silentCount } from '#lib/gatherings/invitations/reminders.server.ts';
import { termsOf } from '#lib/gatherings/invitations/terms.server.ts';
import { hasNews, mayInvite, mayPlan, needsKeptDays } from '#lib/gatherings/model.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import type { GatheringDetail } from '#lib/gatherings/queries.server.ts';
import { whenText } from '#lib/gatherings/text.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
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
	const people = await invitees(...scope, onDate, locals.now);
	return {
		foodList: readsNeeds ? foodList(gathering, people, locals.locale) : '',
		gathering: { id: gathering.id, theme: gathering.theme, date: gathering.date },
		mayInvite: mayInviteMore,
		hasNews: hasNews(gathering),
		hasProgramme: (await programme(...scope)).length > 0,
		waitingMail: await mailWaiting(...scope),
		terms: await termsOf(...scope),
		silent: mayInviteMore ? await silentCount(...scope, locals.now) : 0,
		people: people.map(({ email, needs, ...person }) => ({
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

/** What whoever makes the food must know: when, where, for how many, and what is asked for, without names. */
function foodList(gathering: GatheringDetail, people: readonly Invitee[], locale: Locale): string {
	const coming = people.filter(({ standing }) => standing === 'accepted');
	const needs = Map.groupBy(
		coming.flatMap((person) => person.needs ?? []),
		(need) => need.trim()
	);
	return [
		[whenText(locale, gathering), gathering.room].filter(Boolean).join(', '),
		m.invitations_food_count({ count: coming.length }),
		...[...needs].map(([need, same]) => `– ${need}${same.length > 1 ? ` (${same.length})` : ''}`)
	].join('\n');
}
