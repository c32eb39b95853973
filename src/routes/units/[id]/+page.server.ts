import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { headcounts, registeredByUnit, sayHeadcount } from '#lib/people/units/headcounts.server.ts';
import * as input from '#lib/people/input.ts';
import { isCurrent, isStaff, mayAdminister, maySayHeadcount } from '#lib/people/model.ts';
import { fillRole, positions } from '#lib/people/units/positions.server.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { db, locale, now } = locals;
	const actor = requireActor(locals, url, isStaff);
	const { municipalityId } = actor;
	const today = civilDate(now);
	const units = await unitsOf(db, municipalityId);
	const unit = units.find((one) => one.id === params.id) ?? error(404);
	const held = (await positions(db, municipalityId)).filter((one) => one.unitId === unit.id);
	const leader = held.find((one) => one.kind === 'leader' && isCurrent(one, today));
	const mayRead = mayAdminister(actor) || actor.unitId === unit.id || leader?.personId === actor.id;
	if (!mayRead) error(404);
	const named = (names: { nameNn: string; nameNb: string }) => inLanguage(locale, { nn: names.nameNn, nb: names.nameNb });
	const successor = units.find((one) => one.id === unit.successorId);
	return {
		unit: { ...unit, name: named(unit), current: isCurrent(unit, today), successor: successor ? named(successor) : null },
		predecessors: units.filter((one) => one.successorId === unit.id).map(named),
		today,
		leader: leader?.name ?? null,
		roles: held.toReversed().map(({ id, name, kind, roleNn, roleNb, validFrom, validTo }) => ({
			id,
			name,
			kind,
			role: inLanguage(locale, { nn: roleNn, nb: roleNb }),
			validFrom,
			validTo
		})),
		said: (await headcounts(db, municipalityId)).filter((one) => one.unitId === unit.id).toReversed(),
		registered: (await registeredByUnit(db, municipalityId)).get(unit.id) ?? 0,
		maySay: unit.kind === 'internal' && isCurrent(unit, today) && maySayHeadcount(actor, leader?.personId),
		people: mayAdminister(actor)
			? (await persons(db, municipalityId)).filter((one) => one.disabledAt === null).map(({ id, name }) => ({ id, name }))
			: []
	};
};

export const actions: Actions = {
	headcount: async ({ locals, url, params, request }) => {
		const actor = requireActor(locals, url, isStaff);
		const form = parseForm(input.headcount, await request.formData());
		if (!form.ok) return fail(400, { id: 'headcount', values: form.values, errors: form.errors });
		const said = await sayHeadcount(locals.db, actor, params.id, form.data.said, locals.now);
		if (said.ok) return { id: 'headcount', done: true as const };
		if (said.reason !== 'moreNewThanAll') error(404);
		return fail(409, { id: 'headcount', reason: said.reason as string, values: { said: form.data.typed } });
	},
	fill: async ({ locals, url, params, request }) => {
		const actor = requireActor(locals, url, mayAdminister);
		const form = parseForm(input.filledRole, await request.formData());
		if (!form.ok) return fail(400, { id: 'fill', values: form.values, errors: form.errors });
		const filled = await fillRole(locals.db, actor, { ...form.data, unitId: params.id }, locals.now);
		if (filled.ok) return { id: 'fill', done: true as const };
		if (filled.reason === 'notFound') error(404);
		return fail(409, { id: 'fill', reason: filled.reason as string, values: { ...form.data } });
	}
};
