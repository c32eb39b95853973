import { error, fail } from '@sveltejs/kit';
import { addEntry, cancelEntry } from '#lib/cycle/commands.server.ts';
import { changeEntry, entries } from '#lib/cycle/wheel/entries.server.ts';
import * as input from '#lib/cycle/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isCurrent, successorOn } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale, now } = locals;
	const { municipalityId } = requireActor(locals, url, mayPlanYear);
	const today = civilDate(now);
	const units = await unitsOf(db, municipalityId);
	const named = ({ nameNn, nameNb }: { nameNn: string; nameNb: string }) => inLanguage(locale, { nn: nameNn, nb: nameNb });
	const points = (await entries(db, municipalityId)).map((entry) => {
		const unit = entry.ownerUnitId === null ? undefined : successorOn(units, entry.ownerUnitId, today);
		return {
			...entry,
			ownerUnitId: unit?.id ?? entry.ownerUnitId,
			title: inLanguage(locale, { nn: entry.titleNn, nb: entry.titleNb }),
			owner: [
				unit && named(unit),
				entry.ownerRoleNn && inLanguage(locale, { nn: entry.ownerRoleNn, nb: entry.ownerRoleNb ?? entry.ownerRoleNn })
			]
				.filter(Boolean)
				.join(', ')
		};
	});
	return {
		points,
		chosen: points.find(({ id }) => id === url.searchParams.get('point')) ?? null,
		units: units.filter((unit) => isCurrent(unit, today)).map((unit) => ({ id: unit.id, name: named(unit), colour: unit.colour }))
	};
};

async function asked({ locals, url, request }: RequestEvent) {
	return { db: locals.db, now: locals.now, actor: requireActor(locals, url, mayPlanYear), formData: await request.formData() };
}

function answered<R extends string>(id: string, result: { ok: true } | { ok: false; reason: R }, formData: FormData) {
	if (result.ok) return { id, done: true as const };
	if (result.reason === 'unknownEntry') error(404);
	const values = Object.fromEntries([...formData].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
	return fail(409, { id, reason: result.reason as string, values });
}

export const actions: Actions = {
	add: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.entry, formData);
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		return answered('add', await addEntry(db, actor, form.data, now), formData);
	},
	change: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.entry, formData);
		if (!form.ok) return fail(400, { id: 'change', values: form.values, errors: form.errors });
		return answered('change', await changeEntry(db, actor, String(formData.get('entryId') ?? ''), form.data, now), formData);
	},
	cancel: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.oneEntry, formData);
		if (!form.ok) error(404);
		return answered('cancel', await cancelEntry(db, actor, form.data.entryId, now), formData);
	}
};
