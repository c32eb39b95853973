import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { draftOf, type Configuration } from '#lib/cafe/setup/configuration.ts';
import { configureCafe, configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { newBoardDoc } from '#lib/cafe/board/document.ts';
import { cafeRow } from '#lib/cafe/queries.server.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Frozen } from '#lib/live/contract.ts';
import { now, type World } from './world.ts';

export type CafeWorld = {
	gatheringId: string;
	cafeId: string;
	/** Ids in the order of the tables' numbers. */
	tables: string[];
	boards: string[];
	/** Attendance ids of those checked in, in the order of their names (Deltakar 00, Deltakar 01 …). */
	present: string[];
};

/** A gathering of today with `people` checked in (units in turn) and a café of `tables` tables, three rounds, nobody seated. */
export async function aCafe(db: Kysely<Database>, world: World, size: { people?: number; tables?: number } = {}): Promise<CafeWorld> {
	const { people = 12, tables: count = 3 } = size;
	const gatheringId = newId();
	await db
		.insertInto('gathering')
		.values({
			id: gatheringId,
			municipalityId: world.municipalityId,
			seriesId: world.seriesId,
			recipe: 'talksCafe',
			theme: 'Ei felles forståing',
			state: 'open',
			date: '2018-01-15',
			month: '2018-01',
			year: 2018,
			startTime: '09:00',
			endTime: '15:00',
			room: 'Kulturhuset',
			organiserUnitId: world.units.bustadkontor,
			organiserRoleNn: null,
			organiserRoleNb: null,
			attendedCount: null,
			calendarSequence: 0,
			createdBy: world.leader.id,
			createdAt: now,
			openedAt: now,
			heldAt: null,
			cancelledAt: null
		})
		.execute();
	const units = [world.units.nav, world.units.heime, world.units.bustadkontor];
	const present: string[] = [];
	for (let at = 0; at < people; at++)
		present.push(await checkedIn(db, world, gatheringId, `Deltakar ${String(at).padStart(2, '0')}`, units[at % units.length]!));
	const questions = Array.from({ length: count }, (_, at) => ({ text: `Spørsmål ${at + 1}?`, findingId: null }));
	const laid = await createCafe(db, world.facilitator, gatheringId, { preset: 'udir', questions }, now);
	if (!laid.ok) throw new Error(laid.reason);
	const rows = await db.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', '=', laid.cafeId).orderBy('number').execute();
	return { gatheringId, cafeId: laid.cafeId, tables: rows.map(({ id }) => id), boards: rows.map(({ boardId }) => boardId), present };
}

/** Sets the café of a gathering up anew, changed from how it stands. */
export async function rearrange(
	db: Kysely<Database>,
	actor: Actor,
	gatheringId: string,
	change: (before: Configuration) => Partial<Configuration>
) {
	const cafe =
		(await cafeRow(db, actor.municipalityId, gatheringId)) ?? (await db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow());
	const before = await configurationOf(db, cafe);
	return configureCafe(db, actor, gatheringId, { wanted: { ...before, ...change(before) }, seen: draftOf(before) }, now);
}

/** One more who is checked in; gives the attendance's id. */
export async function checkedIn(
	db: Kysely<Database>,
	world: World,
	gatheringId: string,
	name: string,
	unitId: string | null,
	personId: string | null = null
): Promise<string> {
	const id = newId();
	await db
		.insertInto('attendance')
		.values({
			id,
			municipalityId: world.municipalityId,
			gatheringId,
			personId,
			name,
			unitId,
			levelId: null,
			checkedInAt: now,
			walkInAt: null
		})
		.execute();
	return id;
}

/** Boards in memory that can be frozen as the live server does it, and be made to fail at it. */
export function boardsInMemory() {
	const docs = new Map<string, Y.Doc>();
	const frozen = new Set<string>();
	const failing = new Set<string>();
	return {
		frozen,
		failing,
		doc(boardId: string): Y.Doc {
			if (!docs.has(boardId)) docs.set(boardId, newBoardDoc());
			return docs.get(boardId)!;
		},
		async freeze(boardId: string): Promise<Frozen | undefined> {
			if (failing.has(boardId)) throw new Error('the disk is full');
			frozen.add(boardId);
			return {
				doc: this.doc(boardId),
				owners: new Map(),
				unfreeze: () => void frozen.delete(boardId),
				keep: () => undefined,
				renewed: async () => undefined
			};
		},
		async write(boardId: string, change: (doc: Y.Doc) => void): Promise<boolean> {
			if (failing.has(boardId)) throw new Error('the disk is full');
			if (frozen.has(boardId)) return false;
			change(this.doc(boardId));
			return true;
		},
		async startNewEpoch(boardId: string): Promise<boolean> {
			docs.set(boardId, newBoardDoc());
			return true;
		}
	};
}

/** The café with everybody seated and its first round running; `hosts` makes the first ones present hosts of the tables in turn. */
export async function aRunningCafe(
	db: Kysely<Database>,
	world: World,
	size: { people?: number; tables?: number } = {},
	hosts = false
): Promise<CafeWorld> {
	const room = await aCafe(db, world, size);
	const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true });
	if (hosts)
		for (const [at, tableId] of room.tables.entries())
			await done(changeHost(db, world.facilitator, room.cafeId, tableId, room.present[at]!));
	await done(seatEveryone(db, world.facilitator, room.cafeId, now));
	await done(startRound(db, world.facilitator, room.cafeId, now));
	return room;
}
