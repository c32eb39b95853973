import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { contentHash } from '#lib/canonical.server.ts';
import { describePoint, gatherPoints, markFirst, mergePoints } from '#lib/summaries/points/commands.server.ts';
import { startPlenary, steerPlenary, type Steering } from '#lib/summaries/points/plenary.server.ts';
import { plenaryView } from '#lib/summaries/points/plenaryView.server.ts';
import { undoMerge } from '#lib/summaries/points/split.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { aMunicipality, now } from '../../support/world.ts';

const today = '2018-01-15';

/** Two tables: the first brings two points, the second two, of which one says what the first one's first does. */
async function plenary(
	db: Kysely<Database>,
	tables = [
		[{ text: 'Éin stad å ringje', votes: 4 }, { text: 'Meir kaffi' }],
		[{ text: 'Ein stad å ringja', votes: 2 }, { text: 'Same skjema overalt' }]
	]
) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, tables);
	const { gatheringId } = harvest;
	const view = async (all = false) => (await plenaryView(db, world.municipalityId, gatheringId, today, all))!;
	/** Each press a second after the one before. */
	let second = 0;
	const press = async (steering: Steering, actor: Actor = world.facilitator, turn?: number) =>
		steerPlenary(
			db,
			actor,
			gatheringId,
			{ turn: turn ?? (await view()).turn, ...steering },
			`2018-01-15T09:00:${String(++second).padStart(2, '0')}.000Z`
		);
	const next = async (times = 1) => {
		for (let at = 0; at < times; at++) expect(await press({ to: 'next' })).toEqual({ ok: true });
	};
	const start = (actor: Actor = world.facilitator) => startPlenary(db, actor, gatheringId, now);
	const texts = async (all = false) => (await view(all)).points.map(({ text }) => text);
	return { ...world, ...harvest, view, press, next, start, texts };
}

