import { expect, test } from 'vitest';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { checkIn, undoCheckIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { comeIn, doorOf, createCheckInCode } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { all, byId } from '#lib/gatherings/queries.server.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { coverage } from '#lib/gatherings/invitations/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { shownCode } from '#lib/joincode.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aGathering, invited, onTheDay } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

const doors = onTheDay;

onBothDatabases('attendance', (fresh) => {
	test('the first who is checked in opens the gathering, and is listed with unit and time', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const here = await checkIn(db, world.facilitator, id, world.staff.id, doors);
		expect(here.ok).toBe(true);
		expect(await byId(db, world.municipalityId, id)).toMatchObject({ state: 'open', openedAt: doors });
		expect(await attendances(db, world.municipalityId, id)).toMatchObject([
			{ name: 'Tilsett Tysnes', unitNn: 'Nav Stord', checkedInAt: doors, walkInAt: null }
		]);
		expect((await all(db, world.municipalityId))[0]!.attended).toBe(1);
	});

	test('checking the same person in twice changes nothing', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const first = await checkIn(db, world.facilitator, id, world.staff.id, doors);
		expect(await checkIn(db, world.facilitator, id, world.staff.id, '2018-03-14T08:00:00.000Z')).toEqual(first);
		expect(await attendances(db, world.municipalityId, id)).toHaveLength(1);
	});

	test('nobody is checked in before the day, and that does not open the gathering', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		expect(await checkIn(db, world.facilitator, id, world.staff.id, '2018-03-13T12:00:00.000Z')).toEqual({
			ok: false,
			reason: 'closedEarly'
		});
		expect((await byId(db, world.municipalityId, id))!.state).toBe('planned');
	});

	test('the day begins at midnight in Oslo', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		expect((await checkIn(db, world.facilitator, id, world.staff.id, '2018-03-13T23:00:00.000Z')).ok).toBe(true);
	});

	test('staff do not check people in, strangers find nothing, and strangers are not checked in', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		expect(await checkIn(db, world.staff, id, world.staff.id, doors)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await checkIn(db, world.stranger, id, world.stranger.id, doors)).toEqual({ ok: false, reason: 'notFound' });
		expect(await checkIn(db, world.facilitator, id, world.stranger.id, doors)).toEqual({ ok: false, reason: 'invalidPerson' });
		expect((await byId(db, world.municipalityId, id))!.state).toBe('planned');
	});

	test('somebody who just comes is written down by name and unit', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		expect((await walkIn(db, world.facilitator, id, { name: ' Gjest Gjestad ', unitId: world.units.heime }, doors)).ok).toBe(true);
		expect(await attendances(db, world.municipalityId, id)).toMatchObject([
			{ personId: null, name: 'Gjest Gjestad', unitNn: 'Heimetenestene', walkInAt: doors }
		]);
		expect(await walkIn(db, world.facilitator, id, { name: ' ', unitId: null }, doors)).toEqual({ ok: false, reason: 'missing' });
		expect(await walkIn(db, world.facilitator, id, { name: 'X', unitId: 'x' }, doors)).toEqual({ ok: false, reason: 'invalidUnit' });
	});

	test('two guests of the same name are two people', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await walkIn(db, world.facilitator, id, { name: 'Anna', unitId: null }, doors);
		await walkIn(db, world.facilitator, id, { name: 'Anna', unitId: null }, doors);
		expect(await attendances(db, world.municipalityId, id)).toHaveLength(2);
	});

	test('a check-in is undone with one tap while the gathering is open, and not after', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const here = await checkIn(db, world.facilitator, id, world.staff.id, doors);
		const guest = await walkIn(db, world.facilitator, id, { name: 'Gjest', unitId: null }, doors);
		if (!here.ok || !guest.ok) throw new Error('not checked in');
		expect(await undoCheckIn(db, world.staff, id, { attendanceId: here.attendanceId }, doors)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await undoCheckIn(db, world.stranger, id, { attendanceId: here.attendanceId }, doors)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await undoCheckIn(db, world.facilitator, id, { attendanceId: here.attendanceId }, doors)).toEqual({ ok: true });
		expect(await undoCheckIn(db, world.facilitator, id, { attendanceId: here.attendanceId }, doors)).toEqual({
			ok: false,
			reason: 'notFoundPerson'
		});
		await markHeld(db, world.facilitator, id, doors);
		expect(await undoCheckIn(db, world.facilitator, id, { attendanceId: guest.attendanceId }, doors)).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await checkIn(db, world.facilitator, id, world.staff.id, doors)).toEqual({ ok: false, reason: 'closedHeld' });
	});

	test('a check-in is not undone when the café has given the person a place', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const here = await checkIn(db, world.facilitator, id, world.staff.id, doors);
		const laid = await createCafe(
			db,
			world.leader,
			id,
			{ preset: 'udir', questions: [{ text: 'Kven ringjer du?', findingId: null }] },
			doors
		);
		if (!here.ok || !laid.ok) throw new Error('not laid');
		const table = await db.selectFrom('cafeTable').select('id').executeTakeFirstOrThrow();
		await db.updateTable('cafeTable').set({ hostId: here.attendanceId }).where('id', '=', table.id).execute();
		expect(await undoCheckIn(db, world.facilitator, id, { attendanceId: here.attendanceId }, doors)).toEqual({
			ok: false,
			reason: 'conflictSeat'
		});
		expect(await attendances(db, world.municipalityId, id)).toHaveLength(1);
	});

	test('coverage counts by unit who came, and names the units nobody from is invited', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await checkIn(db, world.facilitator, id, world.staff.id, doors);
		await walkIn(db, world.facilitator, id, { name: 'Gjest', unitId: world.units.nav }, doors);
		const covered = await coverage(db, world.municipalityId, id, '2018-03-14');
		expect(covered.units.map(({ nameNn, attended, invited }) => [nameNn, attended, invited])).toEqual([['Nav Stord', 2, 0]]);
		expect(covered.missing.map(({ nameNn, staff }) => [nameNn, staff])).toEqual([
			['Bustadkontoret', 2],
			['Heimetenestene', 0],
			['Nav Stord', 1]
		]);
	});

	test("nobody reads another municipality's list", async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await checkIn(db, world.facilitator, id, world.staff.id, doors);
		expect(await attendances(db, world.stranger.municipalityId, id)).toEqual([]);
	});
});

