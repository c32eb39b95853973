import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { addMaterial, removeMaterial } from '#lib/gatherings/programme/materials.server.ts';
import * as editing from '#lib/gatherings/programme/commands.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { publishProgramme, revisionOf } from '#lib/gatherings/programme/revisions.server.ts';
import { askSpeaker, chaseSpeakers } from '#lib/gatherings/programme/speakers.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { dayOf, sayChanges } from './programme.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url);
	const day = await dayOf(locals.db, actor, params.id, locals.now, locals.locale);
	const onDate = day.gathering.date ?? civilDate(locals.now);
	return {
		...day,
		units: (await units(locals.db, actor.municipalityId))
			.filter((unit) => isCurrent(unit, onDate))
			.map((unit) => ({ value: unit.id, label: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

/** What was sent, by whom, and the revision of the programme it was made from. */
async function asked({ request, locals, params, url }: RequestEvent) {
	const actor = requireActor(locals, url);
	const sent = await request.formData();
	const from = parseForm(input.seen, sent);
	return { ...locals, actor, sent, id: params.id, seen: from.ok ? from.data.revision : null };
}

/** The answer to the form `id`: done, or refused with what was typed; when others were first, with what they did and the revision to go on from. */
async function answered(
	event: { db: App.Locals['db']; actor: Actor; id: string; locale: App.Locals['locale'] },
	id: string,
	done: Awaited<ReturnType<typeof editing.addItem>>,
	values: Record<string, unknown> = {}
) {
	if (done.ok) return { id };
	if (done.reason !== 'changedSince') return fail(409, { id, values, reason: done.reason });
	const { db, actor } = event;
	const revision = await revisionOf(db, actor.municipalityId, event.id);
	const still = (await programme(db, actor.municipalityId, event.id)).some((item) => item.id === id);
	const changes = await sayChanges(db, actor, done.changes, event.locale);
	// What was typed about a part that is gone is kept as a new part.
	const place = still || id.startsWith('partner') || ['add', 'list', 'closeUp'].includes(id) ? id : 'add';
	return fail(409, { id: place, values, reason: done.reason, by: done.by, changes, revision });
}

export const actions: Actions = {
	add: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const form = parseForm(input.item, sent);
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		return answered({ db, actor, id, locale }, 'add', await editing.addItem(db, actor, id, form.data, now, seen), shown(form.data));
	},
	edit: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const itemId = String(sent.get('itemId') ?? '');
		const form = parseForm(input.item, sent);
		if (!form.ok) return fail(400, { id: itemId, values: form.values, errors: form.errors });
		const done = await editing.editItem(db, actor, id, itemId, form.data, now, seen);
		return answered({ db, actor, id, locale }, itemId, done, shown(form.data));
	},
	remove: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const form = parseForm(input.itemId, sent);
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		return answered({ db, actor, id, locale }, 'list', await editing.removeItem(db, actor, id, form.data.itemId, now, seen));
	},
	move: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const form = parseForm(input.itemId, sent);
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		const by = sent.get('by') === 'up' ? -1 : 1;
		return answered({ db, actor, id, locale }, 'list', await editing.moveItem(db, actor, id, form.data.itemId, by, now, seen));
	},
	order: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const form = parseForm(input.order, sent);
		if (!form.ok) return fail(400, { id: 'list', values: form.values, errors: form.errors });
		return answered({ db, actor, id, locale }, 'list', await editing.orderItems(db, actor, id, form.data.ids, now, seen));
	},
	closeUp: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const form = parseForm(input.closeUp, sent);
		if (!form.ok) return fail(400, { id: 'closeUp', values: form.values, errors: form.errors });
		const done = await editing.closeUp(db, actor, id, form.data.startTime, now, seen);
		return answered({ db, actor, id, locale }, 'closeUp', done, form.data);
	},
	sinceLast: async (event) => {
		const { db, actor, id, now, seen, locale } = await asked(event);
		return answered({ db, actor, id, locale }, 'list', await editing.addSinceLast(db, actor, id, now, seen));
	},
	partner: async (event) => {
		const { db, actor, sent, id, now, seen, locale } = await asked(event);
		const place = `partner-${String(sent.get('itemId') ?? '')}`;
		const form = parseForm(input.partnerItem, sent);
		if (!form.ok) return fail(400, { id: place, values: form.values, errors: form.errors });
		const done = await editing.partnerItem(db, actor, id, form.data, now, seen);
		return answered({ db, actor, id, locale }, place, done, { ...form.data, minutes: String(form.data.minutes) });
	},
	speaker: async (event) => {
		const { db, actor, sent, id, now, settings } = await asked(event);
		const form = parseForm(input.speaker, sent);
		if (!form.ok) return fail(400, { id: 'speaker', values: form.values, errors: form.errors });
		const done = await askSpeaker(db, actor, id, form.data, settings, now);
		return done.ok ? { id: 'speaker' } : fail(409, { id: 'speaker', values: form.data, reason: done.reason });
	},
	chase: async (event) => {
		const { db, actor, id, now, settings } = await asked(event);
		const done = await chaseSpeakers(db, actor, id, settings, now);
		return done.ok ? { id: 'chase', count: done.count } : fail(409, { id: 'chase', reason: done.reason });
	},
	material: async (event) => {
		const { db, actor, sent, id, now } = await asked(event);
		const form = parseForm(input.material, sent);
		if (!form.ok) return fail(400, { id: 'material', values: form.values, errors: form.errors });
		const done = await addMaterial(db, actor, id, form.data, now);
		return done.ok ? { id: 'material' } : fail(409, { id: 'material', values: form.data, reason: done.reason });
	},
	removeMaterial: async (event) => {
		const { db, actor, sent, id } = await asked(event);
		const form = parseForm(input.oneMaterial, sent);
		if (!form.ok) error(404);
		const done = await removeMaterial(db, actor, id, form.data.materialId);
		return done.ok ? { id: 'list' } : fail(409, { id: 'list', reason: done.reason });
	},
	publish: async (event) => {
		const { db, actor, id, now } = await asked(event);
		const done = await publishProgramme(db, actor, id, now);
		return done.ok ? { id: 'published', version: done.version } : fail(409, { id: 'list', reason: done.reason });
	}
};

/** What was typed, as the form shows it again. */
function shown(item: editing.ItemFields) {
	return {
		...item,
		startTime: item.startTime ?? '',
		minutes: String(item.minutes),
		speakerUnitId: item.speakerUnitId ?? '',
		track: item.track ?? '',
		push: item.push ? '1' : ''
	};
}
