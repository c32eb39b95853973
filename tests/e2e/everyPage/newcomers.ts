import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { Tables } from '../../support/tables.ts';

/** Opens the invitation of somebody who stands at the door. */
export const doorToken = 'a-token-at-the-doors.';

/** Phones that wait to be let in: some of nobody on the list, some that want the name of somebody at the first table. */
export async function phonesThatWait(db: Kysely<Database>, { world, cafeId, tables }: Tables, now: Instant): Promise<void> {
	const { municipalityId } = world;
	const sitting = await db
		.selectFrom('seat')
		.innerJoin('attendance', 'attendance.id', 'seat.attendanceId')
		.select(['attendance.id as attendanceId', 'attendance.name'])
		.where('seat.cafeTableId', '=', tables[0]!)
		.where('seat.round', '=', 1)
		.orderBy('attendance.name', 'desc')
		.executeTakeFirstOrThrow();
	const newcomers = ['Nils Dal', 'Kari Vik', 'Liv Li', 'Jon Moe', 'Ola Ås', 'Eva Nes'].map((name) => ({ attendanceId: null, name }));
	const all = [...newcomers, ...Array.from({ length: 6 }, () => sitting)];
	for (const { attendanceId, name } of all) {
		const id = newId();
		const phone = { personId: null, attendanceId, name, unitId: null, joinedBy: 'tableCode', askedAt: now } as const;
		await db
			.insertInto('waitingPhone')
			.values({ id, municipalityId, cafeId, tokenHash: hashOf(id), ...phone })
			.execute();
	}
}

/** Some have come after the seating: who joins with a phone is given a seat at once, and some are left. */
export async function latecomers(db: Kysely<Database>, { world, gatheringId }: Tables, now: Instant): Promise<void> {
	const { municipalityId, units } = world;
	for (const name of ['Sein Dal', 'Sein Vik', 'Sein Li', 'Sein Moe', 'Sein Nes', 'Sein Ås']) {
		const late = { id: newId(), municipalityId, gatheringId, personId: null, name, unitId: units.heime, levelId: null };
		await db
			.insertInto('attendance')
			.values({ ...late, checkedInAt: now, walkInAt: null })
			.execute();
	}
}

/** Invites the municipality's staff to the gathering whose doors are open, and lets `doorToken` open their invitation. */
export async function invitedToday(db: Kysely<Database>, { world, gatheringId }: Tables, now: Instant): Promise<void> {
	const invitation = {
		id: newId(),
		municipalityId: world.municipalityId,
		gatheringId,
		personId: world.staff.id,
		tokenHash: hashOf(doorToken),
		createdAt: now
	};
	const unanswered = { answer: null, answeredAt: null, waitingAt: null, offeredAt: null, offerUntil: null, needs: null, inPlaceOfId: null };
	await db
		.insertInto('invitation')
		.values({ ...invitation, ...unanswered })
		.execute();
}
