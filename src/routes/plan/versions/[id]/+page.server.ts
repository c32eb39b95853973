import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mailOutcomes, readersOf } from '#lib/plan/outcomes/outcomeMail.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { isListed } from '#lib/plan/inputs/model.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { packageMadeAt } from '#lib/plan/package/queries.server.ts';
import { versionInLog } from '#lib/merkle/log.server.ts';
import { planOf, whoEntered } from '#lib/plan/queries.server.ts';
import { isIntact } from '#lib/plan/document/adoption.server.ts';
import { outcomeMailText } from '#lib/plan/outcomes/text.ts';
import { action } from '../../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const actor = requireActor(locals, url, mayReadPlan);
	const [db, { municipalityId }] = [locals.db, actor];
	const found = await planOf(db, municipalityId);
	const version = found?.versions.find((candidate) => candidate.id === params.id && candidate.adoptedAt !== null);
	if (!found || !version) error(404);
	const before = found.versions[found.versions.indexOf(version) + 1];
	return {
		version,
		before: before ?? null,
		enteredByName: (await whoEntered(db, version)) ?? null,
		elements: await documentOf(db, municipalityId, version.id),
		inputs: (await inputsOf(db, municipalityId, version.id)).filter(
			(input) => input.outcome !== null || (input.withdrawnAt !== null && isListed(input))
		),
		head: (await versionInLog(db, municipalityId, version.id))?.head ?? null,
		isIntact: await isIntact(db, version),
		madeAt: (await packageMadeAt(db, municipalityId, version.id)) ?? null,
		readers: mayRevise(actor)
			? (await readersOf(db, municipalityId, version.id)).map(({ name, told }) => ({ name, count: told.length }))
			: [],
		justAdopted: url.searchParams.has('adopted'),
		justTold: Number(url.searchParams.get('told')) || 0
	};
};

export const actions = {
	tell: action({
		may: mayRevise,
		run: ({ actor, params, locals }) => mailOutcomes(locals.db, actor, params.id, locals.settings.origin, locals.now),
		text: outcomeMailText,
		done: ({ queued }) => ({ queued })
	})
};
