import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { markHeld, openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import * as editing from '#lib/gatherings/programme/commands.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { topicById } from '#lib/topics/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aTopic, onTheDay, planned } from '../../support/gatherings.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

onBothDatabases('the programme of a gathering', (fresh) => {
	const talk = {
		kind: 'talk' as const,
		title: 'Nabodialog',
		startTime: null,
		minutes: 30,
		speaker: '',
		speakerUnitId: null,
		push: false
	};
	const times = async (db: Kysely<Database>, world: World, id: string) =>
		(await programme(db, world.municipalityId, id)).map((item) => `${item.startTime} ${item.title}`);

	test('takes a new part after what is there, and the gathering ends with it', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await editing.addItem(db, world.leader, id, talk, now)).toEqual({ ok: true });
		expect((await times(db, world, id)).at(-1)).toBe('14:40 Nabodialog');
		expect((await byId(db, world.municipalityId, id))!.endTime).toBe('15:10');
	});

	test('refuses a part while something else is on, unless what comes later gives way', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		const before = await times(db, world, id);
		expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:15' }, now)).toEqual({
			ok: false,
			reason: 'conflictTime'
		});
		expect(await times(db, world, id)).toEqual(before);
		expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:15', push: true }, now)).toEqual({ ok: true });
		const after = await times(db, world, id);
		expect(after[1]).toBe('09:15 Nabodialog');
		expect(after[2]).toBe('09:45 Innlegg frå eigne tilsette');
		expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '09:05', push: true }, now)).toEqual({
			ok: false,
			reason: 'conflictTime'
		});
	});

	test('refuses a part that ends after the day does', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await editing.addItem(db, world.leader, id, { ...talk, startTime: '22:45' }, now)).toEqual({
			ok: false,
			reason: 'invalidTime'
		});
	});

	test('lets a part be edited, moved, removed, and the rest be closed up', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		const [opening, first, second] = await programme(db, world.municipalityId, id);
		expect(await editing.editItem(db, world.leader, id, opening!.id, { ...talk, title: 'Kaffi', minutes: 20, push: true }, now)).toEqual({
			ok: true
		});
		expect((await times(db, world, id)).slice(0, 2)).toEqual(['09:00 Kaffi', `09:20 ${first!.title}`]);
		expect(await editing.moveItem(db, world.leader, id, opening!.id, 1, now)).toEqual({ ok: true });
		expect((await times(db, world, id)).slice(0, 2)).toEqual([`09:00 ${first!.title}`, '09:45 Kaffi']);
		expect(await editing.removeItem(db, world.leader, id, second!.id, now)).toEqual({ ok: true });
		expect(await editing.closeUp(db, world.leader, id, '08:30', now)).toEqual({ ok: true });
		expect((await times(db, world, id)).slice(0, 3)).toEqual([`08:30 ${first!.title}`, '09:15 Kaffi', '09:35 Pause']);
		expect((await byId(db, world.municipalityId, id))!.startTime).toBe('08:30');
	});

	test('lets the topic of a part that is taken out go back to the inbox, and the others be held with the day', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const topicIds = [await aTopic(db, world, 'Gjeldsrådgjeving'), await aTopic(db, world, 'Nabodialog')];
		const id = await planned(db, world, { topicIds });
		const part = (await programme(db, world.municipalityId, id)).find((item) => item.topicId === topicIds[0])!;
		await editing.removeItem(db, world.leader, id, part.id, now);
		const states = async () => Promise.all(topicIds.map(async (topicId) => (await topicById(db, world.municipalityId, topicId))!.state));
		expect(await states()).toEqual(['shortlisted', 'planned']);
		await openGathering(db, world.leader, id, onTheDay);
		await markHeld(db, world.leader, id, onTheDay);
		expect(await states()).toEqual(['shortlisted', 'held']);
	});

	test('is changed by nobody without the right, from elsewhere, or after the day', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await editing.addItem(db, world.staff, id, talk, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await editing.addItem(db, world.stranger, id, talk, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await editing.removeItem(db, world.leader, id, 'x', now)).toEqual({ ok: false, reason: 'notFoundItem' });
		expect(await editing.addItem(db, world.leader, id, { ...talk, speakerUnitId: 'x' }, now)).toEqual({
			ok: false,
			reason: 'invalidUnit'
		});
		await openGathering(db, world.leader, id, onTheDay);
		await markHeld(db, world.leader, id, onTheDay);
		expect(await editing.addItem(db, world.leader, id, talk, onTheDay)).toEqual({ ok: false, reason: 'closed' });
	});

	test('is read by its own municipality only', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await byId(db, world.stranger.municipalityId, id)).toBeUndefined();
		expect(await programme(db, world.stranger.municipalityId, id)).toEqual([]);
	});
});
