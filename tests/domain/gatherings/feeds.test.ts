import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { addEntry } from '#lib/cycle/wheel/entries.server.ts';
import { changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { feedOf, feedsOf, openFeed, revokeFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import { changeRoles, disablePerson } from '#lib/people/persons/commands.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, answersFor, invited, post } from '../../support/gatherings.ts';
import { now, type World } from '../../support/world.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

const eventsIn = (file: string) =>
	new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event, { strictExceptions: true }));

async function tokenFor(
	db: Kysely<Database>,
	world: World,
	kind: 'person' | 'unit' | 'municipality',
	subjectId: string,
	actor = world.leader
) {
	const opened = await openFeed(db, actor, { kind, subjectId }, now);
	if (!opened.ok) throw new Error(opened.reason);
	return opened.token;
}

onBothDatabases('a calendar to follow', (fresh) => {
	test('of the municipality has gatherings at their hour and fixed points all day, as a strict parser reads them', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const titleNn = 'Rådgjevingsgruppa; møte, med «æøå» og ein så lang tittel at linja må brettast, \\ same kva teikn ho har';
		await addEntry(
			db,
			world.leader,
			{
				kind: 'body',
				titleNn,
				titleNb: titleNn,
				date: '2018-02-06',
				month: null,
				recurs: 'yearly',
				ownerUnitId: world.units.nav,
				ownerRoleNn: null,
				ownerRoleNb: null,
				leadWeeks: 2
			},
			now
		);
		const file = (await feedOf(db, await tokenFor(db, world, 'municipality', world.municipalityId), post.origin, now))!;
		expect(file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n'))).toBe(true);
		const events = eventsIn(file);
		expect(events.map((event) => event.uid)).toContain(`${id}@gathering.samling`);
		const gathering = events.find((event) => event.uid.endsWith('@gathering.samling'))!;
		expect(gathering.startDate.toString()).toBe('2018-03-14T09:00:00');
		const fixed = events.filter((event) => event.summary === titleNn);
		expect(fixed.map((event) => event.startDate.toString())).toContain('2018-02-06');
		expect(fixed.every((event) => event.startDate.isDate)).toBe(true);
		expect(new Set(events.map((event) => event.uid)).size).toBe(events.length);
	});

	test('of a unit has what that unit answers for, and of a person what they are invited to and have not declined', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const unit = await tokenFor(db, world, 'unit', world.units.heime);
		expect(eventsIn((await feedOf(db, unit, post.origin, now))!)).toEqual([]);
		const mine = await tokenFor(db, world, 'person', world.staff.id, world.staff);
		expect(eventsIn((await feedOf(db, mine, post.origin, now))!)).toEqual([]);
		await invited(db, world, id);
		expect(eventsIn((await feedOf(db, mine, post.origin, now))!)).toHaveLength(1);
		await db.updateTable('invitation').set({ answer: 'declined' }).execute();
		expect(eventsIn((await feedOf(db, mine, post.origin, now))!)).toEqual([]);
	});

	test('shows a gathering that moves as the same entry, one sequence later', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await invited(db, world, id);
		const token = await tokenFor(db, world, 'municipality', world.municipalityId);
		const [before] = eventsIn((await feedOf(db, token, post.origin, now))!);
		const { startTime, room, theme } = answersFor(world);
		expect(await changeDetails(db, world.leader, id, { date: '2018-03-21', startTime, room, theme }, post, now)).toEqual({ ok: true });
		const [after] = eventsIn((await feedOf(db, token, post.origin, now))!);
		expect(after!.uid).toBe(before!.uid);
		expect([before!.sequence, after!.sequence]).toEqual([0, 1]);
		expect(after!.startDate.toString()).toBe('2018-03-21T09:00:00');
	});

	test('stops when its link is taken back, made anew, or its owner loses their access', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		const { leader, staff, municipalityId } = world;
		const first = await tokenFor(db, world, 'municipality', municipalityId, staff);
		const second = await tokenFor(db, world, 'municipality', municipalityId, staff);
		expect(await feedOf(db, first, post.origin, now)).toBeUndefined();
		expect(await feedOf(db, second, post.origin, now)).toContain('BEGIN:VCALENDAR');
		const [feed] = await feedsOf(db, staff);
		expect(await revokeFeed(db, leader, feed!.id, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await revokeFeed(db, staff, feed!.id, now)).toEqual({ ok: true });
		expect(await feedOf(db, second, post.origin, now)).toBeUndefined();
		const third = await tokenFor(db, world, 'municipality', municipalityId, staff);
		await disablePerson(db, leader, staff.id, now);
		expect(await feedOf(db, third, post.origin, now)).toBeUndefined();
		expect(await db.selectFrom('calendarFeed').select('id').where('tokenHash', '=', third).execute()).toEqual([]);
	});

	test('stops when its owner gets less to see, and is there again when they may', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		const { leader, staff, units, municipalityId } = world;
		const [year, unit] = [
			await tokenFor(db, world, 'municipality', municipalityId, staff),
			await tokenFor(db, world, 'unit', staff.unitId!, staff)
		];
		const administrator = { ...leader, roles: ['administrator' as const, 'leader' as const] };
		const shown = async () => [year, unit].map((token) => feedOf(db, token, post.origin, now));
		expect(await Promise.all(await shown())).toEqual([expect.any(String), expect.any(String)]);
		await db.updateTable('person').set({ unitId: units.heime }).where('id', '=', staff.id).execute();
		expect(await Promise.all(await shown())).toEqual([expect.any(String), undefined]);
		expect(await changeRoles(db, administrator, staff.id, ['partner'], now)).toEqual({ ok: true });
		expect(await Promise.all(await shown())).toEqual([undefined, undefined]);
		expect(await changeRoles(db, administrator, staff.id, ['staff'], now)).toEqual({ ok: true });
		expect(await Promise.all(await shown())).toEqual([expect.any(String), undefined]);
	});

	test('is only for those it is about: nobody follows another person, a partner no unit, staff no other unit', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		const { staff, partner, leader, stranger, units, municipalityId } = world;
		const refused = { ok: false, reason: 'notFound' };
		expect(await openFeed(db, leader, { kind: 'person', subjectId: staff.id }, now)).toEqual(refused);
		expect(await openFeed(db, partner, { kind: 'municipality', subjectId: municipalityId }, now)).toEqual(refused);
		expect(await openFeed(db, partner, { kind: 'unit', subjectId: units.husbanken }, now)).toEqual(refused);
		expect(await openFeed(db, staff, { kind: 'unit', subjectId: units.heime }, now)).toEqual(refused);
		expect(await openFeed(db, stranger, { kind: 'unit', subjectId: units.heime }, now)).toEqual(refused);
		expect(await openFeed(db, stranger, { kind: 'municipality', subjectId: municipalityId }, now)).toEqual(refused);
		expect(await openFeed(db, partner, { kind: 'person', subjectId: partner.id }, now)).toMatchObject({ ok: true });
	});
});
