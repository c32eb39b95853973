import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import * as input from '#lib/gatherings/input.ts';
import { mayChange, maySee } from '#lib/gatherings/model.ts';
import * as editing from '#lib/gatherings/programme.server.ts';
import { byId, programme } from '#lib/gatherings/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/guard.server.ts';
import { isCurrent } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url);
	const gathering = await byId(locals.db, actor.municipalityId, params.id);
	if (
		!gathering ||
		!maySee(
			actor,
			gathering.partners.map((partner) => partner.id)
		)
	)
		error(404);
	const onDate = gathering.date ?? civilDate(locals.now);
	return {
		gathering,
		items: await programme(locals.db, actor.municipalityId, params.id),
		mayChange: mayChange(actor, gathering),
		units: (await units(locals.db, actor.municipalityId))
			.filter((unit) => isCurrent(unit, onDate))
			.map((unit) => ({ value: unit.id, label: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

export const actions: Actions = {
	add: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.item, await request.formData());
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		const done = await editing.addItem(locals.db, actor, params.id, form.data, locals.now);
		if (!done.ok) return fail(409, { id: 'add', values: shown(form.data), reason: done.reason });
		return { id: 'add' };
	},
	edit: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const sent = await request.formData();
		const id = String(sent.get('itemId') ?? '');
		const form = parseForm(input.item, sent);
		if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
		const done = await editing.editItem(locals.db, actor, params.id, id, form.data, locals.now);
		if (!done.ok) return fail(409, { id, values: shown(form.data), reason: done.reason });
		return { id };
	},
	remove: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.itemId, await request.formData());
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		const done = await editing.removeItem(locals.db, actor, params.id, form.data.itemId, locals.now);
		if (!done.ok) return fail(409, { id: 'list', reason: done.reason });
	},
	move: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const sent = await request.formData();
		const form = parseForm(input.itemId, sent);
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		const done = await editing.moveItem(locals.db, actor, params.id, form.data.itemId, sent.get('by') === 'up' ? -1 : 1, locals.now);
		if (!done.ok) return fail(409, { id: 'list', reason: done.reason });
	},
	closeUp: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.closeUp, await request.formData());
		if (!form.ok) return fail(400, { id: 'closeUp', values: form.values, errors: form.errors });
		const done = await editing.closeUp(locals.db, actor, params.id, form.data.startTime, locals.now);
		if (!done.ok) return fail(409, { id: 'closeUp', values: form.data, reason: done.reason });
	}
};

/** What was typed, as the form shows it again. */
function shown(item: editing.ItemFields) {
	return {
		...item,
		startTime: item.startTime ?? '',
		minutes: String(item.minutes),
		speakerUnitId: item.speakerUnitId ?? '',
		push: item.push ? '1' : ''
	};
}
