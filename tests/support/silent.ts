import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { defaultRoundOptions, type ShownAs, type RoundOptions } from '#lib/cafe/model.ts';
import { participantFor, type AtTable } from '#lib/cafe/participants/participants.server.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { aCafe, rearrange, type CafeWorld } from './cafe.ts';
import { aMunicipality, now, type World } from './world.ts';

export type Writer = {
	token: string;
	cookie: string;
	/** As boards know them. */
	principalId: string;
	tableId: string;
	boardId: string;
	/** Where they are, asked anew. */
	at(): Promise<AtTable>;
	/** The board of their sheet. */
	sheet(): Promise<string>;
};

export type SilentRoom = {
	world: World;
	room: CafeWorld;
	writers: Writer[];
	facilitated: readonly [Kysely<Database>, World['facilitator'], string];
};

/** A café in which everybody begins the first round on a sheet of their own. All have joined by phone; the first ones are hosts. */
export async function aSilentRoom(
	db: Kysely<Database>,
	{
		people = 6,
		tables = 2,
		shownAs = 'unit',
		chosen = {}
	}: { people?: number; tables?: number; shownAs?: ShownAs; chosen?: Partial<RoundOptions> } = {}
): Promise<SilentRoom> {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world, { people, tables });
	const facilitated = [db, world.facilitator, room.cafeId] as const;
	await rearrange(db, world.facilitator, room.gatheringId, () => ({ ...defaultRoundOptions, silentMinutes: 3, ...chosen }));
	for (const [at, tableId] of room.tables.entries()) await changeHost(...facilitated, tableId, room.present[at]!);
	await seatEveryone(...facilitated, now);
	const writers: Writer[] = [];
	for (const attendanceId of room.present) writers.push(await aWriter(db, room, attendanceId, shownAs));
	await startRound(...facilitated, now);
	return { world, room, writers, facilitated };
}

/** Somebody who joins with a phone. */
export async function aWriter(db: Kysely<Database>, room: CafeWorld, attendanceId: string | null, shownAs: ShownAs): Promise<Writer> {
	const { joinToken } = await db.selectFrom('cafe').select('joinToken').where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const cafe = (await joinableCafe(db, { token: joinToken }, now))!;
	const joined = await join(
		db,
		cafe,
		null,
		{ attendanceId, name: 'Innom', unitId: null, shownAs, proof: attendanceId === null ? null : 'personalCode' },
		now
	);
	if (!joined.ok) throw new Error(joined.reason);
	const { token } = joined;
	const somewhere = (await participantFor(db, { now, guestToken: token }, room.tables[0]!))!;
	const tableId = somewhere.goTo ?? room.tables[0]!;
	const principalId = pseudonym(token);
	const at = async () => (await participantFor(db, { now, guestToken: token }, tableId))!;
	return {
		token,
		cookie: `${guestCookie(false)}=${token}`,
		principalId,
		tableId,
		boardId: room.boards[room.tables.indexOf(tableId)]!,
		at,
		sheet: async () => (await privateBoardFor(db, await at(), principalId))!.boardId
	};
}
