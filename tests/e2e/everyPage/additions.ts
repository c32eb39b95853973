import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addCluster, addNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { seedBoard } from '#lib/live/storage/boards.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { startDraft } from '#lib/summaries/publication/commands.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { knownToken } from '../../support/access.ts';
import { laidTables, type Tables } from '../../support/tables.ts';

/** The code at the door of the running café's gathering. */
export const doorCode = 'BCDFGHJK';

/** Lets the known token open one personal link of each kind that the demo has sent, and of those that it has not. */
export async function openLinks(db: Kysely<Database>): Promise<void> {
	const tokenHash = hashOf(knownToken);
	for (const table of ['datePollLink', 'followUpLink', 'hearingLink', 'remarkLink', 'speakerRequest'] as const) {
		const link = await db.selectFrom(table).select('tokenHash').orderBy('tokenHash').limit(1).executeTakeFirstOrThrow();
		await db.updateTable(table).set({ tokenHash }).where('tokenHash', '=', link.tokenHash).execute();
	}
	const { id: personId, municipalityId } = await db
		.selectFrom('person')
		.select(['id', 'municipalityId'])
		.where('email', '=', 'tilsett@stord.example')
		.executeTakeFirstOrThrow();
	const { gatheringId } = await db.selectFrom('cafe').select('gatheringId').executeTakeFirstOrThrow();
	const { id: summaryId } = await db
		.selectFrom('summary')
		.select('id')
		.where('publishedAt', 'is not', null)
		.where('gatheringId', '=', gatheringId)
		.limit(1)
		.executeTakeFirstOrThrow();
	const createdAt = '2018-01-15T08:00:00.000Z';
	const expiresAt = '2099-01-01T00:00:00.000Z';
	await db
		.insertInto('passwordLink')
		.values({ tokenHash, municipalityId, personId, kind: 'invitation', byOperator: 0, createdAt, expiresAt })
		.execute();
	await db.insertInto('evaluationTicket').values({ tokenHash, municipalityId, gatheringId }).execute();
	await db.insertInto('mailStopLink').values({ tokenHash, municipalityId, personId, kind: 'summary', createdAt }).execute();
	await db
		.insertInto('summaryReader')
		.values({ summaryId, personId, municipalityId, audience: 'attended', tokenHash, createdAt })
		.execute();
}

/** Begins a correction of the summary of 2016, to have one that is being written. */
export async function beginSummary(db: Kysely<Database>, leaderId: string): Promise<void> {
	const { gatheringId } = await db.selectFrom('summary').select('gatheringId').limit(1).executeTakeFirstOrThrow();
	const begun = await startDraft(db, (await actorOf(db, leaderId))!, gatheringId, '2018-01-15T08:00:00.000Z');
	if (!begun.ok) throw new Error(begun.reason);
}

/** A café that runs beside the demo, in its own municipality: three tables in their first round, notes on the first, the doors open. */
export async function runningCafe(db: Kysely<Database>, now: Instant): Promise<Tables> {
	const people = Array.from({ length: 12 }, (_, at) => ({
		name: `Deltakar Dal ${at + 1}`,
		shownAs: at % 3 ? ('unit' as const) : ('name' as const)
	}));
	const room = await laidTables(db, { tables: 3, people }, now);
	const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', room.tables[0]!).executeTakeFirstOrThrow();
	const doc = newBoardDoc();
	const clusterId = newId();
	addCluster(doc, { id: clusterId, title: 'Kven ringjer eg når nokon står utan bustad' });
	const notes = [
		'Éin telefon',
		'Ei vaktliste som alle einingar har, også i helgane og når kontoret er stengt',
		'Bustadkontoret svarar',
		'Ring Nav'
	];
	for (const [at, text] of notes.entries())
		addNote(doc, { id: newId(), text, round: 1, by: at === 0 ? '' : 'Nav Stord', clusterId: at < 2 ? clusterId : null });
	await seedBoard(db, boardId, doc);
	const terms = { gatheringId: room.gatheringId, municipalityId: room.world.municipalityId, answerBy: null, capacity: null, doorCode };
	await db.insertInto('gatheringTerms').values(terms).execute();
	return room;
}
