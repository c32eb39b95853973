import { error, fail, redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { heard, timesUp, tieTopic, untiedItems } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayReportHeadcount } from '#lib/people/model.ts';
import { leaderOf } from '#lib/people/units/positions.server.ts';
import { units } from '#lib/people/queries.server.ts';
import * as input from '#lib/topics/input.ts';
import { adviceOf, pooled } from '#lib/topics/memory.ts';
import { mergeTopics, setHalfLife } from '#lib/topics/merge.server.ts';
import { halfLifeOf, mayAnswer, mayMerge, mayPropose } from '#lib/topics/model.ts';
import { answersOn, inbox, topicById } from '#lib/topics/queries.server.ts';
import { similarTo } from '#lib/topics/similarity.ts';
import { cameOf } from './came.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { db, now } = locals;
	const actor = requireActor(locals, url, mayPropose);
	const { municipalityId } = actor;
	const row = (await topicById(db, municipalityId, params.id)) ?? error(404);
	if (row.mergedIntoId) redirect(303, `/topics/${row.mergedIntoId}`);
	const today = civilDate(now);
	const all = await inbox(db, municipalityId, actor.id);
	const topic = all.find((one) => one.id === row.id) ?? error(404);
	const byUnit = (await memories(db, municipalityId, [topic], today)).get(topic.id) ?? [];
	const times = await timesUp(db, municipalityId, topic.id);
	const there = Map.groupBy(
		(await heard(db, municipalityId)).filter((one) => one.topicId === topic.id),
		(one) => one.gatheringId
	);
	const unitOf = new Map((await units(db, municipalityId)).map((unit) => [unit.id, unit]));
	const { harvest, ...came } = await cameOf(db, municipalityId, [...new Set(times.map((time) => time.gatheringId))]);
	const mayTend = mayAnswer(actor);
	const others = all.filter((other) => other.id !== topic.id && other.seriesId === topic.seriesId);
	const like = similarTo(topic.title, others);
	const own = byUnit.find(({ unit }) => unit.id === actor.unitId);
	const leader = own && (await leaderOf(db, municipalityId, own.unit.id, today));
	return {
		topic,
		halfLife: halfLifeOf(topic),
		advice: adviceOf(byUnit),
		rows: pooled(byUnit).map(({ units: of, memory, advice }) => ({
			memory,
			advice,
			units: of.map(({ unit: { id, nameNn, nameNb, colour } }) => ({ id, nameNn, nameNb, colour }))
		})),
		times: times.map((time) => ({
			...time,
			units: (there.get(time.gatheringId) ?? []).flatMap(({ unitId }) => unitOf.get(unitId) ?? []),
			harvest: (harvest.get(time.gatheringId) ?? []).map(({ id, text }) => ({ id, text }))
		})),
		...came,
		answers: await answersOn(db, municipalityId, topic.id),
		mayTend,
		mayMerge: mayTend && mayMerge(row),
		others: [...like, ...others.filter((other) => !like.includes(other))].map(({ id, title }) => ({ id, title })),
		untied: mayTend ? await untiedItems(db, municipalityId, topic.seriesId) : [],
		sayUnitId: own && mayReportHeadcount(actor, leader?.personId) ? own.unit.id : null
	};
};

async function asked({ locals, url, request }: RequestEvent) {
	const actor = requireActor(locals, url, mayAnswer);
	return { db: locals.db, now: locals.now, actor, formData: await request.formData() };
}

/** Answers the form `id`: done, or refused with the reason and what was typed. */
function answered(id: string, result: { ok: true } | { ok: false; reason: string }, values: Record<string, unknown>) {
	return result.ok ? { id, done: true as const } : fail(409, { id, reason: result.reason, values });
}

export const actions: Actions = {
	halfLife: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.halfLife, formData);
		if (!form.ok) return fail(400, { id: 'halfLife', values: form.values, errors: form.errors });
		return answered('halfLife', await setHalfLife(db, actor, event.params.id, form.data.years, now), form.data);
	},
	merge: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.merge, formData);
		if (!form.ok) return fail(400, { id: 'merge', values: form.values, errors: form.errors });
		const merged = await mergeTopics(db, actor, event.params.id, form.data.intoId, now);
		if (merged.ok) redirect(303, `/topics/${form.data.intoId}?merged`);
		return answered('merge', merged, form.data);
	},
	tie: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.tie, formData);
		if (!form.ok) return fail(400, { id: 'tie', values: form.values, errors: form.errors });
		const tied = await tieTopic(db, actor, { topicId: event.params.id, itemId: form.data.itemId }, now);
		return answered('tie', tied.ok || tied.reason !== 'notFound' ? tied : { ok: false, reason: 'gone' }, form.data);
	}
};
