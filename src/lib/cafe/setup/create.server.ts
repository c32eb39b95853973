import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { createBoard } from '#lib/live/storage/boards.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { newToken } from '#lib/tokens.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newJoinCode } from '#lib/joincode.ts';
import { limits, mayRun, presets, defaultRoundOptions, type Cafe, type Preset, type Rhythm } from '../model.ts';
import type { Question } from './questions.ts';

type Trx = Transaction<Database>;
export type NotFoundOrForbidden = { ok: false; reason: 'notAllowed' | 'notFound' };

/** The café's row when the actor may run it: the door of every command here. */
export async function requireCafe(trx: Db, actor: Actor, cafeId: string): Promise<{ ok: true; cafe: Cafe } | NotFoundOrForbidden> {
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
export async function createCafe(
	db: Db,
	actor: Actor,
	gatheringId: string,
	set: { preset: Preset; rhythm?: Rhythm; questions: readonly Question[] },
	now: Instant
): Promise<{ ok: true; cafeId: string } | NotFoundOrForbidden | { ok: false; reason: 'alreadyLaid' | 'noTables' | 'tooManyTables' }> {
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
				...defaultRoundOptions,
				createdAt: now,
				closedAt: null,
				closedFrom: null,
				arrangedAt: null
			})
			.execute();
		for (const [at, question] of set.questions.entries()) await addTable(trx, { municipalityId, cafeId, number: at + 1, ...question }, now);
		return { ok: true, cafeId };
	});
}

/** New join code and QR token; the old ones stop working, those who are in stay in. */
export async function rotateCode(db: Db, actor: Actor, cafeId: string, now: Instant): Promise<{ ok: true } | NotFoundOrForbidden> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx.updateTable('cafe').set({ joinCode: newJoinCode(), joinToken: newToken() }).where('id', '=', cafeId).execute();
		await record(trx, actor, 'cafe.rotateCode', { kind: 'cafe', id: cafeId }, now);
		return { ok: true };
	});
}

/** Nobody new comes in while it is locked; those who are in stay in. */
export async function lockJoining(
	db: Db,
	actor: Actor,
	cafeId: string,
	locked: boolean,
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
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

/** Lays a table with an empty board of its own; gives its id. */
export async function addTable(
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
