import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { GatheringTables } from '#db/schema/gatherings.ts';
import { wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { isStaff, mayLead, type Actor } from '#lib/people/model.ts';
import { actorOf, units } from '#lib/people/queries.server.ts';
import { hashOf, newSecret } from '#lib/tokens.server.ts';
import { calendarId, feedFile, type FeedEvent } from './icalendar.ts';
import { titleOf } from '../text.ts';

export type FeedKind = GatheringTables['calendarFeed']['kind'];
export type FeedRow = { id: string; kind: FeedKind; subjectId: string; createdAt: Instant };

/** Who may subscribe to what: everybody to their own, staff to their unit's and the municipality's, leaders to any unit's. */
export function mayFollow(actor: Actor, kind: FeedKind, subjectId: string): boolean {
	if (kind === 'person') return subjectId === actor.id;
	if (!isStaff(actor)) return false;
	return kind === 'municipality' ? subjectId === actor.municipalityId : subjectId === actor.unitId || mayLead(actor);
}

/** The calendars somebody has a link to. */
export async function feedsOf(db: Db, actor: Actor): Promise<FeedRow[]> {
	return db
		.selectFrom('calendarFeed')
		.select(['id', 'kind', 'subjectId', 'createdAt'])
		.where('municipalityId', '=', actor.municipalityId)
		.where('ownerId', '=', actor.id)
		.where('revokedAt', 'is', null)
		.orderBy('createdAt')
		.execute();
}

/** Every calendar that somebody may subscribe to, and since when they have a link to it: first their unit's, then what is for all. */
export async function calendarsFor(db: Db, actor: Actor, locale: Locale) {
	const own = { kind: 'person' as const, id: actor.id, name: actor.name };
	const municipality = { kind: 'municipality' as const, id: actor.municipalityId, name: actor.municipalityName };
	const internal = (await units(db, actor.municipalityId))
		.filter(({ kind, validTo }) => kind === 'internal' && validTo === null)
		.map(({ id, nameNn, nameNb }) => ({ kind: 'unit' as const, id, name: inLanguage(locale, { nn: nameNn, nb: nameNb }) }));
	const feeds = await feedsOf(db, actor);
	return [own, municipality, ...internal]
		.filter(({ kind, id }) => mayFollow(actor, kind, id))
		.map((subject) => {
			const feed = feeds.find(({ kind, subjectId }) => kind === subject.kind && subjectId === subject.id);
			return { ...subject, feedId: feed?.id ?? null, since: feed?.createdAt ?? null, own: subject.id === actor.unitId };
		})
		.toSorted((a, b) => Number(b.own) - Number(a.own) || Number(a.kind === 'unit') - Number(b.kind === 'unit'));
}

/**
 * A new link to a calendar; an older one of the same stops working. The token is given here and never again.
 * Refuses `notFound` (no such subject, or not theirs to follow).
 */
export async function openFeed(db: Db, actor: Actor, wanted: { kind: FeedKind; subjectId: string }, now: Instant) {
	const { municipalityId } = actor;
	const { kind, subjectId } = wanted;
	if (!mayFollow(actor, kind, subjectId)) return refuse('notFound');
	return command(db, async (trx) => {
		if (kind === 'unit') {
			const unit = trx.selectFrom('unit').select('id').where('municipalityId', '=', municipalityId).where('id', '=', subjectId);
			if (!(await unit.executeTakeFirst())) return refuse('notFound');
		}
		await trx
			.updateTable('calendarFeed')
			.set({ revokedAt: now })
			.where('ownerId', '=', actor.id)
			.where('kind', '=', kind)
			.where('subjectId', '=', subjectId)
			.where('revokedAt', 'is', null)
			.execute();
		const { token, tokenHash } = newSecret();
		const id = newId();
		await trx
			.insertInto('calendarFeed')
			.values({ id, municipalityId, kind, subjectId, ownerId: actor.id, tokenHash, createdAt: now, revokedAt: null })
			.execute();
		await record(trx, actor, 'calendarFeed.open', { kind: 'calendarFeed', id, detail: wanted }, now);
		return { ok: true as const, token };
	});
}

/** Takes a link back: from now on it is unknown. Refuses `notFound` (not one's own, or taken back already). */
export async function revokeFeed(db: Db, actor: Actor, feedId: string, now: Instant) {
	return command(db, async (trx) => {
		const gone = await trx
			.updateTable('calendarFeed')
			.set({ revokedAt: now })
			.where('id', '=', feedId)
			.where('ownerId', '=', actor.id)
			.where('municipalityId', '=', actor.municipalityId)
			.where('revokedAt', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!gone) return refuse('notFound');
		await record(trx, actor, 'calendarFeed.revoke', { kind: 'calendarFeed', id: feedId }, now);
		return { ok: true as const };
	});
}

/**
 * The calendar behind a link, in its owner's language: last year, this and next. Undefined when there is no such link, it was
 * taken back, or its owner may not follow it any more.
 */
export async function feedOf(db: Db, token: string, origin: string, now: Instant): Promise<string | undefined> {
	const feed = await db
		.selectFrom('calendarFeed')
		.innerJoin('person', 'person.id', 'calendarFeed.ownerId')
		.innerJoin('municipality', 'municipality.id', 'calendarFeed.municipalityId')
		.leftJoin('unit', 'unit.id', 'calendarFeed.subjectId')
		.select((of) => [
			'calendarFeed.municipalityId',
			'calendarFeed.kind',
			'calendarFeed.subjectId',
			'calendarFeed.ownerId',
			'person.name as person',
			'municipality.name as municipality',
			'unit.nameNn',
			'unit.nameNb',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale')
		])
		.where('calendarFeed.tokenHash', '=', hashOf(token))
		.where('calendarFeed.revokedAt', 'is', null)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	// Roles and units change: who may not follow it any more does not go on doing so.
	const owner = feed && (await actorOf(db, feed.ownerId));
	if (!owner || !mayFollow(owner, feed.kind, feed.subjectId)) return undefined;
	const { municipalityId, kind, subjectId, locale } = feed;
	const thisYear = Number(civilDate(now).slice(0, 4));
	const years = [thisYear - 1, thisYear, thisYear + 1];
	const events = await gatheringEvents(db, feed, years, origin);
	if (kind !== 'person') {
		for (const year of years) {
			const { points } = await wheelOf(db, municipalityId, year);
			for (const point of points) {
				if (point.date === null || (kind === 'unit' && point.ownerUnitId !== subjectId)) continue;
				events.push({
					uid: `${point.id}@entry.samling`,
					sequence: 0,
					date: point.date,
					startTime: null,
					endTime: null,
					title: inLanguage(locale, { nn: point.titleNn, nb: point.titleNb }),
					description: '',
					place: '',
					link: `${origin}/cycle?year=${year}`,
					state: 'CONFIRMED'
				});
			}
		}
	}
	const about = {
		person: feed.person,
		municipality: feed.municipality,
		unit: inLanguage(locale, { nn: feed.nameNn ?? '', nb: feed.nameNb ?? '' })
	};
	return feedFile(`Samling: ${about[kind]}`, events, now);
}

async function gatheringEvents(
	db: Db,
	feed: { municipalityId: string; kind: FeedKind; subjectId: string; locale: Locale },
	years: readonly number[],
	origin: string
): Promise<FeedEvent[]> {
	let query = db
		.selectFrom('gathering')
		.innerJoin('series', 'series.id', 'gathering.seriesId')
		.selectAll('gathering')
		.select(['series.nameNn as seriesNn', 'series.nameNb as seriesNb'])
		.where('gathering.municipalityId', '=', feed.municipalityId)
		.where('gathering.year', 'in', [...years])
		.where('gathering.date', 'is not', null)
		.orderBy('gathering.date');
	if (feed.kind === 'unit') query = query.where('gathering.organiserUnitId', '=', feed.subjectId);
	if (feed.kind === 'person')
		query = query.where((where) =>
			where.exists(
				where
					.selectFrom('invitation')
					.select('invitation.id')
					.whereRef('invitation.gatheringId', '=', 'gathering.id')
					.where('invitation.personId', '=', feed.subjectId)
					.where((of) => of.or([of('invitation.answer', 'is', null), of('invitation.answer', '=', 'accepted')]))
			)
		);
	return (await query.execute()).map((gathering) => ({
		uid: calendarId(gathering.id),
		sequence: gathering.calendarSequence,
		date: gathering.date!,
		startTime: gathering.startTime,
		endTime: gathering.endTime,
		title: titleOf(gathering, feed.locale),
		description: '',
		place: gathering.room,
		link: `${origin}/gatherings/${gathering.id}`,
		state: gathering.state === 'cancelled' ? 'CANCELLED' : gathering.state === 'planned' ? 'TENTATIVE' : 'CONFIRMED'
	}));
}
