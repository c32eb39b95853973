import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { closeBoard, createBoard } from '#lib/live/boards.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { newToken } from '#lib/people/tokens.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newJoinCode } from '#lib/joincode.ts';
import { limits, mayArrange, mayRun, presets, ways, type Cafe, type Preset, type Rhythm, type Ways } from './model.ts';
import type { Question } from './questions.ts';

type Trx = Transaction<Database>;
export type NotHere = { ok: false; reason: 'notAllowed' | 'notFound' };

/** The café's row when the actor may run it: the door of every command here. */
export async function cafeFor(trx: Db, actor: Actor, cafeId: string): Promise<{ ok: true; cafe: Cafe } | NotHere> {
	if (!mayRun(actor)) return { ok: false, reason: 'notAllowed' };
	const cafe = await trx
		.selectFrom('cafe')
		.selectAll()
		.where('id', '=', cafeId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
	return cafe ? { ok: true, cafe } : { ok: false, reason: 'notFound' };
}

/** Lays the tables of a gathering's café, one a question, each with an empty board, a join code and a QR token. Refuses `alreadyLaid`, `noTables`, `tooManyTables`. */
export async function layCafe(
	db: Db,
	actor: Actor,
	gatheringId: string,
	set: { preset: Preset; rhythm?: Rhythm; questions: readonly Question[] },
	now: Instant
): Promise<{ ok: true; cafeId: string } | NotHere | { ok: false; reason: 'alreadyLaid' | 'noTables' | 'tooManyTables' }> {
	if (!mayRun(actor)) return { ok: false, reason: 'notAllowed' };
	if (set.questions.length === 0) return { ok: false, reason: 'noTables' };
	if (set.questions.length > limits.tables) return { ok: false, reason: 'tooManyTables' };
	return inTransaction(db, async (trx) => {
		const { municipalityId } = actor;
		const gathering = await trx
			.selectFrom('gathering')
			.select('id')
			.where('id', '=', gatheringId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!gathering) return { ok: false, reason: 'notFound' };
		const laid = await trx.selectFrom('cafe').select('id').where('gatheringId', '=', gatheringId).executeTakeFirst();
		if (laid) return { ok: false, reason: 'alreadyLaid' };
		const cafeId = newId();
		await trx
			.insertInto('cafe')
			.values({
				id: cafeId,
				municipalityId,
				gatheringId,
				preset: set.preset,
				...rhythmOf(set.preset, set.rhythm),
				phase: 'setUp',
				round: 0,
				endsAt: null,
				pausedAt: null,
				silentAt: null,
				revealingAt: null,
				phaseAt: now,
				message: null,
				messageAt: null,
				joinCode: newJoinCode(),
				joinToken: newToken(),
				joinLockedAt: null,
				...ways,
				createdAt: now,
				closedAt: null,
				closedFrom: null
			})
			.execute();
		for (const [at, question] of set.questions.entries()) await putTable(trx, { municipalityId, cafeId, number: at + 1, ...question }, now);
		return { ok: true, cafeId };
	});
}

/** One more table, last. Refuses `hasBegun`, `tooManyTables`. */
export async function addTable(
	db: Db,
	actor: Actor,
	cafeId: string,
	question: Question,
	now: Instant
): Promise<{ ok: true; tableId: string } | NotHere | { ok: false; reason: 'hasBegun' | 'tooManyTables' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const tables = await trx.selectFrom('cafeTable').select('number').where('cafeId', '=', cafeId).execute();
		if (tables.length >= limits.tables) return { ok: false, reason: 'tooManyTables' };
		const tableId = await putTable(
			trx,
			{ municipalityId: actor.municipalityId, cafeId, number: tables.length + 1, text: question.text, findingId: question.findingId },
			now
		);
		await liftSeats(trx, cafeId, now);
		return { ok: true, tableId };
	});
}

/** Takes a table away; those after it move up one number. Refuses `hasBegun`, `lastTable`, and `hasNotes` when somebody has written on its board. */
export async function removeTable(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	now: Instant
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'hasBegun' | 'lastTable' | 'hasNotes' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const tables = await trx
			.selectFrom('cafeTable')
			.select(['id', 'number', 'boardId'])
			.where('cafeId', '=', cafeId)
			.orderBy('number')
			.execute();
		const table = tables.find(({ id }) => id === tableId);
		if (!table) return { ok: false, reason: 'notFound' };
		if (tables.length === 1) return { ok: false, reason: 'lastTable' };
		const written = await trx.selectFrom('boardUpdate').select('seq').where('boardId', '=', table.boardId).limit(1).executeTakeFirst();
		if (written) return { ok: false, reason: 'hasNotes' };
		await liftSeats(trx, cafeId, now);
		await trx.deleteFrom('cafeTable').where('id', '=', tableId).execute();
		// The board stays, closed: somebody may have it open, and an id is never given twice.
		await closeBoard(trx, actor.municipalityId, table.boardId, now);
		for (const later of tables.filter(({ number }) => number > table.number)) {
			await trx
				.updateTable('cafeTable')
				.set({ number: later.number - 1 })
				.where('id', '=', later.id)
				.execute();
		}
		return { ok: true };
	});
}

