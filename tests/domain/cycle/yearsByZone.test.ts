import { expect, test } from 'vitest';
import { describePoint, gatherPoints } from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { overTheYears } from '#lib/summaries/points/search.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { aMunicipality, now } from '../../support/world.ts';

const everything = { text: '', gatheringId: null, unitId: null };

onBothDatabases('the harvest over the years', (fresh) => {
	test('is found by words, gathering and the unit that starts, and themes that come back are seen across gatherings only', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId, units, stranger } = world;
		const first = await aHarvest(db, world, [
			[{ text: 'Eitt telefonnummer å ringje' }, { text: 'Eit telefonnummer å ringje til' }],
			[{ text: 'Meir 100 % kaffi' }]
		]);
		const second = await aHarvest(db, world, [[{ text: 'Meir kultur' }]]);
		const third = await aHarvest(db, world, [[{ text: 'Telefonnummer å ringje' }]]);
		for (const { gatheringId } of [first, second, third]) await gatherPoints(db, leader, gatheringId, now);
		const [kultur] = await forumPoints(db, municipalityId, second.gatheringId);
		await describePoint(db, leader, second.gatheringId, {
			pointId: kultur!.id,
			text: kultur!.text,
			starterUnitId: units.nav,
			starterRole: '',
			startBy: null
		});
		const look = async (wanted: Partial<Parameters<typeof overTheYears>[2]>) =>
			overTheYears(db, municipalityId, { ...everything, ...wanted });
		const texts = (found: { text: string }[]) => found.map(({ text }) => text).toSorted();

		const all = await look({});
		expect(all.points).toHaveLength(5);
		expect(all.gatherings).toHaveLength(3);
		expect(all.notes).toEqual([]);
		expect(all.back.map(texts)).toEqual([['Eit telefonnummer å ringje til', 'Eitt telefonnummer å ringje', 'Telefonnummer å ringje']]);
		expect(texts((await look({ text: 'TELEFON ringje' })).points)).toHaveLength(3);
		expect(texts((await look({ text: 'telefon', gatheringId: third.gatheringId })).points)).toEqual(['Telefonnummer å ringje']);
		expect(texts((await look({ unitId: units.nav })).points)).toEqual(['Meir kultur']);
		expect(texts((await look({ text: 'meir' })).notes)).toEqual(['Meir 100 % kaffi', 'Meir kultur']);
		expect((await overTheYears(db, stranger.municipalityId, { ...everything, text: 'meir' })).notes).toEqual([]);
		expect((await overTheYears(db, stranger.municipalityId, everything)).all).toBe(0);
	});
});
