import { error, redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { changesBetween, comparedNames } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { metadataChanges } from '#lib/plan/document/text.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const { db, locale } = locals;
	const found = await planOf(db, municipalityId);
	if (!found) redirect(303, '/plan');
	const { versions } = found;
	const wanted = (name: string) => {
		const id = url.searchParams.get(name);
		return id === null ? undefined : (versions.find((version) => version.id === id) ?? error(404));
	};
	const later = wanted('to') ?? versions[0]!;
	const earlier = wanted('from') ?? versions[versions.indexOf(later) + 1] ?? later;
	// The newest stands first.
	const [from, to] = versions.indexOf(earlier) >= versions.indexOf(later) ? [earlier, later] : [later, earlier];
	const told = from.id === to.id ? [] : await changesBetween(db, municipalityId, from, to);
	const metadataDiff = from.id === to.id ? [] : metadataChanges(from, to, locale);
	return { versions, from, to, metadataDiff, differences: differences(told, locale, await comparedNames(db, municipalityId)) };
};
