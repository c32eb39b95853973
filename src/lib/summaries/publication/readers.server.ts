import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { contentFrom } from '../model.ts';
import { sealOfSummary } from './seal.server.ts';

/**
 * Who the summary may go to, each person once: those who were there (`attended`), those who were invited and were not (`invited`), and
 * those it was planned with who were neither (`informed`). Without an address: listed apart.
 */
export async function audience(db: Db, municipalityId: string, gatheringId: string) {
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
	const reachable = inNameOrder(people, ({ name }) => name).flatMap(({ email, ...person }) =>
		email === null ? [] : [{ ...person, email }]
	);
	return {
		attended: reachable.filter((person) => person.attendanceId !== null),
		invited: reachable.filter((person) => person.attendanceId === null && person.invitationId !== null),
		informed: reachable.filter((person) => person.attendanceId === null && person.invitationId === null),
		withoutAddress: people.filter((person) => person.email === null)
	};
}

/** How many mails of a published version lie in the outbox or have left it; not those that were stopped. */
export async function mailedTo(db: Db, municipalityId: string, summaryId: string): Promise<number> {
	const { cancelled: _, ...counts } = await countsOf(db, municipalityId, { kind: 'summary', id: summaryId });
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What a personal link opens: the version it was sent with, and whether a newer one has come since. Undefined for an unknown link. */
export async function byLink(db: Db, token: string) {
	const found = await db
		.selectFrom('summaryReader')
		.innerJoin('summary', 'summary.id', 'summaryReader.summaryId')
		.innerJoin('municipality', 'municipality.id', 'summary.municipalityId')
		.innerJoin('gathering', 'gathering.id', 'summary.gatheringId')
		.innerJoin('person', 'person.id', 'summaryReader.personId')
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
		.where('summaryReader.tokenHash', '=', hashOf(token))
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
