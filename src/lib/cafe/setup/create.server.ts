import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { newJoinCode } from '#lib/joincode.ts';
import { createBoard } from '#lib/live/storage/boards.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { newToken } from '#lib/tokens.server.ts';
import { defaultRoundOptions, limits, mayRun, presets, type Preset, type Rhythm } from '../model.ts';
import { noPending } from '../pending.ts';
import type { Question } from './questions.ts';

/** Loads the café if the actor may run it; every command of those who run a café starts here. Refuses `notAllowed` and `notFound`. */
export async function requireCafe(trx: Db, actor: Actor, cafeId: string) {
	if (!mayRun(actor)) return refuse('notAllowed');
	const cafe = await trx
		.selectFrom('cafe')
		.selectAll()
		.where('id', '=', cafeId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
	return cafe ? { ok: true as const, cafe } : refuse('notFound');
}

/**
 * Creates a gathering's café with a table for each question, an empty board each, a join code and a QR token. `more` questions are kept
 * for when it gets more tables.
 * Refuses `notAllowed`, `notFound`, `duplicate` (the gathering has one), `empty` (no table) and `limitTables`.
 */
export async function createCafe(
	db: Db,
	actor: Actor,
	gatheringId: string,
	options: { preset: Preset; rhythm?: Rhythm; questions: readonly Question[]; more?: readonly Question[] },
	now: Instant
) {
	if (!mayRun(actor)) return refuse('notAllowed');
	if (options.questions.length === 0) return refuse('empty');
	if (options.questions.length > limits.tables) return refuse('limitTables');
	return command(db, async (trx) => {
		const { municipalityId } = actor;
		const gathering = await trx
			.selectFrom('gathering')
			.select('id')
			.where('id', '=', gatheringId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!gathering) return refuse('notFound');
		const existing = await trx.selectFrom('cafe').select('id').where('gatheringId', '=', gatheringId).executeTakeFirst();
		if (existing) return refuse('duplicate');
		const cafeId = newId();
		const { preset, rhythm, more = [] } = options;
		const questions = [...new Set([...options.questions, ...more].map(({ text }) => text))].join('\n');
		await trx
			.insertInto('cafe')
			.values({ ...newCafe(now), ...rhythmOf(preset, rhythm), id: cafeId, municipalityId, gatheringId, preset, questions })
			.execute();
		for (const [at, question] of options.questions.entries())
			await addTable(trx, { municipalityId, cafeId, number: at + 1, ...question }, now);
		return { ok: true as const, cafeId };
	});
}

/** The columns of a café before anything has happened. */
function newCafe(now: Instant) {
	return {
		...defaultRoundOptions,
		phase: 'setUp' as const,
		round: 0,
		phaseAt: now,
		endsAt: null,
		pausedAt: null,
		silentAt: null,
		revealingAt: null,
		message: null,
		messageAt: null,
		joinCode: newJoinCode(),
		joinToken: newToken(),
		joinLockedAt: null,
		createdAt: now,
		closedAt: null,
		closedFrom: null,
		arrangedAt: null,
		...noPending
	};
}

/** Replaces the join code and the QR token; who has joined stays. Refuses `notAllowed` and `notFound`. */
export async function rotateCode(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx.updateTable('cafe').set({ joinCode: newJoinCode(), joinToken: newToken() }).where('id', '=', cafeId).execute();
		await record(trx, actor, 'cafe.rotateCode', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
}

/** Lets nobody new join while `locked`; who has joined stays. Refuses `notAllowed` and `notFound`. */
export async function lockJoining(db: Db, actor: Actor, cafeId: string, locked: boolean, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx
			.updateTable('cafe')
			.set({ joinLockedAt: locked ? now : null })
			.where('id', '=', cafeId)
			.execute();
		await record(trx, actor, locked ? 'cafe.lock' : 'cafe.unlock', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
}

/**
 * The cards of the tables are being printed: who names another host later is told that they say something else. Refuses `notAllowed` and
 * `notFound`.
 */
export async function printCards(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx.updateTable('cafe').set({ cardsAt: now }).where('id', '=', cafeId).execute();
		return { ok: true as const };
	});
}

function rhythmOf(preset: Preset, own: Rhythm | undefined): Rhythm {
	const { rounds, roundMinutes, changeoverMinutes } = preset === 'own' ? (own ?? presets.udir) : presets[preset];
	return { rounds, roundMinutes, changeoverMinutes };
}

/** Inserts a table with an empty board of its own; returns its id. */
export async function addTable(
	trx: Transaction<Database>,
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
			damage: null,
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
