import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { addDays, civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { inviteAddresses, previewAddresses } from '#lib/gatherings/invitations/inviteByAddress.server.ts';
import * as input from '#lib/gatherings/invitations/input.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { invitees, mailWaiting } from '#lib/gatherings/invitations/queries.server.ts';
import { hasNews, mayInvite, mayPlan } from '#lib/gatherings/model.ts';
import { setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { needsKeptDays } from '#lib/gatherings/model.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { coverage } from '#lib/gatherings/invitations/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { remind, silentCount } from '#lib/gatherings/invitations/reminders.server.ts';
import { termsOf } from '#lib/gatherings/invitations/terms.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isCurrent, mayFacilitate } from '#lib/people/model.ts';
import { levels, units } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayFacilitate);
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const gathering = await byId(...scope);
	if (!gathering) error(404);
	const onDate = gathering.date ?? civilDate(locals.now);
	const named = (one: { nameNn: string; nameNb: string }) => inLanguage(locals.locale, { nn: one.nameNn, nb: one.nameNb });
	const mayInviteMore = mayInvite(actor, gathering) && gathering.date !== null;
	// Food and access are for those who arrange the day, not for everybody who helps on it.
	const readsNeeds = mayPlan(actor);
	return {
		gathering: { id: gathering.id, date: gathering.date },
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
};

const postOf = ({ settings }: App.Locals) => ({ origin: settings.origin, mailFrom: settings.mailFrom });

async function asked({ locals, request, url }: RequestEvent) {
	const actor = requireActor(locals, url, mayFacilitate);
	return { db: locals.db, now: locals.now, actor, post: postOf(locals), data: await request.formData() };
}

export const actions: Actions = {
	invite: async (event) => {
		const { db, actor, post, now, data } = await asked(event);
		const form = parseForm(input.invite, data);
		if (!form.ok) return fail(400, { id: 'invite', values: form.values, errors: form.errors });
		const done = await invite(db, actor, event.params.id, form.data.personIds, post, now);
		if (!done.ok) return fail(409, { id: 'invite', reason: done.reason as string, values: form.data });
		return { id: 'invite', done: { ...done, added: 0, unread: [] as string[] } };
	},
	look: async (event) => {
		const { db, actor, data } = await asked(event);
		const form = parseForm(input.pasted, data);
		if (!form.ok) return fail(400, { id: 'look', values: form.values, errors: form.errors });
		const { addresses } = form.data;
		const seen = await previewAddresses(db, actor.municipalityId, event.params.id, addresses);
		if (!seen.ok) return fail(409, { id: 'look', reason: seen.reason as string, values: form.data });
		return { id: 'look', seen: { addresses, lines: seen.lines } };
	},
	paste: async (event) => {
		const { db, actor, post, now, data } = await asked(event);
		const form = parseForm(input.pasted, data);
		if (!form.ok) return fail(400, { id: 'paste', values: form.values, errors: form.errors });
		const { addresses: text, ...rest } = form.data;
		const done = await inviteAddresses(db, actor, event.params.id, { text, ...rest }, post, now);
		if (!done.ok) return fail(409, { id: 'paste', reason: done.reason as string, values: form.data });
		return { id: 'paste', done };
	},
	terms: async (event) => {
		const { db, actor, post, now, data } = await asked(event);
		const form = parseForm(input.terms, data);
		if (!form.ok) return fail(400, { id: 'terms', values: form.values, errors: form.errors });
		const done = await setTerms(db, actor, event.params.id, form.data, post, now);
		if (!done.ok) return fail(409, { id: 'terms', reason: done.reason as string, values: { ...form.data } });
		event.locals.mailDelivery.nudge();
		return { id: 'terms', saved: true as const };
	},
	remind: async (event) => {
		const { db, actor, post, now } = await asked(event);
		const done = await remind(db, actor, event.params.id, post, now);
		if (!done.ok) return fail(409, { id: 'remind', reason: done.reason as string });
		return { id: 'remind', reminded: done.reminded };
	}
};
