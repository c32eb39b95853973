import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { endUnit, mergeUnits } from '#lib/cycle/endUnit.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { addUnit } from '#lib/people/commands.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import * as input from '#lib/people/input.ts';
import { isCurrent, mayAdminister } from '#lib/people/model.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale, now } = locals;
	const { municipalityId } = requireActor(locals, url, mayAdminister);
	const rows = await unitsOf(db, municipalityId);
	const people = (await persons(db, municipalityId)).filter((person) => person.disabledAt === null);
	const counts = new Map(rows.map((unit) => [unit.id, people.filter((person) => person.unitId === unit.id).length]));
	const today = civilDate(now);
	const units = rows.map((unit) => ({
		...unit,
		name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }),
		people: counts.get(unit.id) ?? 0,
		current: isCurrent(unit, today)
	}));
	return { units, today, chosen: units.find((unit) => unit.id === url.searchParams.get('unit')) ?? null };
};

async function asked({ locals, url, request }: RequestEvent) {
	const actor = requireActor(locals, url, mayAdminister);
	return { db: locals.db, now: locals.now, actor, formData: await request.formData() };
}

export const actions: Actions = {
	add: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.unit, formData);
		if (!form.ok) return fail(400, { id: 'add', errors: form.errors, values: form.values });
		const added = await addUnit(db, actor, form.data, now);
		return added.ok
			? { id: 'add', done: true as const }
			: fail(409, { id: 'add', reason: added.reason as string, values: { ...form.data } });
	},
	end: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.unitEnd, formData);
		if (!form.ok) return fail(400, { id: 'end', errors: form.errors, values: form.values });
		const ended = await endUnit(db, actor, form.data, now);
		if (ended.ok) return { id: 'end', done: true as const };
		if (ended.reason === 'notFound') error(404);
		return fail(409, { id: 'end', reason: ended.reason as string, values: { ...form.data } });
	},
	merge: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.unitMerge, formData);
		if (!form.ok) return fail(400, { id: 'merge', errors: form.errors, values: form.values });
		const { unitIds, intoId, nameNn, nameNb, from } = form.data;
		const into = intoId ? { unitId: intoId } : { nameNn, nameNb: nameNb || nameNn };
		const merged = await mergeUnits(db, actor, { unitIds, into, from }, now);
		if (merged.ok) return { id: 'merge', done: true as const };
		if (merged.reason === 'notFound') error(404);
		return fail(409, { id: 'merge', reason: merged.reason as string, values: { ...form.data, intoId: intoId ?? '' } });
	}
};
