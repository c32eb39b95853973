import { defaultRoundOptions } from '#lib/cafe/model.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { now, type World } from './world.ts';

export type Harvested = { gatheringId: string; tables: { tableId: string; pointIds: string[]; noteIds: string[] }[] };

/**
 * A held gathering whose tables have been frozen and harvested: each table a list of points, each point made of one note with `votes`
 * dots.
 */
export async function aHarvest(db: Kysely<Database>, world: World, tables: { text: string; votes?: number }[][]): Promise<Harvested> {
	const { municipalityId, seriesId, leader } = world;
	const gatheringId = newId();
	await db
		.insertInto('gathering')
		.values({
			id: gatheringId,
			municipalityId,
			seriesId,
			recipe: 'talksCafe',
			theme: 'Kven ringjer du?',
			state: 'held',
			date: '2018-03-14',
			month: '2018-03',
			year: 2018,
			startTime: '09:00',
			endTime: '15:00',
			room: 'Kulturhuset',
			organiserUnitId: null,
			organiserRoleNn: null,
			organiserRoleNb: null,
			attendedCount: null,
			calendarSequence: 0,
			createdBy: leader.id,
			createdAt: now,
			openedAt: now,
			heldAt: now,
			cancelledAt: null
		})
		.execute();
	const cafeId = newId();
	await db
		.insertInto('cafe')
		.values({
			id: cafeId,
			municipalityId,
			gatheringId,
			preset: 'udir',
			rounds: 3,
			roundMinutes: 12,
			changeoverMinutes: 2,
			phase: 'closed',
			phaseAt: now,
			round: 3,
			endsAt: null,
			message: null,
			joinCode: newId().slice(0, 8),
			joinToken: newId(),
			joinLockedAt: null,
			...defaultRoundOptions,
			createdAt: now,
			closedAt: now
		})
		.execute();
	const made: Harvested = { gatheringId, tables: [] };
	for (const [index, points] of tables.entries()) {
		const tableId = newId();
		const boardId = newId();
		await db.insertInto('board').values({ id: boardId, municipalityId, kind: 'table', epoch: 1, createdAt: now, closedAt: now }).execute();
		await db
			.insertInto('cafeTable')
			.values({
				id: tableId,
				municipalityId,
				cafeId,
				number: index + 1,
				question: `Spørsmål ${index + 1}`,
				findingId: null,
				boardId,
				hostId: null,
				frozenAt: now,
				frozenContent: '{}',
				frozenHash: 'x',
				damage: null,
				harvestedAt: now
			})
			.execute();
		const table: Harvested['tables'][number] = { tableId, pointIds: [], noteIds: [] };
		for (const [position, point] of points.entries()) {
			const noteId = newId();
			const pointId = newId();
			await db
				.insertInto('note')
				.values({
					id: noteId,
					municipalityId,
					cafeTableId: tableId,
					clusterId: null,
					position: position + 1,
					text: point.text,
					round: 1,
					writtenBy: '',
					votes: point.votes ?? 0,
					receipt: null
				})
				.execute();
			await db
				.insertInto('harvestPoint')
				.values({ id: pointId, municipalityId, cafeTableId: tableId, position, text: point.text, createdAt: now })
				.execute();
			await link(db, municipalityId, { from: { kind: 'note', id: noteId }, to: { kind: 'harvestPoint', id: pointId } }, now);
			table.noteIds.push(noteId);
			table.pointIds.push(pointId);
		}
		made.tables.push(table);
	}
	for (const person of [world.staff, world.facilitator]) {
		await db
			.insertInto('attendance')
			.values({
				id: newId(),
				municipalityId,
				gatheringId,
				personId: person.id,
				name: person.name,
				unitId: person.unitId,
				levelId: null,
				checkedInAt: now,
				walkInAt: null
			})
			.execute();
	}
	return made;
}

/** Somebody who was checked in (or is now) sat at a table in the first round, with a phone, shown by name. */
export async function atTheTable(
	db: Kysely<Database>,
	{ municipalityId }: Pick<World, 'municipalityId'>,
	gatheringId: string,
	person: World['staff'],
	cafeTableId: string
): Promise<void> {
	const { cafeId } = await db.selectFrom('cafeTable').select('cafeId').where('id', '=', cafeTableId).executeTakeFirstOrThrow();
	const listed = await db
		.selectFrom('attendance')
		.select('id')
		.where('gatheringId', '=', gatheringId)
		.where('personId', '=', person.id)
		.executeTakeFirst();
	const attendanceId = listed?.id ?? newId();
	if (!listed) {
		await db
			.insertInto('attendance')
			.values({
				id: attendanceId,
				municipalityId,
				gatheringId,
				personId: person.id,
				name: person.name,
				unitId: person.unitId,
				levelId: null,
				checkedInAt: now,
				walkInAt: null
			})
			.execute();
	}
	await db.insertInto('seat').values({ cafeId, attendanceId, round: 1, municipalityId, cafeTableId }).execute();
	await db
		.insertInto('participant')
		.values({
			id: newId(),
			municipalityId,
			cafeId,
			tokenHash: null,
			personId: null,
			attendanceId,
			name: person.name,
			unitId: person.unitId,
			startTableId: null,
			joinedAt: now,
			joinedBy: 'tableCode',
			leftAt: null
		})
		.execute();
}
