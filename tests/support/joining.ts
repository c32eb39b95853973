import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { join, joinedAs, type JoinRequest } from '#lib/cafe/joining/join.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { joinWithCode } from '#lib/cafe/joining/joinWithCode.server.ts';
import type { Keeper } from '#lib/cafe/joining/keeper.server.ts';
import { waitingAt } from '#lib/cafe/joining/letIn.server.ts';
import { personalCodeOf, showPersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aCafe } from './cafe.ts';
import { aMunicipality, now } from './world.ts';

export const nobody: JoinRequest = { attendanceId: null, name: '', unitId: null, shownAs: 'none', proof: null };

/** Twelve people at three tables, seated; the first hosts table 1. `come` joins, `at` is where a phone's cookie leads. */
export async function aJoinableHall(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aCafe(db, world);
	const [host, guest] = room.present as [string, string];
	await changeHost(db, world.facilitator, room.cafeId, room.tables[0]!, host);
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	const cafe = () => db.selectFrom('cafe').selectAll().where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const joinable = (await joinableCafe(db, { cafeId: room.cafeId }, now))!;
	const come = async (who: Partial<JoinRequest>, actor = null as typeof world.staff | null) => {
		const answer = await join(db, joinable, actor, { ...nobody, ...who }, now);
		if (!answer.ok) throw new Error(answer.reason);
		return answer;
	};
	const keeper: Keeper = { cafeId: room.cafeId, tableId: null, as: world.facilitator, detail: undefined };
	const waiting = async () => waitingAt(db, await cafe());
	const isIn = async (token: string, when = now) => (await joinedAs(db, { now: when, guestToken: token }, joinable)) !== undefined;
	const audit = async () =>
		(await db.selectFrom('audit').select('verb').where('verb', 'like', 'participant.%').execute()).map(({ verb }) => verb);
	const admit = createAuthorizer(db, createSessions(db, false), () => now);
	/** What the socket of a phone is answered at a board. */
	const socket = (token: string, boardId = room.boards[0]!) =>
		admit({ boardId, cookie: `${guestCookie(false)}=${token}`, address: '', searchParams: new URLSearchParams() });
	/** The code on somebody's name tag. */
	const tag = async (attendanceId: string) => {
		const shown = await showPersonalCode(db, world.facilitator, room.cafeId, attendanceId, now);
		if (!shown.ok) throw new Error(shown.reason);
		return shown.code;
	};
	const scan = async (code: string, phone: Partial<{ guestToken: string; actor: typeof world.staff }> = {}, when = now) => {
		const found = await personalCodeOf(db, code, when);
		return found && joinWithCode(db, found, phone.actor ?? null, { shownAs: 'name', guestToken: phone.guestToken }, when);
	};
	return { world, room, host, guest, joinable, come, keeper, waiting, isIn, audit, socket, tag, scan };
}