onBothDatabases('plenary', (fresh) => {
	test('lets one table after the other tell its points, then decides what comes first, and ends with who does what', async () => {
		const { start, next, view, texts, gatheringId, tables } = await plenary(await fresh());
		expect(await start()).toEqual({ ok: true });
		expect(await view()).toMatchObject({ part: 'tables', table: { id: tables[0]!.tableId, number: 1 }, pointId: null, points: [] });
		await next();
		expect(await texts()).toEqual(['Éin stad å ringje']);
		expect((await view()).points[0]).toMatchObject({ tables: [1], votes: 4, first: false, starter: null });
		await next(2);
		expect(await view()).toMatchObject({ table: { number: 2 }, pointId: null, tables: [{ told: 2 }, { points: 2, told: 0 }] });
		await next(2);
		expect(await texts()).toHaveLength(4);
		const parts = [];
		for (let at = 0; at < 3; at++) {
			await next();
			parts.push((await view()).part);
		}
		expect(parts).toEqual(['first', 'actions', 'over']);
		expect(gatheringId).toBeTruthy();
	});

	test('goes back the way it came, and no further than its beginning', async () => {
		const { start, next, press, view, texts } = await plenary(await fresh());
		await start();
		await next(6);
		expect((await view()).part).toBe('first');
		const back = async () => {
			expect(await press({ to: 'previous' })).toEqual({ ok: true });
			const { part, table, pointId } = await view();
			return [part, table?.number ?? null, pointId !== null, (await texts()).length];
		};
		expect([await back(), await back(), await back(), await back(), await back(), await back()]).toEqual([
			['tables', 2, true, 4],
			['tables', 2, true, 3],
			['tables', 2, false, 2],
			['tables', 1, true, 2],
			['tables', 1, true, 1],
			['tables', 1, false, 0]
		]);
		expect(await press({ to: 'previous' })).toEqual({ ok: false, reason: 'limit' });
	});

	test('lets the table speak that the facilitator calls, and comes back to those it passed over', async () => {
		const { start, next, press, view, tables, texts } = await plenary(await fresh());
		await start();
		expect(await press({ to: 'table', tableId: tables[1]!.tableId })).toEqual({ ok: true });
		await next(2);
		expect(await texts()).toEqual(['Ein stad å ringja', 'Same skjema overalt']);
		await next();
		expect((await view()).table?.number).toBe(1);
		expect(await press({ to: 'table', tableId: 'another hall’s' })).toEqual({ ok: false, reason: 'conflict' });
	});

	test('brings points together and apart again: what is spoken of follows, and nothing that was told is untold', async () => {
		const db = await fresh();
		const { facilitator, gatheringId, start, next, press, view, texts } = await plenary(db);
		await start();
		await next(4);
		const [one, , other] = (await view(true)).points;
		const together = await mergePoints(db, facilitator, gatheringId, { points: [one!.id, other!.id], text: 'Éin stad å ringje' }, now);
		const { pointId } = together as { pointId: string };
		expect(await view()).toMatchObject({ pointId, points: [{ id: pointId, tables: [1, 2], votes: 6, merged: true }, {}] });
		await press({ to: 'previous' });
		expect(await texts()).toEqual(['Éin stad å ringje', 'Meir kaffi']);
		expect(await undoMerge(db, facilitator, gatheringId, pointId)).toEqual({ ok: true });
		expect(await texts()).toEqual(['Éin stad å ringje', 'Meir kaffi', 'Ein stad å ringja']);
	});

	test('shows what comes first and who starts, decided by who leads it', async () => {
		const db = await fresh();
		const { facilitator, gatheringId, units, start, next, view } = await plenary(db);
		await start();
		await next(1);
		const pointId = (await view()).pointId!;
		expect(await markFirst(db, facilitator, gatheringId, { pointId, first: true }, now)).toEqual({ ok: true });
		const starts = { pointId, text: 'Éin stad å ringje', starterUnitId: units.nav, starterRole: 'einingsleiar', startBy: '2018-05-01' };
		expect(await describePoint(db, facilitator, gatheringId, starts)).toEqual({ ok: true });
		expect((await view()).points).toMatchObject([
			{ first: true, starter: { unit: { nn: 'Nav Stord' }, role: 'einingsleiar', by: '2018-05-01' } }
		]);
	});

	test('takes up what a table hands in while it goes on', async () => {
		const db = await fresh();
		const { tables, start, next, view } = await plenary(db);
		const late = (harvestedAt: string | null) =>
			db.updateTable('cafeTable').set({ harvestedAt }).where('id', '=', tables[1]!.tableId).execute();
		await late(null);
		await start();
		expect((await view()).tables).toHaveLength(1);
		await late(now);
		await next(3);
		expect(await view()).toMatchObject({ part: 'tables', table: { number: 2 } });
	});

	test('holds back a text that looks as if it points at somebody, until it is called harmless', async () => {
		const db = await fresh();
		const text = 'Ola Hansen på Prestagardsvegen 14 treng bustad';
		const { leader, municipalityId, gatheringId, start, next, view, texts } = await plenary(db, [[{ text, votes: 2 }]]);
		await start();
		await next();
		expect((await view()).points).toMatchObject([{ text: null, votes: 2 }]);
		await db
			.insertInto('disclosure')
			.values({
				municipalityId,
				gatheringId,
				kind: 'harvestPoint',
				subjectId: 'x',
				textHash: contentHash(text),
				verdict: 'harmless',
				decidedBy: leader.id,
				decidedAt: now
			})
			.execute();
		expect(await texts()).toEqual([text]);
	});

	test('does nothing for a press that was meant for another move, and begins once', async () => {
		const { start, press, view } = await plenary(await fresh());
		await start();
		expect(await start()).toEqual({ ok: false, reason: 'duplicate' });
		const { turn } = await view();
		expect(await press({ to: 'next' }, undefined, turn)).toEqual({ ok: true });
		expect(await press({ to: 'next' }, undefined, turn)).toEqual({ ok: false, reason: 'conflict' });
		expect((await view()).turn).toBe(turn + 1);
	});

	test('does not begin before a table has handed in, and is not steered before it has begun', async () => {
		const { start, press } = await plenary(await fresh(), []);
		expect(await start()).toEqual({ ok: false, reason: 'empty' });
		expect(await press({ to: 'next' }, undefined, 1)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('is the facilitator’s and the leader’s: nobody else here, and nobody from another municipality, moves or sees it', async () => {
		const db = await fresh();
		const { staff, partner, stranger, leader, gatheringId, start, press, view } = await plenary(db);
		for (const actor of [staff, partner]) expect(await start(actor)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await start(stranger)).toEqual({ ok: false, reason: 'notFound' });
		await start(leader);
		for (const actor of [staff, partner]) expect(await press({ to: 'next' }, actor)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await press({ to: 'next' }, stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await plenaryView(db, stranger.municipalityId, gatheringId, today)).toBeNull();
		expect((await view()).turn).toBe(1);
		const [one, two] = (await view(true)).points;
		const merged = { points: [one!.id, two!.id], text: 'Eitt' };
		for (const actor of [staff, partner]) {
			expect(await mergePoints(db, actor, gatheringId, merged, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await markFirst(db, actor, gatheringId, { pointId: one!.id, first: true }, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await gatherPoints(db, actor, gatheringId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		}
	});

	test('stands still once the summary is published', async () => {
		const db = await fresh();
		const { leader, municipalityId, gatheringId, start, press } = await plenary(db);
		await start();
		await db
			.insertInto('summary')
			.values({
				...{ id: 's', municipalityId, gatheringId, version: 1, locale: 'nn', title: '', intro: '', closing: '', content: '{}' },
				...{ contentHash: 'x', createdAt: now, updatedAt: now, publishedAt: now, publishedBy: leader.id, boardId: null }
			})
			.execute();
		expect(await press({ to: 'next' })).toEqual({ ok: false, reason: 'closed' });
	});
});
