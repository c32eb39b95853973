import { error, redirect } from '@sveltejs/kit';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { heard, timesUp, untiedItems } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { mayReportHeadcount, type Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { leaderOf } from '#lib/people/units/positions.server.ts';
import { adviceOf, pooled } from '#lib/topics/memory.ts';
import { halfLifeOf, mayAnswer, mayMerge } from '#lib/topics/model.ts';
import { answersOn, inbox, topicById } from '#lib/topics/queries.server.ts';
import { similarTo } from '#lib/topics/similarity.ts';
import { cameOf } from './came.server.ts';

/** A topic with what each unit knows of it, when it was up and what came of that. 404 when there is none; a double leads to what it became. */
export async function topicPage(db: Db, actor: Actor, topicId: string, now: Instant) {
	const { municipalityId } = actor;
	const row = (await topicById(db, municipalityId, topicId)) ?? error(404);
	if (row.mergedIntoId) redirect(303, `/topics/${row.mergedIntoId}`);
	const today = civilDate(now);
	const all = await inbox(db, municipalityId, actor.id);
	const topic = all.find(({ id }) => id === row.id) ?? error(404);
	const byUnit = (await memories(db, municipalityId, [topic], today)).get(topic.id) ?? [];
	const mayTend = mayAnswer(actor);
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
		...(await timesOf(db, municipalityId, topic.id)),
		answers: await answersOn(db, municipalityId, topic.id),
		mayTend,
		mayMerge: mayTend && mayMerge(row),
		others: othersOf(topic, all),
		untied: mayTend ? await untiedItems(db, municipalityId, topic.seriesId) : [],
		sayUnitId: own && mayReportHeadcount(actor, leader?.personId) ? own.unit.id : null
	};
}

/** When a topic was up, with the units that were there and what was harvested, and what the plan made of that. */
async function timesOf(db: Db, municipalityId: string, topicId: string) {
	const times = await timesUp(db, municipalityId, topicId);
	const own = (await heard(db, municipalityId)).filter((one) => one.topicId === topicId);
	const there = Map.groupBy(own, ({ gatheringId }) => gatheringId);
	const unitOf = new Map((await units(db, municipalityId)).map((unit) => [unit.id, unit]));
	const { harvest, ...came } = await cameOf(db, municipalityId, [...new Set(times.map(({ gatheringId }) => gatheringId))]);
	return {
		times: times.map((time) => ({
			...time,
			units: (there.get(time.gatheringId) ?? []).flatMap(({ unitId }) => unitOf.get(unitId) ?? []),
			harvest: (harvest.get(time.gatheringId) ?? []).map(({ id, text }) => ({ id, text }))
		})),
		...came
	};
}

/** The other topics of the series, those that are like it first. */
function othersOf<T extends { id: string; title: string; seriesId: string }>(topic: T, all: readonly T[]) {
	const others = all.filter(({ id, seriesId }) => id !== topic.id && seriesId === topic.seriesId);
	const like = similarTo(topic.title, others);
	return [...like, ...others.filter((other) => !like.includes(other))].map(({ id, title }) => ({ id, title }));
}
