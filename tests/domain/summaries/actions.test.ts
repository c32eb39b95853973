import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { actionsOf, finishAction, openActions, reopenAction } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';
import { personalParts } from '#lib/summaries/publication/personalParts.server.ts';
import { describePoint, gatherPoints, mergePoints } from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest, atTheTable } from '../../support/harvest.ts';
import { aMunicipality, now } from '../../support/world.ts';

const today = '2018-01-15';

/** Three points; Nav starts with the first, and a role without a unit with the second. */
async function agreed(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, [[{ text: 'Éin stad å ringje' }, { text: 'Same skjema overalt' }, { text: 'Meir kaffi' }]]);
	const { gatheringId } = harvest;
	await gatherPoints(db, world.leader, gatheringId, now);
	const [one, two, three] = (await forumPoints(db, world.municipalityId, gatheringId)).map(({ id }) => id) as [string, string, string];
	const starts = async (pointId: string, text: string, starterUnitId: string | null, starterRole: string, startBy: string | null) =>
		expect(await describePoint(db, world.leader, gatheringId, { pointId, text, starterUnitId, starterRole, startBy })).toEqual({
			ok: true
		});
	await starts(one, 'Éin stad å ringje', world.units.nav, 'einingsleiar', null);
	await starts(two, 'Same skjema overalt', null, 'forumansvarleg', '2018-05-01');
	return { ...world, ...harvest, one, two, three };
}

onBothDatabases('what the forum agreed to do', (fresh) => {
	test('is each point that somebody starts with, those with a date first, until it is done', async () => {
		const db = await fresh();
		const { municipalityId, seriesId, gatheringId, staff, stranger, units, one, two } = await agreed(db);
		const open = () => openActions(db, municipalityId, seriesId, today);
		expect((await open()).map(({ id }) => id)).toEqual([two, one]);
		expect((await open())[1]).toMatchObject({
			text: 'Éin stad å ringje',
			theme: 'Kven ringjer du?',
			unit: { id: units.nav, nn: 'Nav Stord' },
			role: 'einingsleiar',
			startBy: null
		});
		expect(await openActions(db, stranger.municipalityId, null, today)).toEqual([]);
		expect(await openActions(db, municipalityId, 'another series', today)).toEqual([]);
		expect(await finishAction(db, staff, { actionId: one, word: 'Nummeret er 53 00 00 00.' }, now)).toEqual({ ok: true });
		expect((await open()).map(({ id }) => id)).toEqual([two]);
		expect(await actionsOf(db, municipalityId, gatheringId, today)).toMatchObject([
			{ id: one, doneAt: now, doneWord: 'Nummeret er 53 00 00 00.' },
			{ id: two, doneAt: null }
		]);
	});

	test('is said to be done by those of the unit that starts and by those who lead, once, and can be opened again', async () => {
		const db = await fresh();
		const { leader, facilitator, staff, partner, stranger, one, two, three } = await agreed(db);
		const finish = (actor: typeof leader, actionId: string) => finishAction(db, actor, { actionId, word: '' }, now);
		expect(await finish(facilitator, one)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await finish(partner, one)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await finish(staff, two)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await finish(stranger, one)).toEqual({ ok: false, reason: 'notFound' });
		expect(await finish(leader, three)).toEqual({ ok: false, reason: 'notFound' });
		expect(await finish(staff, one)).toEqual({ ok: true });
		expect(await finish(leader, one)).toEqual({ ok: false, reason: 'closed' });
		expect(await reopenAction(db, facilitator, one, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await reopenAction(db, leader, one, now)).toEqual({ ok: true });
		expect(await reopenAction(db, leader, one, now)).toEqual({ ok: false, reason: 'duplicate' });
	});

	test('follows the duties to the unit that took over from the one that was named', async () => {
		const db = await fresh();
		const { municipalityId, seriesId, units, person, one } = await agreed(db);
		await db.updateTable('unit').set({ validTo: '2018-06-30', successorId: units.heime }).where('id', '=', units.nav).execute();
		const later = (await openActions(db, municipalityId, seriesId, '2018-07-01')).find(({ id }) => id === one)!;
		expect(later.unit).toEqual({ id: units.heime, nn: 'Heimetenestene', nb: 'Heimetenestene' });
		expect(mayFinish(await person('Ny', units.heime, ['staff']), later)).toBe(true);
		expect(mayFinish(await person('Gamal', units.nav, ['staff']), later)).toBe(false);
	});

	test('stays open when it is merged with something that is not done, and is not in the mail of its unit when it is', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId, leader, staff, tables, one, two } = await agreed(db);
		await atTheTable(db, { municipalityId }, gatheringId, staff, tables[0]!.tableId);
		const mine = async () => (await personalParts(db, municipalityId, gatheringId)).get(staff.id)!.actions;
		expect(await mine()).toMatchObject([{ text: 'Éin stad å ringje' }]);
		await finishAction(db, leader, { actionId: one, word: 'Gjort' }, now);
		expect(await mine()).toEqual([]);
		const merged = await mergePoints(db, leader, gatheringId, { points: [one, two], text: 'Eitt skjema, eitt nummer' }, now);
		if (!merged.ok) throw new Error(merged.reason);
		expect(await actionsOf(db, municipalityId, gatheringId, today)).toMatchObject([{ id: merged.pointId, doneAt: null, doneWord: null }]);
		expect(await mine()).toMatchObject([{ text: 'Eitt skjema, eitt nummer' }]);
	});
});
