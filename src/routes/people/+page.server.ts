import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import * as people from '#lib/people/commands.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { onePerson, person, personRoles } from '#lib/people/input.ts';
import { mayErase } from '#lib/people/erasure.server.ts';
import { mayAdminister } from '#lib/people/model.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { levels, persons, units } from '#lib/people/queries.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale } = locals;
	const actor = requireActor(locals, url, mayAdminister);
	const named = ({ id, nameNn, nameNb }: { id: string; nameNn: string; nameNb: string }) => ({
		id,
		name: inLanguage(locale, { nn: nameNn, nb: nameNb })
	});
	const everybody = await persons(db, actor.municipalityId);
	const search = (url.searchParams.get('q') ?? '').trim().slice(0, 80);
	const chosen = everybody.find((one) => one.id === url.searchParams.get('person'));
	return {
		people: everybody.filter((one) => one.name.toLowerCase().includes(search.toLowerCase())),
		count: everybody.length,
		search,
		chosen: chosen ?? null,
		self: actor.id,
		mayErase: mayErase(actor),
		units: (await units(db, actor.municipalityId)).map((unit) => ({ ...named(unit), colour: unit.colour })),
		levels: (await levels(db, actor.municipalityId)).map(named)
	};
};

async function asked({ locals, url, request }: RequestEvent) {
	const actor = requireActor(locals, url, mayAdminister);
	return { db: locals.db, now: locals.now, actor, formData: await request.formData() };
}

/** What was taken from somebody is taken from the boards they have open as well. */
async function reaching<T extends { ok: boolean }>({ locals }: RequestEvent, change: Promise<T>): Promise<T> {
	const done = await change;
	if (done.ok) await locals.live.reauthorizeAll();
	return done;
}

/** Answers the form `id`: done, or refused with the reason and what was typed. */
function answered<R extends string>(id: string, result: { ok: true } | { ok: false; reason: R }, values: Record<string, unknown> = {}) {
	if (result.ok) return { id, done: true as const };
	if (result.reason === 'notFound') error(404);
	return fail(409, { id, reason: result.reason as string, values });
}

export const actions: Actions = {
	add: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(person, formData);
		if (!form.ok) return fail(400, { id: 'add', errors: form.errors, values: { ...form.values, password: '' } });
		return answered('add', await people.addPerson(db, actor, form.data, now), { ...form.data, password: '' });
	},
	roles: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(personRoles, formData);
		if (!form.ok) error(404);
		const { personId, roles } = form.data;
		return answered('roles', await reaching(event, people.changeRoles(db, actor, personId, roles, now)), { roles });
	},
	disable: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(onePerson, formData);
		if (!form.ok) error(404);
		return answered('disable', await reaching(event, people.disablePerson(db, actor, form.data.personId, now)));
	},
	forget: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(onePerson, formData);
		if (!form.ok) error(404);
		return answered('forget', await reaching(event, eraseAccount(db, actor, form.data.personId, now)));
	},
	enable: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(onePerson, formData);
		if (!form.ok) error(404);
		return answered('enable', await people.enablePerson(db, actor, form.data.personId, now));
	}
};
