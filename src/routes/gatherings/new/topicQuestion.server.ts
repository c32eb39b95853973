import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { candidates } from '#lib/topics/queries.server.ts';
import { adviceName } from '#lib/topics/text.ts';

/** The topics that a gathering of the series can take up, with what is advised about each. */
export async function topicQuestion(db: Db, actor: Actor, seriesId: string, today: CivilDate) {
	const open = await candidates(db, actor.municipalityId, seriesId, actor.id);
	const memory = await memories(db, actor.municipalityId, open, today);
	const topics = open.map((topic) => ({ ...topic, advice: adviceOf(memory.get(topic.id) ?? []) }));
	return {
		topics: topics.map((topic) => ({
			id: topic.id,
			title: topic.title,
			shortlisted: topic.state === 'shortlisted',
			speakers: topic.offers.map((offer) => offer.name),
			advice: adviceName(topic.advice)
		})),
		/** Shortlisted ones stand first, then those that most units stand behind; what most know by now rests. */
		pickedTopics: topics
			.filter((topic) => topic.state === 'shortlisted' || topic.advice.kind !== 'rest')
			.slice(0, 3)
			.map((topic) => topic.id)
	};
}
