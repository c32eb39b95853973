import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { closeBoard } from '#lib/live/storage/boards.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { draftOf, type Configuration, type ConfiguredTable, type Draft } from './configuration.ts';
import { merged, type Difference } from './merge.ts';
import { requireCafe, createCafe, addTable, type NotFoundOrForbidden } from './create.server.ts';
import { limits, mayConfigure, type Cafe } from '../model.ts';
import { cafeIdOf } from '../queries.server.ts';

type Trx = Transaction<Database>;

/** How a café is set up now. */
export async function configurationOf(db: Db, cafe: Cafe): Promise<Configuration> {
	const { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows } = cafe;
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'question', 'hostId', 'places'])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	return { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows, tables };
}

export type Arranged =
	| { ok: true; cafeId: string; isSeated: boolean }
	| NotFoundOrForbidden
	| { ok: false; reason: 'hasBegun' | 'noTables' | 'tooManyTables' | 'silentTooLong' | 'notOnTheList' | 'hostsElsewhere' }
	| { ok: false; reason: 'hasNotes'; table: number }
	/** `stored` is what stands there now; `draft` is the reader's with everything that others changed and they had not touched. */
	| { ok: false; reason: 'arrangedMeanwhile'; stored: Draft; draft: Draft; differences: Difference[] };

/**
 * Sets a gathering's café up in one go, or anew until the first round: what is there already keeps its board and its notes.
 * `seen` is what the actor began from (null: no café); where somebody else has changed it meanwhile nothing is stored, and
 * the answer is what the two come to together. A seating stays (`isSeated`) as long as it is for the same tables, hosts
 * and rounds. Refuses `hasBegun`, `noTables`, `tooManyTables`, `silentTooLong`, `notOnTheList` and `hostsElsewhere` (hosts),
 * `hasNotes` (a table to be taken away that somebody has written at) and `arrangedMeanwhile`.
 */
export async function configureCafe(
	db: Db,
	actor: Actor,
	gatheringId: string,
	{ wanted, seen }: { wanted: Configuration; seen: Draft | null },
	now: Instant
): Promise<Arranged> {
	const { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows } = wanted;
	const agreed = { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows };
	const tables = wanted.tables.map((table) => ({ ...table }));
	if (tables.length === 0) return { ok: false, reason: 'noTables' };
	if (tables.length > limits.tables) return { ok: false, reason: 'tooManyTables' };
	if (wanted.silentMinutes >= wanted.roundMinutes) return { ok: false, reason: 'silentTooLong' };
	const hosts = tables.flatMap(({ hostId }) => hostId ?? []);
	if (new Set(hosts).size < hosts.length) return { ok: false, reason: 'hostsElsewhere' };
	return inTransaction(db, async (trx) => {
		if (!(await areHere(trx, gatheringId, hosts))) return { ok: false, reason: 'notOnTheList' };
		let cafeId = await cafeIdOf(trx, actor.municipalityId, gatheringId);
		const isNew = cafeId === undefined;
		if (cafeId === undefined) {
			const questions = tables.map(({ question }) => ({ text: question, findingId: null }));
			const laid = await createCafe(trx, actor, gatheringId, { preset: wanted.preset, rhythm: wanted, questions }, now);
			// A gathering without a café has none that could be laid already.
			if (!laid.ok) return laid as Arranged;
			cafeId = laid.cafeId;
		}
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const stored = await configurationOf(trx, found.cafe);
		if (isNew) tables.forEach((table, at) => (table.id = stored.tables[at]!.id));
		else {
			const theirs = draftOf(stored);
			const both = merged(seen ?? { ...theirs, tables: [] }, draftOf(wanted), theirs);
			if (both.differences.length > 0) return { ok: false, reason: 'arrangedMeanwhile', stored: theirs, ...both };
			both.draft.tables.forEach(({ id }, at) => (tables[at]!.id = id || null));
		}
		const gone = stored.tables.filter(({ id }) => !tables.some((table) => table.id === id));
		for (const { id } of gone)
			if (await isWrittenOn(trx, id!))
				return { ok: false, reason: 'hasNotes', table: stored.tables.findIndex((table) => table.id === id) + 1 };
		const isSeated = found.cafe.phase === 'seated' && found.cafe.rounds === wanted.rounds && hasSamePlaces(stored.tables, tables);
		if (!isSeated) await liftSeats(trx, cafeId, now);
		for (const { id } of gone) await takeAway(trx, actor.municipalityId, id!, now);
		await putInOrder(trx, { municipalityId: actor.municipalityId, cafeId, tables }, now);
		await trx
			.updateTable('cafe')
			.set({ ...agreed, arrangedAt: now })
			.where('id', '=', cafeId)
			.execute();
		return { ok: true, cafeId, isSeated };
	});
}

async function areHere(trx: Trx, gatheringId: string, attendances: readonly string[]): Promise<boolean> {
	if (attendances.length === 0) return true;
	const here = await trx
		.selectFrom('attendance')
		.select('id')
		.where('gatheringId', '=', gatheringId)
		.where('id', 'in', attendances)
		.where('id', 'not in', trx.selectFrom('seatLeft').select('attendanceId'))
		.execute();
	return here.length === attendances.length;
}

async function isWrittenOn(trx: Trx, tableId: string): Promise<boolean> {
	const written = await trx
		.selectFrom('boardUpdate')
		.innerJoin('cafeTable', 'cafeTable.boardId', 'boardUpdate.boardId')
		.select('seq')
		.where('cafeTable.id', '=', tableId)
		.limit(1)
		.executeTakeFirst();
	return written !== undefined;
}

/** Whether a seating for `before` is one for `after`: the same tables with the same hosts and limits, in whatever order. */
function hasSamePlaces(before: readonly ConfiguredTable[], after: readonly ConfiguredTable[]): boolean {
	const told = (tables: readonly ConfiguredTable[]) => tables.map(({ id, hostId, places }) => [id, hostId, places].join()).sort();
	return told(before).join(';') === told(after).join(';');
}

/** A seating is for certain tables and rounds: when those change there is none until somebody seats anew. */
async function liftSeats(trx: Trx, cafeId: string, now: Instant): Promise<void> {
	await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
	await trx.updateTable('cafe').set({ phase: 'setUp', phaseAt: now }).where('id', '=', cafeId).where('phase', '=', 'seated').execute();
}

/** The board stays, closed: somebody may have it open, and an id is never given twice. */
async function takeAway(trx: Trx, municipalityId: string, tableId: string, now: Instant): Promise<void> {
	const { boardId } = await trx.selectFrom('cafeTable').select('boardId').where('id', '=', tableId).executeTakeFirstOrThrow();
	await trx.deleteFrom('cafeTable').where('id', '=', tableId).execute();
	await closeBoard(trx, municipalityId, boardId, now);
}

/** Numbers and hosts are unique while they change, too: tables first step aside (below nought, hostless), then take their places. */
async function putInOrder(
	trx: Trx,
	at: { municipalityId: string; cafeId: string; tables: readonly ConfiguredTable[] },
	now: Instant
): Promise<void> {
	const { municipalityId, cafeId, tables } = at;
	await trx
		.updateTable('cafeTable')
		.set((eb) => ({ number: eb('number', '*', -1), hostId: null }))
		.where('cafeId', '=', cafeId)
		.execute();
	for (const [index, { id, question, hostId, places }] of tables.entries()) {
		const number = index + 1;
		const tableId = id ?? (await addTable(trx, { municipalityId, cafeId, number, text: question, findingId: null }, now));
		await trx
			.updateTable('cafeTable')
			.set({ number, question, hostId, places })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.execute();
	}
}
