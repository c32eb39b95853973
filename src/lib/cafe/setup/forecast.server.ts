import { civilDate, localTime, type Instant, type LocalTime } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';

/** What is known about the day before people are seated. */
export type Expected = {
	/** How many people to expect, and the source of that number; `nobody`: nobody has checked in or accepted. */
	people: number;
	from: 'checkedIn' | 'accepted' | 'nobody';
	/** When the café begins: as in the programme, or now if that has passed on the day itself. */
	startsAt: LocalTime | null;
	/** How many minutes the programme gives it. */
	minutes: number | null;
	/** The titles of the topics in the programme. */
	topics: string[];
};

/** Reads it for a gathering's café in two queries. `present`: how many are checked in and have not left. */
export async function expectedAt(
	db: Db,
	{ id, municipalityId, date, startTime }: { id: string; municipalityId: string; date: string | null; startTime: string | null },
	present: number,
	now: Instant
): Promise<Expected> {
	const { accepted } = await db
		.selectFrom('invitation')
		.select((eb) => eb.fn.countAll<number>().as('accepted'))
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', id)
		.where('answer', '=', 'accepted')
		.executeTakeFirstOrThrow();
	const items = await db
		.selectFrom('programmeItem')
		.leftJoin('topic', 'topic.id', 'programmeItem.topicId')
		.select(['programmeItem.kind', 'programmeItem.startTime', 'programmeItem.minutes', 'topic.title'])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('programmeItem.gatheringId', '=', id)
		.orderBy('programmeItem.position')
		.execute();
	const cafe = items.find(({ kind }) => kind === 'cafe') ?? items.find(({ kind }) => kind === 'workshop');
	const planned = cafe?.startTime ?? startTime;
	const clock = date === civilDate(now) ? localTime(now) : null;
	return {
		...(present >= 2
			? { people: present, from: 'checkedIn' as const }
			: { people: Number(accepted), from: Number(accepted) > 0 ? ('accepted' as const) : ('nobody' as const) }),
		startsAt: planned && clock && clock > planned ? clock : planned,
		minutes: cafe?.minutes ?? null,
		topics: [...new Set(items.flatMap(({ title }) => title ?? []))]
	};
}
