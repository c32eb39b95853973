import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { adoption, earlierAdoption } from '#lib/plan/document/input.ts';
import { gapsIn } from '#lib/plan/document/model.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { changesBetween, comparedNames } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { adopt, registerAdopted } from '#lib/plan/document/adoption.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { adoptionText } from '#lib/plan/document/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const { db, locale, now } = locals;
	const found = await planOf(db, municipalityId);
	if (!found?.open) redirect(303, '/plan');
	const told = await changesBetween(db, municipalityId, found.inForce, found.open);
	const elements = await elementsOf(db, found.open.id);
	return {
		draft: found.open,
		isFirst: !found.inForce,
		differences: differences(told, locale, await comparedNames(db, municipalityId)),
		unfinished: elements.filter((element) => gapsIn(element).length > 0).length,
		today: civilDate(now)
	};
};

export const actions = {
	adopt: action({
		id: 'adopt',
		may: mayRevise,
		input: adoption,
		run: ({ actor, data, locals }) => adopt(locals.db, actor, data, locals.now),
		text: adoptionText,
		done: ({ versionId }) => redirect(303, `/plan/versions/${versionId}?adopted`)
	}),
	register: action({
		id: 'register',
		may: mayRevise,
		input: earlierAdoption,
		run: ({ actor, data, locals }) => registerAdopted(locals.db, actor, data, locals.now),
		text: adoptionText,
		done: ({ versionId }) => redirect(303, `/plan/versions/${versionId}?adopted`)
	})
};
