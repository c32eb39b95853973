import type { GatheringTables } from '#db/schema/gatherings.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { byId, languageOf } from '../queries.server.ts';
import { inNameOrder } from '#lib/text/names.ts';
import { reachablePersons } from '../checklist/queries.server.ts';
import { programme } from '../programme/queries.server.ts';

export type Request = GatheringTables['speakerRequest'];

/** Who has been asked to speak, by gathering: the newest of each part last. */
export async function speakerRequests(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('speakerRequest')
		.select([
			'id',
			'itemId',
			'name',
			'email',
			'answer',
			'note',
			'askedAt',
			'remindedAt',
			'reminders',
			'answeredAt',
			'answerBy',
			'lapsedAt',
			'offeredAt'
		])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('askedAt')
		.orderBy('id')
		.execute();
}

/** The gatherings, not over, that somebody (by their address) is asked to speak at and has not answered about. */
export async function requestsTo(db: Db, municipalityId: string, personId: string) {
	return db
		.selectFrom('speakerRequest')
		.innerJoin('gathering', 'gathering.id', 'speakerRequest.gatheringId')
		.innerJoin('person', (join) =>
			join.onRef('person.email', '=', 'speakerRequest.email').onRef('person.municipalityId', '=', 'speakerRequest.municipalityId')
		)
		.select(['speakerRequest.id', 'gathering.theme', 'speakerRequest.answerBy'])
		.where('speakerRequest.municipalityId', '=', municipalityId)
		.where('speakerRequest.lapsedAt', 'is', null)
		.where('person.id', '=', personId)
		.where('speakerRequest.answer', 'is', null)
		.where('gathering.state', 'not in', ['held', 'cancelled'])
		.orderBy('speakerRequest.askedAt')
		.execute();
}

/** Everybody who is or was asked to speak at a gathering. */
export async function requestsIn(db: Db, municipalityId: string, gatheringId: string): Promise<Request[]> {
	return db
		.selectFrom('speakerRequest')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('askedAt')
		.orderBy('id')
		.execute();
}

/** A request that has not been said no to, nor lapsed. */
export const stands = ({ answer, lapsedAt }: Pick<Request, 'answer' | 'lapsedAt'>) => answer !== 'no' && lapsedAt === null;

/** Somebody who can be asked, and since when they have offered themselves. */
export type Whom = { personId: string | null; name: string; email: string; locale: Locale; offeredAt: Instant | null };

/** Who has offered to give the talk of each part, the first first; without those who are asked for it already or can't be written to. */
export async function offersFor(db: Db, municipalityId: string, gatheringId: string): Promise<(Whom & { itemId: string })[]> {
	const topics = (await programme(db, municipalityId, gatheringId)).filter(({ topicId }) => topicId !== null);
	if (topics.length === 0) return [];
	const rows = await db
		.selectFrom('topicOffer')
		.innerJoin('person', 'person.id', 'topicOffer.personId')
		.select(['topicOffer.topicId', 'topicOffer.at', 'person.id', 'person.name', 'person.email', 'person.locale'])
		.where('topicOffer.municipalityId', '=', municipalityId)
		.where(
			'topicOffer.topicId',
			'in',
			topics.map(({ topicId }) => topicId!)
		)
		.where('person.disabledAt', 'is', null)
		.orderBy('topicOffer.at')
		.execute();
	const asked = await requestsIn(db, municipalityId, gatheringId);
	const fallback = await languageOf(db, municipalityId);
	return topics.flatMap((item) =>
		rows.flatMap(({ topicId, at, id, name, email, locale }) => {
			if (topicId !== item.topicId || email === null) return [];
			if (asked.some((one) => one.itemId === item.id && one.email === email)) return [];
			return [{ itemId: item.id, personId: id, name, email, locale: locale ?? fallback, offeredAt: at }];
		})
	);
}

/** The parts that nobody has, or is asked for, whose talk somebody has offered: whom one press asks. */
export async function offeredParts(db: Db, municipalityId: string, gatheringId: string) {
	const offers = await offersFor(db, municipalityId, gatheringId);
	if (offers.length === 0) return [];
	const asked = (await requestsIn(db, municipalityId, gatheringId)).filter(stands);
	const items = await programme(db, municipalityId, gatheringId);
	return items.flatMap((item) => {
		const first = offers.find(({ itemId }) => itemId === item.id);
		return first && item.speaker === '' && !asked.some(({ itemId }) => itemId === item.id) ? [{ item, who: first }] : [];
	});
}

/** Our own who can be asked by name: staff with an address, by name. */
export async function ownSpeakers(db: Db, municipalityId: string) {
	const people = (await reachablePersons(db, municipalityId)).map(({ person }) => ({ id: person.id, name: person.name }));
	return inNameOrder(people, ({ name }) => name);
}

/** What a speaker is asked, by the secret of their link; undefined when there is none, or the part is gone. Reading changes nothing. */
export async function speakerBy(db: Db, token: string) {
	const hash = hashOf(token);
	const request = await db
		.selectFrom('speakerRequest')
		.innerJoin('municipality', 'municipality.id', 'speakerRequest.municipalityId')
		.selectAll('speakerRequest')
		.select('municipality.name as municipality')
		.where((where) => where.or([where('speakerRequest.tokenHash', '=', hash), where('speakerRequest.reminderHash', '=', hash)]))
		.executeTakeFirst();
	if (!request) return undefined;
	const gathering = await byId(db, request.municipalityId, request.gatheringId);
	const item = (await programme(db, request.municipalityId, request.gatheringId)).find((one) => one.id === request.itemId);
	return gathering && item ? { request, gathering, item } : undefined;
}
