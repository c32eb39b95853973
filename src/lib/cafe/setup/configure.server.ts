import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { closeBoard } from '#lib/live/storage/boards.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { limits, mayConfigure, type Cafe } from '../model.ts';
import { cafeIdOf } from '../queries.server.ts';
import { draftOf, questionsToKeep, settingsOf, type Configuration, type ConfiguredTable, type Draft } from './configuration.ts';
import { addTable, createCafe, requireCafe } from './create.server.ts';
import { merged } from './merge.ts';

type Trx = Transaction<Database>;
/** Seats hosts at their tables; `former` is who hosted each before. Seating knows how. */
type SeatHosts = (trx: Trx, cafe: Cafe, former: ReadonlyMap<string, string | null>) => Promise<void>;

/** How a café is configured now. */
export async function configurationOf(db: Db, cafe: Cafe): Promise<Configuration> {
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'question', 'hostId', 'places', 'location'])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	return { ...settingsOf(cafe), tables };
}

/**
 * Configures a gathering's café in one go: creates it, or changes it until the first round; existing tables keep their boards and notes.
 * `seen` is what the actor began from (null: no café). A seating stays (`isSeated`) while it is for the same tables and rounds;
 * `seatHosts` moves new hosts to their tables, without it other hosts are another seating. Refuses `notAllowed`, `notFound`, `empty` (no
 * table), `limitTables`, `tooLong` (writing alone takes the whole round), `duplicateHost`, `missingHost` (not checked in), `closed` (the
 * rounds have begun), `conflictNotes` (`table`, which was to be removed, has been written on) and `conflict`: somebody else has changed
 * the café since `seen`. The facts of that are `stored`, `draft` (the actor's draft with every change of the other that they had not
 * touched) and the `differences`.
 */
export async function configureCafe(
	db: Db,
	actor: Actor,
	gatheringId: string,
	{ wanted, seen }: { wanted: Configuration; seen: Draft | null },
	now: Instant,
	seatHosts: SeatHosts | null = null
) {
	const hosts = wanted.tables.flatMap(({ hostId }) => hostId ?? []);
	if (wanted.tables.length === 0) return refuse('empty');
	if (wanted.tables.length > limits.tables) return refuse('limitTables');
	if (wanted.silentMinutes >= wanted.roundMinutes) return refuse('tooLong');
	if (new Set(hosts).size < hosts.length) return refuse('duplicateHost');
	return command(db, async (trx) => {
		if (!(await areHere(trx, gatheringId, hosts))) return refuse('missingHost');
		const found = await cafeToConfigure(trx, actor, gatheringId, wanted, now);
		if (!found.ok) return found;
		const { cafe, isNew } = found;
		if (!mayConfigure(cafe)) return refuse('closed');
		const stored = await configurationOf(trx, cafe);
		const matched = isNew ? withIdsOf(wanted, stored) : matchTables(wanted, seen, stored);
		if (!matched.ok) return matched;
		const { tables } = matched;
		const removed = stored.tables.filter(({ id }) => !tables.some((table) => table.id === id));
		for (const table of removed)
			if (await isWrittenOn(trx, table.id!)) return refuse('conflictNotes', { table: stored.tables.indexOf(table) + 1 });
		const isSame = hasSamePlaces(stored.tables, tables, seatHosts === null);
		const isSeated = cafe.phase === 'seated' && cafe.rounds === wanted.rounds && isSame;
		if (!isSeated) await removeSeats(trx, cafe.id, now);
		for (const { id } of removed) await removeTable(trx, actor.municipalityId, id!, now);
		await putInOrder(trx, { municipalityId: actor.municipalityId, cafeId: cafe.id, tables }, now);
		await trx
			.updateTable('cafe')
			.set({ ...settingsOf(wanted), questions: questionsToKeep(cafe.questions, stored.tables, tables), arrangedAt: now })
			.where('id', '=', cafe.id)
			.execute();
		if (isSeated) await seatHosts?.(trx, { ...cafe, ...settingsOf(wanted) }, new Map(stored.tables.map(({ id, hostId }) => [id!, hostId])));
		return { ok: true as const, cafeId: cafe.id, isSeated };
	});
}

/** The gathering's café, created when it has none (`isNew`). Refuses as `createCafe` and `requireCafe` do. */
async function cafeToConfigure(trx: Trx, actor: Actor, gatheringId: string, wanted: Configuration, now: Instant) {
	const existing = await cafeIdOf(trx, actor.municipalityId, gatheringId);
	let cafeId = existing;
	if (cafeId === undefined) {
		const questions = wanted.tables.map(({ question }) => ({ text: question, findingId: null }));
		const created = await createCafe(trx, actor, gatheringId, { preset: wanted.preset, rhythm: wanted, questions }, now);
		if (!created.ok) return created;
		cafeId = created.cafeId;
	}
	const found = await requireCafe(trx, actor, cafeId);
	return found.ok ? { ...found, isNew: existing === undefined } : found;
}

/** The wanted tables of a café that was created for them. */
function withIdsOf({ tables }: Configuration, stored: Configuration) {
	return { ok: true as const, tables: tables.map((table, at): ConfiguredTable => ({ ...table, id: stored.tables[at]!.id })) };
}

/** The wanted tables with the ids of those that exist. Refuses `conflict`. */
function matchTables(wanted: Configuration, seen: Draft | null, stored: Configuration) {
	const theirs = draftOf(stored);
	const { draft, differences } = merged(seen ?? { ...theirs, tables: [] }, draftOf(wanted), theirs);
	if (differences.length > 0) return refuse('conflict', { stored: theirs, draft, differences });
	return { ok: true as const, tables: wanted.tables.map((table, at): ConfiguredTable => ({ ...table, id: draft.tables[at]!.id || null })) };
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

/** Whether a seating for `before` is one for `after`: the same tables with the same limits (and hosts), in whatever order. */
function hasSamePlaces(before: readonly ConfiguredTable[], after: readonly ConfiguredTable[], withHosts: boolean): boolean {
	const placesOf = (tables: readonly ConfiguredTable[]) =>
		tables.map(({ id, hostId, places }) => [id, withHosts ? hostId : '', places].join()).sort();
	return placesOf(before).join(';') === placesOf(after).join(';');
}

/** A seating is for certain tables and rounds: when those change, it is removed until somebody seats everyone again. */
async function removeSeats(trx: Trx, cafeId: string, now: Instant): Promise<void> {
	await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
	await trx.updateTable('cafe').set({ phase: 'setUp', phaseAt: now }).where('id', '=', cafeId).where('phase', '=', 'seated').execute();
}

/** The board is kept, closed: somebody may have it open, and an id is never used twice. */
async function removeTable(trx: Trx, municipalityId: string, tableId: string, now: Instant): Promise<void> {
	const { boardId } = await trx.selectFrom('cafeTable').select('boardId').where('id', '=', tableId).executeTakeFirstOrThrow();
	await trx.deleteFrom('cafeTable').where('id', '=', tableId).execute();
	await closeBoard(trx, municipalityId, boardId, now);
}

/** Stores the tables in their order. Numbers and hosts are unique in the database, so they are first moved aside (negative, no host). */
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
	for (const [index, { id, question, hostId, places, location }] of tables.entries()) {
		const number = index + 1;
		const tableId = id ?? (await addTable(trx, { municipalityId, cafeId, number, text: question, findingId: null }, now));
		await trx
			.updateTable('cafeTable')
			.set({ number, question, hostId, places, location })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.execute();
	}
}
