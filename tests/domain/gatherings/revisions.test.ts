import { describe, expect, test } from 'vitest';
import { changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { sayChange } from '#lib/gatherings/programme/text.ts';
import { markHeld, openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { reorder, swap, scheduleConflict, warnings } from '#lib/gatherings/programme/schedule.ts';
import { changesBetween } from '#lib/gatherings/programme/diff.ts';
import type { Part } from '#lib/gatherings/programme/model.ts';
import * as editing from '#lib/gatherings/programme/commands.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { publishedVersions, revisionOf, shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { publishProgramme } from '#lib/gatherings/rescheduling/publish.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { invited, mails, onTheDay, planned, post } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

const slot = (id: string, startTime: string, minutes: number, other: { kind?: Part['kind']; track?: 'course' } = {}) => ({
	id,
	startTime,
	minutes,
	kind: other.kind ?? ('talk' as const),
	track: other.track ?? null
});

describe('a course beside the rest', () => {
	const course = slot('course', '10:00', 120, { track: 'course' });
	const day = [slot('a', '09:00', 60), slot('b', '10:00', 60), course, slot('lunch', '11:00', 45, { kind: 'lunch' })];

	test('may be at the same time as the common parts, but not as another course', () => {
		expect(scheduleConflict(day)).toBeNull();
		expect(scheduleConflict([...day, slot('second', '11:30', 60, { track: 'course' })])).toBe('conflictTime');
	});

	test('is warned of when it keeps people from what is for all, as is a programme longer than the day', () => {
		expect(warnings(day, '12:00')).toEqual([{ kind: 'missed', course, part: day[3] }]);
		expect(warnings(day, '11:30')[0]).toEqual({ kind: 'overrun', endTime: '12:00', until: '11:30', minutes: 30 });
		expect(warnings(day.slice(0, 2), null)).toEqual([]);
	});

	test('stays where it is when common parts change places, and changes places with its own neighbours only', () => {
		expect(swap(day, 0, 1).map((part) => `${part.startTime} ${part.id}`)).toEqual(['09:00 b', '10:00 a', '10:00 course', '11:00 lunch']);
		expect(swap(day, 2, -1)).toEqual(day);
		expect(reorder(day, ['lunch', 'b', 'a'])?.map((part) => `${part.startTime} ${part.id}`)).toEqual([
			'09:00 lunch',
			'09:45 b',
			'10:00 course',
			'10:45 a'
		]);
		expect(reorder(day, ['lunch', 'b'])).toBeUndefined();
		expect(reorder(day, ['lunch', 'b', 'b'])).toBeUndefined();
	});
});

onBothDatabases('a programme that several work on', (fresh) => {
	const talk = { kind: 'talk' as const, title: 'Nabodialog', startTime: null, minutes: 30, speaker: '', speakerUnitId: null, push: false };

	test('shows the second what the first did and loses nothing; saving once more puts it on top', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		const other = await world.person('Kari Kollega', null, ['leader']);
		const seen = await revisionOf(db, world.municipalityId, id);
		const [opening] = await programme(db, world.municipalityId, id);
		const shorter = { ...talk, kind: 'opening' as const, title: 'Velkomen', startTime: '09:00', minutes: 10 };
		expect(await editing.editItem(db, other, id, opening!.id, shorter, now, seen)).toEqual({ ok: true });
		const refused = await editing.addItem(db, world.leader, id, talk, now, seen);
		if (refused.ok || refused.reason !== 'conflict') throw new Error('the first one was not noticed');
		expect(refused.by).toEqual(['Kari Kollega']);
		expect(refused.changes.map((change) => sayChange('nn', change, () => ''))).toEqual(['Velkomen: 15 → 10 min']);
		expect(await programme(db, world.municipalityId, id)).toHaveLength(9);
		const again = await revisionOf(db, world.municipalityId, id);
		expect(await editing.addItem(db, world.leader, id, talk, now, again)).toEqual({ ok: true });
		expect((await programme(db, world.municipalityId, id)).map((item) => item.minutes).slice(0, 1)).toEqual([10]);
	});

	test('is saved field by field: two who change different things of a part both get theirs, and only the same thing is asked about', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		const other = await world.person('Kari Kollega', null, ['leader']);
		const seen = await revisionOf(db, world.municipalityId, id);
		const [, item] = await programme(db, world.municipalityId, id);
		const { id: itemId, kind, title, startTime, minutes, speaker, speakerUnitId } = item!;
		const fields = { kind, title, startTime, minutes, speaker, speakerUnitId, push: true };
		const edit = (who: typeof other, own: object, from: number | null) =>
			editing.editItem(db, who, id, itemId, { ...fields, ...own }, now, from);
		expect(await edit(other, { speaker: 'Berit Bremnes', minutes: 20 }, seen)).toEqual({ ok: true });
		expect(await edit(world.leader, { title: 'Nabodialog' }, seen)).toEqual({ ok: true });
		const stands = async () => (await programme(db, world.municipalityId, id)).find((one) => one.id === itemId);
		expect(await stands()).toMatchObject({ title: 'Nabodialog', speaker: 'Berit Bremnes', minutes: 20 });

		const refused = await edit(world.leader, { speaker: 'Dina Dale' }, seen);
		if (refused.ok || refused.reason !== 'conflict') throw new Error('the first one was not noticed');
		expect(refused.merged).toMatchObject({ title: 'Nabodialog', speaker: 'Dina Dale', minutes: 20 });
		const { ok } = await editing.editItem(
			db,
			world.leader,
			id,
			itemId,
			refused.merged!,
			now,
			await revisionOf(db, world.municipalityId, id)
		);
		expect(ok).toBe(true);
		expect(await stands()).toMatchObject({ title: 'Nabodialog', speaker: 'Dina Dale', minutes: 20 });
	});

	test('keeps a standard title standard when it is saved as it is, takes one that is left empty, and a new one as it is written', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		const [opening] = await programme(db, world.municipalityId, id);
		const fields = { ...talk, kind: 'opening' as const, title: 'Welcome', startTime: '09:00', minutes: 15 };
		await editing.editItem(db, world.leader, id, opening!.id, fields, now);
		await editing.addItem(db, world.leader, id, { ...talk, kind: 'break', title: '', minutes: 10 }, now);
		const items = await programme(db, world.municipalityId, id);
		expect([items[0], items.at(-1)]).toMatchObject([
			{ title: 'Velkomen', standard: 'opening' },
			{ title: 'Pause', standard: 'break' }
		]);
		await editing.editItem(db, world.leader, id, opening!.id, { ...fields, title: 'Kaffi' }, now);
		expect((await programme(db, world.municipalityId, id))[0]).toMatchObject({ title: 'Kaffi', standard: null });
	});

	test('shows readers the published version while planners work on, and tells what each version changed', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await publishProgramme(db, world.staff, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await publishProgramme(db, world.stranger, id, post, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await publishProgramme(db, world.leader, id, post, now)).toEqual({ ok: true, version: 1, told: 0, guests: 0 });
		expect(await publishProgramme(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'emptyChange' });
		await editing.addItem(db, world.leader, id, talk, now);
		expect((await shownProgramme(db, world.municipalityId, id)).map((item) => item.title)).not.toContain('Nabodialog');
		expect((await byId(db, world.municipalityId, id))!.endTime).toBe('14:40');
		expect(await publishProgramme(db, world.leader, id, post, now)).toEqual({ ok: true, version: 2, told: 0, guests: 0 });
		expect((await byId(db, world.municipalityId, id))!.endTime).toBe('15:10');
		const [second, first] = await publishedVersions(db, world.municipalityId, id);
		expect(changesBetween(first!.parts, second!.parts)).toMatchObject([{ kind: 'added', part: { title: 'Nabodialog' } }]);
		await openGathering(db, world.leader, id, onTheDay);
		await markHeld(db, world.leader, id, onTheDay);
		expect(await publishProgramme(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('is published when people are invited, moves with the day, and is told in the language of whoever is invited', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', world.staff.id).execute();
		const id = await planned(db, world);
		await invited(db, world, id);
		expect((await mails(db))[0]!.text).toContain('Velkommen');
		await editing.addItem(db, world.leader, id, talk, now);
		const later = { date: '2018-03-14', startTime: '10:00', room: 'Kommunestyresalen', theme: 'Startlån og tilskot' };
		expect(await changeDetails(db, world.leader, id, later, post, now)).toEqual({ ok: true });
		const shown = await shownProgramme(db, world.municipalityId, id);
		expect([shown[0]!.startTime, shown.length]).toEqual(['10:00', 9]);
		expect(await programme(db, world.municipalityId, id)).toHaveLength(10);
	});

	test('gets its place for what is open since last time once', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const id = await planned(db, world);
		expect(await editing.addSinceLast(db, world.leader, id, now)).toEqual({ ok: true });
		expect((await programme(db, world.municipalityId, id))[1]).toMatchObject({ kind: 'sinceLast', startTime: '09:15', minutes: 10 });
		expect(await editing.addSinceLast(db, world.leader, id, now)).toEqual({ ok: false, reason: 'duplicate' });
	});
});
