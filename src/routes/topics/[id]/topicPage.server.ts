import { error, redirect } from '@sveltejs/kit';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { untiedItems } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { isOver, isOverdue } from '#lib/gatherings/model.ts';
import { ofSeries } from '#lib/gatherings/queries.server.ts';
import { mayReportHeadcount, type Actor } from '#lib/people/model.ts';
import { leaderOf } from '#lib/people/units/positions.server.ts';
import { adviceOf, pooled } from '#lib/topics/memory.ts';
import { halfLifeOf, mayAnswer, mayBecome, mayMerge } from '#lib/topics/model.ts';
import { answersOn, inbox, topicById } from '#lib/topics/queries.server.ts';
import { similarTo } from '#lib/topics/similarity.ts';
import { timesOf } from './times.server.ts';

/**
 * A topic with what each unit knows of it, when it was up and what came of that. 404 when there is none; a double leads to what it
 * became.
 */
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
		forums: mayTend && mayBecome(row.state, 'planned') ? await forumsAhead(db, row, today) : [],
		untied: mayTend ? await untiedItems(db, municipalityId, topic.seriesId) : [],
		sayUnitId: own && mayReportHeadcount(actor, leader?.personId) ? own.unit.id : null
	};
}

/** The gatherings of its series that are not over: those that can take it up. */
async function forumsAhead(db: Db, { municipalityId, seriesId }: { municipalityId: string; seriesId: string }, today: CivilDate) {
	const all = await ofSeries(db, municipalityId, seriesId);
	return all
		.filter((one) => !isOver(one) && !isOverdue(one, today))
		.map(({ id, theme, date, month, year }) => ({ id, theme, date, month, year }));
}

/** The other topics of the series, those that are like it first. */
function othersOf<T extends { id: string; title: string; seriesId: string }>(topic: T, all: readonly T[]) {
	const others = all.filter(({ id, seriesId }) => id !== topic.id && seriesId === topic.seriesId);
	const like = similarTo(topic.title, others);
	return [...like, ...others.filter((other) => !like.includes(other))].map(({ id, title }) => ({ id, title }));
}