test('the code at the door lets people check themselves in: by name, by their own account, once each, and only while it hangs there', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	await invited(db, world, id);
	expect(await createCheckInCode(db, world.staff, id, doors)).toEqual({ ok: false, reason: 'notAllowed' });
	expect(await createCheckInCode(db, world.leader, id, now)).toEqual({ ok: false, reason: 'closedEarly' });
	const hung = await createCheckInCode(db, world.facilitator, id, doors);
	if (!hung.ok) throw new Error(hung.reason);
	const { code } = hung;
	expect((await doorOf(db, shownCode(code).toLowerCase()))!.id).toBe(id);
	const named = (name: string, unitId: string | null) => comeIn(db, code, { name, unitId }, doors);
	// The one invited colleague of that name is the one who comes; a name of somebody who is not invited is a guest's.
	expect(await named('tilsett  tysnes', world.units.nav)).toEqual({ ok: true, name: 'Tilsett Tysnes' });
	expect(await comeIn(db, code, { personId: world.staff.id }, doors)).toEqual({ ok: true, name: 'Tilsett Tysnes' });
	for (const _ of ['once', 'twice']) expect(await named('Gjest Gjestad', null)).toEqual({ ok: true, name: 'Gjest Gjestad' });
	expect((await attendances(db, world.municipalityId, id)).map(({ name, personId }) => [name, personId])).toEqual([
		['Gjest Gjestad', null],
		['Tilsett Tysnes', world.staff.id]
	]);
	// However the name is written: with an unseen character, in look-alikes of another alphabet, in capitals.
	for (const name of ['Til\u200bsett TYSNES', 'Тilsеtt Tysnes'])
		expect(await named(name, null)).toEqual({ ok: true, name: 'Tilsett Tysnes' });
	expect(await named('GJEST  gjestad', null)).toMatchObject({ ok: true });
	expect(await attendances(db, world.municipalityId, id)).toHaveLength(2);
	expect(await named(' ', null)).toEqual({ ok: false, reason: 'missing' });
	expect(await named('Gjest', 'nowhere')).toEqual({ ok: false, reason: 'invalidUnit' });
	expect(await comeIn(db, code, { personId: world.stranger.id }, doors)).toEqual({ ok: false, reason: 'invalidPerson' });
	await createCheckInCode(db, world.facilitator, id, doors);
	expect(await named('For Sein', null)).toEqual({ ok: false, reason: 'invalidCode' });
	const last = (await createCheckInCode(db, world.facilitator, id, doors)) as { code: string };
	await markHeld(db, world.leader, id, doors);
	expect(await doorOf(db, last.code)).toBeUndefined();
});

test('a press that was kept while the net was away is one press, however often it comes', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const guest = { name: 'Gjest Gjestad', unitId: null, key: newId() };
	for (const _ of ['once', 'twice'])
		expect(await walkIn(db, world.facilitator, id, guest, doors)).toEqual({ ok: true, attendanceId: guest.key });
	expect(await attendances(db, world.municipalityId, id)).toHaveLength(1);
	await checkIn(db, world.facilitator, id, world.staff.id, doors);
	expect(await undoCheckIn(db, world.facilitator, id, { personId: world.staff.id }, doors)).toEqual({ ok: true });
});
