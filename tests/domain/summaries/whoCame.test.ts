import { expect, test } from 'vitest';
import { endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { leave } from '#lib/cafe/joining/join.server.ts';
import { cafeOf, whoCame } from '#lib/cafe/queries.server.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import { heldGatherings } from '#lib/plan/reports/heldGatherings.server.ts';
import { contentOf } from '#lib/summaries/publication/content.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aJoinableHall } from '../../support/joining.ts';
import { now } from '../../support/world.ts';

onBothDatabases('how many took part', (fresh) => {
	test('is one number in the hall, the summary, the list and the reports: walk-ins, late hosts and guests on phones among them', async () => {
		const db = await fresh();
		const { world, room, come } = await aJoinableHall(db);
		const { municipalityId, facilitator } = world;
		const { gatheringId, cafeId } = room;
		const late = await walkIn(db, facilitator, gatheringId, { name: 'Sein Seinsen', unitId: world.units.nav }, now);
		if (!late.ok) throw new Error(late.reason);
		await changeHost(db, facilitator, cafeId, room.tables[1]!, late.attendanceId);
		const guest = await come({ name: 'Innom Innomsen', shownAs: 'name' });
		const draft = { id: 'draft', gatheringId, locale: 'nn' as const };
		const words = { title: '', intro: '', closing: '', correction: '', sections: [], points: [] };
		const summary = async () => {
			const { numbers, there } = await contentOf(db, municipalityId, draft, words as never, '2018-01-15');
			return [numbers.attended, there.others + there.units.reduce((sum, { people }) => sum + people, 0)];
		};
		expect((await cafeOf(db, municipalityId, gatheringId))!.here).toBe(14);
		expect(await whoCame(db, municipalityId, gatheringId)).toBe(14);
		expect(await summary()).toEqual([14, 14]);

		await db.updateTable('cafe').set({ phase: 'harvest' }).where('id', '=', cafeId).execute();
		await db.updateTable('cafeTable').set({ harvestedAt: now }).where('cafeId', '=', cafeId).execute();
		expect(await endCafe(db, facilitator, cafeId, now)).toEqual({ ok: true });
		// Phones that leave when the day is over were there all the same.
		await leave(db, guest.participantId!, now);
		expect(await whoCame(db, municipalityId, gatheringId)).toBe(14);
		expect(await summary()).toEqual([14, 14]);
		expect((await all(db, municipalityId)).map(({ attended }) => attended)).toEqual([14]);
		expect((await heldGatherings(db, municipalityId, { from: 2018, to: 2018 })).map(({ attended }) => attended)).toEqual([14]);
	});
});