/** Gives a table another question. Refuses `hasBegun`: what people answered must stay what they were asked. */
export async function changeQuestion(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	text: string
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'hasBegun' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const { numUpdatedRows } = await trx
			.updateTable('cafeTable')
			.set({ question: text })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true } : { ok: false, reason: 'notFound' };
	});
}

/** Sets the preset, or a rhythm of one's own (minutes). Another number of rounds lifts the seating. Refuses `hasBegun`. */
export async function choosePreset(
	db: Db,
	actor: Actor,
	cafeId: string,
	preset: Preset,
	rhythm: Rhythm | undefined,
	now: Instant
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'hasBegun' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const next = rhythmOf(preset, rhythm);
		await trx
			.updateTable('cafe')
			.set({ preset, ...next })
			.where('id', '=', cafeId)
			.execute();
		if (next.rounds !== found.cafe.rounds) await liftSeats(trx, cafeId, now);
		return { ok: true };
	});
}

/**
 * How rounds begin and the café ends: minutes of writing alone, dots each, and the most that notes tell of their writer.
 * Refuses `hasBegun`, and `silentTooLong` when a round would have no minute left to talk in.
 */
export async function chooseWays(
	db: Db,
	actor: Actor,
	cafeId: string,
	chosen: Ways
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'hasBegun' | 'silentTooLong' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		if (chosen.silentMinutes >= found.cafe.roundMinutes) return { ok: false, reason: 'silentTooLong' };
		await trx.updateTable('cafe').set(chosen).where('id', '=', cafeId).execute();
		return { ok: true };
	});
}

/** New join code and QR token; the old ones stop working, those who are in stay in. */
export async function rotateCode(db: Db, actor: Actor, cafeId: string, now: Instant): Promise<{ ok: true } | NotHere> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx.updateTable('cafe').set({ joinCode: newJoinCode(), joinToken: newToken() }).where('id', '=', cafeId).execute();
		await record(trx, actor, 'cafe.rotateCode', { kind: 'cafe', id: cafeId }, now);
		return { ok: true };
	});
}

/** Nobody new comes in while it is locked; those who are in stay in. */
export async function lockJoining(db: Db, actor: Actor, cafeId: string, locked: boolean, now: Instant): Promise<{ ok: true } | NotHere> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx
			.updateTable('cafe')
			.set({ joinLockedAt: locked ? now : null })
			.where('id', '=', cafeId)
			.execute();
		await record(trx, actor, locked ? 'cafe.lock' : 'cafe.unlock', { kind: 'cafe', id: cafeId }, now);
		return { ok: true };
	});
}

function rhythmOf(preset: Preset, own: Rhythm | undefined): Rhythm {
	const { rounds, roundMinutes, changeoverMinutes } = preset === 'own' ? (own ?? presets.udir) : presets[preset];
	return { rounds, roundMinutes, changeoverMinutes };
}

/** A seating is for certain tables and rounds: when those change there is none until somebody seats anew. */
async function liftSeats(trx: Trx, cafeId: string, now: Instant): Promise<void> {
	await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
	await trx.updateTable('cafe').set({ phase: 'setUp', phaseAt: now }).where('id', '=', cafeId).where('phase', '=', 'seated').execute();
}

async function putTable(
	trx: Trx,
	table: { municipalityId: string; cafeId: string; number: number; text: string; findingId: string | null },
	now: Instant
): Promise<string> {
	const { municipalityId, cafeId, number, text, findingId } = table;
	const boardId = await createBoard(trx, municipalityId, 'cafeTable', now);
	const id = newId();
	await trx
		.insertInto('cafeTable')
		.values({
			id,
			municipalityId,
			cafeId,
			number,
			question: text,
			findingId,
			boardId,
			hostId: null,
			frozenAt: null,
			frozenContent: null,
			frozenHash: null,
			harvestedAt: null,
			message: null,
			messageAt: null,
			handAt: null,
			readyAt: null,
			lockedAt: null,
			places: null
		})
		.execute();
	return id;
}
