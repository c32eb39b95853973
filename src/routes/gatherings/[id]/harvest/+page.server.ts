import { error, fail } from '@sveltejs/kit';
import { mayRun } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isCurrent, isStaff } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import * as input from '#lib/summaries/input.ts';
import { inReadingOrder, mayWorkOnPoints, summaryState } from '#lib/summaries/model.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import { draftWords, layNewPoints } from '#lib/summaries/draft/draft.server.ts';
import * as summaries from '#lib/summaries/queries.server.ts';
import { nearGroups } from '#lib/summaries/points/cluster.ts';
import { splitPoint, unitsBehind } from '#lib/summaries/points/split.server.ts';
import { civilDate } from '#lib/dates.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const gathering = await gatherings.byId(locals.db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const all = await summaries.versions(...scope);
	const state = summaryState(all);
	const draft = all.find((version) => version.publishedAt === null);
	const words = draft && (await draftWords(locals.live, draft));
	const today = civilDate(locals.now);
	const room = await cafeOf(locals.db, actor.municipalityId, params.id);
	// While a draft is open, the points read as they are worded there.
	const listed = inReadingOrder(await summaries.forumPoints(...scope)).map((point) => ({
		...point,
		text: words?.points.get(point.id)?.text || point.text
	}));
	const behind = await unitsBehind(...scope, listed);
	const unitsHere = await units(locals.db, actor.municipalityId);
	const nameOf = (id: string) => {
		const unit = unitsHere.find((one) => one.id === id);
		return unit ? inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) : '';
	};
	return {
		gathering,
		state,
		mayWork: mayWorkOnPoints(actor, state),
		mayType: mayRun(actor) && room !== undefined,
		drafting: draft?.boardId != null,
		/** Tables whose points nobody has brought yet. */
		late: (room?.tables ?? [])
			.filter((table) => table.frozenAt !== null && table.harvestedAt === null)
			.map(({ id, number, hostName, points }) => ({ id, number, hostName, points })),
		points: listed.map((point) => {
			const { unitIds, others } = behind.get(point.id)!;
			return { ...point, units: unitIds.map(nameOf), others };
		}),
		near: nearGroups(listed).map((group) => group.map(({ id, text, tables, votes }) => ({ id, text, tables, votes }))),
		waiting: (await summaries.ungathered(...scope)).length,
		units: unitsHere
			.filter((unit) => isCurrent(unit, today))
			.map((unit) => ({ value: unit.id, label: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

export const actions: Actions = {
	gather: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await points.gatherPoints(locals.db, actor, params.id, locals.now);
		if (!done.ok) return fail(409, { id: 'gather', reason: done.reason });
		await layNewPoints(locals.db, locals.live, actor.municipalityId, params.id);
	},
	merge: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.merge, await request.formData());
		if (!form.ok) return fail(400, { id: 'merge', values: form.values, errors: form.errors });
		const done = await points.mergePoints(locals.db, actor, params.id, form.data, locals.now);
		if (!done.ok) return fail(409, { id: 'merge', values: form.data, reason: done.reason });
		await layNewPoints(locals.db, locals.live, actor.municipalityId, params.id);
	},
	split: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.split, await request.formData());
		if (!form.ok) return fail(400, { id: `split-${String(form.values.pointId)}`, values: form.values, errors: form.errors });
		const { pointId, parts } = form.data;
		const done = await splitPoint(locals.db, actor, params.id, { pointId, texts: parts }, locals.now);
		if (!done.ok) return fail(409, { id: `split-${pointId}`, values: { pointId, parts: parts.join('\n') }, reason: done.reason });
		await layNewPoints(locals.db, locals.live, actor.municipalityId, params.id);
	},
	describe: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.point, await request.formData());
		if (!form.ok) return fail(400, { id: String(form.values.pointId), values: form.values, errors: form.errors });
		const done = await points.describePoint(locals.db, actor, params.id, form.data);
		if (!done.ok) return fail(409, { id: form.data.pointId, values: form.data, reason: done.reason });
	},
	first: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = await request.formData();
		const marked = { pointId: String(form.get('pointId') ?? ''), first: form.get('first') === 'yes' };
		const done = await points.markFirst(locals.db, actor, params.id, marked, locals.now);
		if (!done.ok) return fail(409, { id: marked.pointId, reason: done.reason });
	}
};
