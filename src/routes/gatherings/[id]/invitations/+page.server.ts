import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import * as input from '#lib/gatherings/input.ts';
import { invite, invitees, mailWaiting } from '#lib/gatherings/invitations.server.ts';
import { hasNews, mayInvite } from '#lib/gatherings/model.ts';
import { byId, coverage, programme } from '#lib/gatherings/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/guard.server.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { levels, units } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayFacilitate);
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const gathering = await byId(...scope);
	if (!gathering) error(404);
	const onDate = gathering.date ?? civilDate(locals.now);
	const named = (one: { nameNn: string; nameNb: string }) => inLanguage(locals.locale, { nn: one.nameNn, nb: one.nameNb });
	const covered = await coverage(...scope, onDate);
	return {
		gathering: { id: gathering.id },
		mayInvite: mayInvite(actor, gathering) && gathering.date !== null,
		hasNews: hasNews(gathering),
		hasProgramme: (await programme(...scope)).length > 0,
		waitingMail: await mailWaiting(...scope),
		people: (await invitees(...scope, onDate)).map(({ email, ...person }) => ({ ...person, hasEmail: email !== null })),
		covered: covered.units.map((unit) => ({ ...unit, name: named(unit) })),
		missing: covered.missing.map((unit) => ({ id: unit.unitId, name: named(unit), staff: unit.staff })),
		units: (await units(locals.db, actor.municipalityId)).map((unit) => ({
			id: unit.id,
			name: named(unit),
			colour: unit.colour,
			external: unit.kind === 'external'
		})),
		levels: (await levels(locals.db, actor.municipalityId)).map((level) => ({ id: level.id, name: named(level) }))
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayFacilitate);
		const form = parseForm(input.invite, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const post = { origin: locals.settings.origin, mailFrom: locals.settings.mailFrom };
		const done = await invite(locals.db, actor, params.id, form.data.personIds, post, locals.now);
		if (!done.ok) return fail(409, { reason: done.reason, values: form.data });
		return { done };
	}
};
