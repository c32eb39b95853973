import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { reach, type Reach } from '#lib/mail/unsubscribe.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { isHere } from '#lib/gatherings/attendance/commands.server.ts';
import { byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { contentFrom } from '../model.ts';
import { versions } from '../queries.server.ts';
import { sealOfSummary } from './seal.server.ts';

/** Somebody who would get no letter, and why: no address, letters to it come back, or they want no summaries. */
export type Unreached = { id: string; name: string; why: Exclude<Reach, 'yes'> };

/**
 * Who the summary may go to, each person once: those who were there (`attended`), those who were invited and were not (`invited`), and
 * those it was planned with who were neither (`informed`). Only those a letter reaches and who have not got the version `summaryId`; the
 * others stand apart (`unreached`, `already`).
 */
export async function audience(db: Db, municipalityId: string, gatheringId: string, summaryId?: string) {
	const people = await db
		.selectFrom('person')
		.leftJoin('attendance', (join) => join.onRef('attendance.personId', '=', 'person.id').on('attendance.gatheringId', '=', gatheringId))
		.leftJoin('invitation', (join) => join.onRef('invitation.personId', '=', 'person.id').on('invitation.gatheringId', '=', gatheringId))
		.leftJoin('gatheringPartner', (join) =>
			join.onRef('gatheringPartner.personId', '=', 'person.id').on('gatheringPartner.gatheringId', '=', gatheringId)
		)
		.select(['person.id', 'person.name', 'person.email', 'person.locale', 'attendance.id as attendanceId', 'invitation.id as invitationId'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.disabledAt', 'is', null)
		.where((where) =>
			where.or([
				where('attendance.id', 'is not', null),
				where('invitation.id', 'is not', null),
				where('gatheringPartner.personId', 'is not', null)
			])
		)
		.execute();
	const sorted = await sort(db, municipalityId, people, summaryId);
	return {
		attended: sorted.reached.filter((person) => person.attendanceId !== null),
		invited: sorted.reached.filter((person) => person.attendanceId === null && person.invitationId !== null),
		informed: sorted.reached.filter((person) => person.attendanceId === null && person.invitationId === null),
		unreached: sorted.unreached,
		already: sorted.already
	};
}

/** Everybody of the municipality whom the summary was not for anyway, with their unit: who can be informed by person and by unit. */
export async function others(db: Db, municipalityId: string, gatheringId: string, summaryId?: string) {
	const known = await audience(db, municipalityId, gatheringId, summaryId);
	const theirs = new Set(Object.values(known).flatMap((people) => people.map(({ id }) => id)));
	const people = await db
		.selectFrom('person')
		.select(['id', 'name', 'email', 'locale', 'unitId'])
		.where('municipalityId', '=', municipalityId)
		.where('disabledAt', 'is', null)
		.execute();
	const { reached } = await sort(
		db,
		municipalityId,
		people.filter(({ id }) => !theirs.has(id)),
		summaryId
	);
	return reached;
}

/** People by name, those that a letter reaches apart from the others and from those who have the summary already. */
async function sort<P extends { id: string; name: string; email: string | null }>(
	db: Db,
	municipalityId: string,
	people: readonly P[],
	summaryId: string | undefined
) {
	const named = inNameOrder([...people], ({ name }) => name);
	const whys = await reach(
		db,
		municipalityId,
		'summary',
		named.map(({ id, email }) => ({ personId: id, email }))
	);
	const have = await db
		.selectFrom('summaryReader')
		.select('personId')
		.where('summaryId', '=', summaryId ?? '')
		.execute();
	const already = new Set(have.map(({ personId }) => personId));
	return {
		reached: named.flatMap(({ email, ...person }, at) =>
			email === null || whys[at] !== 'yes' || already.has(person.id) ? [] : [{ ...person, email }]
		),
		unreached: named.flatMap(({ id, name }, at): Unreached[] => {
			const why = whys[at]!;
			return why === 'yes' || already.has(id) ? [] : [{ id, name, why }];
		}),
		already: named.filter(({ id }) => already.has(id)).map(({ id, name }) => ({ id, name }))
	};
}

/** How many mails of a published version lie in the outbox or have left it; not those that were stopped. */
export async function mailedTo(db: Db, municipalityId: string, summaryId: string): Promise<number> {
	const { cancelled: _, ...counts } = await countsOf(db, municipalityId, { kind: 'summary', id: summaryId });
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Which summary a personal link opens, and to whom: the one it was sent with; by their invitation, for who was there, the newest. */
async function linkedTo(db: Db, token: string): Promise<{ summaryId: string; personId: string } | undefined> {
	const sent = await db
		.selectFrom('summaryReader')
		.select(['summaryId', 'personId'])
		.where('tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	const invitation = sent ? undefined : await byToken(db, token);
	if (!invitation || invitation.gathering.state !== 'held') return sent;
	const { gatheringId, personId, municipalityId } = invitation;
	if (!(await isHere(db, gatheringId, personId))) return undefined;
	const newest = (await versions(db, municipalityId, gatheringId)).find(({ publishedAt }) => publishedAt !== null);
	return newest && { summaryId: newest.id, personId };
}

/**
 * What a personal link opens: the version it was sent with (the newest, when it is to their invitation), and whether a newer one has
 * come since. Undefined for an unknown link.
 */
export async function byLink(db: Db, token: string) {
	const linked = await linkedTo(db, token);
	if (!linked) return undefined;
	const found = await db
		.selectFrom('summary')
		.innerJoin('municipality', 'municipality.id', 'summary.municipalityId')
		.innerJoin('gathering', 'gathering.id', 'summary.gatheringId')
		.innerJoin('person', (join) => join.on('person.id', '=', linked.personId))
		.select([
			'summary.id',
			'summary.gatheringId',
			'summary.municipalityId',
			'summary.version',
			'summary.locale',
			'summary.content',
			'summary.contentHash',
			'summary.publishedAt',
			'municipality.name as municipalityName',
			'municipality.locale as municipalityLocale',
			'person.locale as personLocale',
			'gathering.date'
		])
		.where('summary.id', '=', linked.summaryId)
		.executeTakeFirst();
	if (!found?.content) return undefined;
	const newest = await db
		.selectFrom('summary')
		.select((select) => select.fn.max('version').as('version'))
		.where('gatheringId', '=', found.gatheringId)
		.where('publishedAt', 'is not', null)
		.executeTakeFirstOrThrow();
	const { content, personLocale, municipalityLocale, ...summary } = found;
	return {
		...summary,
		reader: personLocale ?? municipalityLocale,
		superseded: Number(newest.version) > found.version,
		content: contentFrom(content),
		seal: await sealOfSummary(db, found)
	};
}
