import { expect, test } from 'vitest';
import { addNote } from '#lib/cafe/board/document.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { harvestAt, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('a point that looks as if it pointed at a person', (fresh) => {
	test('is asked about and not kept, and kept when it is wanted all the same', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { cafeId, tables, boards } = await aRunningCafe(db, world);
		const live = boardsInMemory();
		addNote(live.doc(boards[0]!), { id: 'note', text: 'Ein lapp', round: 1, by: '' });
		expect(await freezeBoards(db, live, world.facilitator, cafeId, now)).toMatchObject({ ok: true });
		const who = { now, actor: world.leader };
		const text = 'Ola Hansen på Prestagardsvegen 14 ventar';
		const keep = (anyway: boolean) =>
			keepPoint(db, who, tables[0]!, { pointId: null, text, anyway, noteIds: ['note'], clusterIds: [] }, now);
		expect(await keep(false)).toEqual({ ok: false, reason: 'invalidPersonal', kinds: ['name', 'address'] });
		expect((await harvestAt(db, who, tables[0]!))!.points).toEqual([]);
		expect((await keep(true)).ok).toBe(true);
		expect((await harvestAt(db, who, tables[0]!))!.points.map((point) => point.text)).toEqual([text]);
	});
});
