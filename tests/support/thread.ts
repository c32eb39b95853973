import { defaultRoundOptions } from '#lib/cafe/model.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { link, type Thing } from '#lib/lineage.server.ts';
import { createBoard } from '#lib/live/storage/boards.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { aDraft, aForum } from './plan.ts';
import { aMunicipality, now } from './world.ts';

/**
 * A table where two clustered notes and a loose one became two points, each a point of the forum and an input; a fourth note was kept and
 * nothing more.
 */
export async function told(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const { municipalityId, leader } = world;
	const { gatheringId, pointIds } = await aForum(db, world, ['Éin stad å ringje', 'Same skjema']);
	const cafe = {
		id: newId(),
		municipalityId,
		gatheringId,
		preset: 'udir' as const,
		rounds: 3,
		roundMinutes: 12,
		changeoverMinutes: 2,
		phase: 'closed' as const,
		phaseAt: now,
		round: 3,
		endsAt: null,
		message: null,
		joinCode: newId(),
		joinToken: newId(),
		joinLockedAt: null,
		...defaultRoundOptions,
		createdAt: now,
		closedAt: now
	};
	await db.insertInto('cafe').values(cafe).execute();
	const cafeTableId = newId();
	const boardId = await createBoard(db, municipalityId, 'cafeTable', now);
	await db
		.insertInto('cafeTable')
		.values({
			id: cafeTableId,
			municipalityId,
			cafeId: cafe.id,
			number: 4,
			question: 'Kven ringjer du?',
			findingId: null,
			boardId,
			hostId: null,
			frozenAt: now,
			frozenContent: '{}',
			frozenHash: 'hash',
			damage: null,
			harvestedAt: now
		})
		.execute();
	const note = async (text: string) => {
		const id = newId();
		await db
			.insertInto('note')
			.values({ id, municipalityId, cafeTableId, clusterId: null, position: 1, text, round: 1, writtenBy: '', votes: 2, receipt: null })
			.execute();
		return id;
	};
	const notes = {
		phone: await note('Eitt nummer'),
		calls: await note('Tre telefonar'),
		form: await note('Skjema'),
		alone: await note('Kaffien')
	};
	const cluster = newId();
	await db.insertInto('cluster').values({ id: cluster, municipalityId, cafeTableId, position: 1, title: 'Telefon' }).execute();
	const points = [newId(), newId()] as const;
	for (const [position, text] of ['Ringje éin stad', 'Likt skjema'].entries()) {
		await db
			.insertInto('harvestPoint')
			.values({ id: points[position]!, municipalityId, cafeTableId, position, text, createdAt: now })
			.execute();
	}
	const linked = (from: Thing, to: Thing) => link(db, municipalityId, { from, to }, now);
	await linked({ kind: 'note', id: notes.phone }, { kind: 'cluster', id: cluster });
	await linked({ kind: 'note', id: notes.calls }, { kind: 'cluster', id: cluster });
	await linked({ kind: 'cluster', id: cluster }, { kind: 'harvestPoint', id: points[0] });
	await linked({ kind: 'note', id: notes.form }, { kind: 'harvestPoint', id: points[1] });
	for (const place of [0, 1] as const)
		await linked({ kind: 'harvestPoint', id: points[place] }, { kind: 'forumPoint', id: pointIds[place]! });
	await takeHarvest(db, leader, gatheringId, now);
	const queue = await inputsOf(db, municipalityId, draft.versionId);
	return {
		...world,
		...draft,
		world,
		gatheringId,
		cafeTableId,
		notes,
		cluster,
		points,
		pointIds,
		inputs: [queue[0]!.id, queue[1]!.id] as const
	};
}
