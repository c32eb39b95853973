import { expect, test } from 'vitest';
import { changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { checklist, followingWork, openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { handOverWork, withdrawWork } from '#lib/handover/handing.server.ts';
import { stewardships } from '#lib/cycle/series/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { leave, mails, planned, post } from '../../support/gatherings.ts';
import { newId } from '#lib/ids.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('a series that is handed over', (fresh) => {
	/** The housing office has the series, and a forum is planned on 14 March; Kari leads Nav from before. */
	async function inOffice() {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { municipalityId, seriesId, units } = world;
		const held = { municipalityId, seriesId, unitId: units.bustadkontor, roleNn: 'leiar', roleNb: 'leder', validTo: null, note: null };
		await db
			.insertInto('stewardship')
			.values({ ...held, id: newId(), validFrom: '2017-01-01', lessons: null })
			.execute();
		const kari = await world.person('Kari Navleiar', units.nav, ['staff']);
		const post = { municipalityId, unitId: units.nav, personId: kari.id, kind: 'leader' as const };
		await db
			.insertInto('position')
			.values({ ...post, id: newId(), roleNn: 'forumsansvarleg', roleNb: 'forumansvarlig', validFrom: '2017-01-01', validTo: null })
			.execute();
		const id = await planned(db, world);
		const to = { seriesId, unitId: units.nav, roleNn: 'forumsansvarleg', roleNb: 'forumansvarlig', from: '2018-02-01', note: null };
		return { db, world, id, kari, to };
	}

	test('takes its tasks, planned gatherings and host line along from the day, and both are written to', async () => {
		const { db, world, id, kari, to } = await inOffice();
		const { municipalityId, units } = world;
		const work = await followingWork(db, municipalityId, world.seriesId, '2018-01-15');
		expect(work.gatherings).toBe(1);
		expect(work.tasks).toBeGreaterThan(5);
		expect(await handOverWork(db, world.leader, to, post, now)).toMatchObject({ ok: true, ...work });

		const owners = async (day: string) => [...new Set((await openTasks(db, municipalityId, day)).map(({ ownerUnitId }) => ownerUnitId))];
		expect(await owners('2018-01-31')).toEqual([units.bustadkontor]);
		expect(await owners('2018-02-01')).toEqual([units.nav]);
		const open = (await checklist(db, municipalityId, id, '2018-02-01')).filter(({ doneAt }) => doneAt === null);
		const roles = open.map(({ unitNn, ownerRoleNn }) => `${unitNn}: ${ownerRoleNn}`);
		expect(new Set(roles)).toEqual(new Set(['Nav Stord: forumsansvarleg', 'Nav Stord: prosessleiar']));
		expect(await byId(db, municipalityId, id)).toMatchObject({ organiserNn: 'Nav Stord', organiserRoleNn: 'forumsansvarleg' });

		const letters = (await mails(db)).filter(({ kind }) => kind === 'handover');
		expect(letters.map(({ recipientPersonId }) => recipientPersonId).toSorted()).toEqual([kari.id, world.leader.id].toSorted());
		expect(letters[0]!.text).toContain(`Opne oppgåver: ${work.tasks}`);
		const moved = { date: '2018-01-24', startTime: '09:00', room: 'Salen', theme: 'Startlån' };
		await changeDetails(db, world.leader, id, moved, post, now);
		expect(await byId(db, municipalityId, id), 'before that day it is still theirs').toMatchObject({ organiserNn: 'Bustadkontoret' });
	});

	test('is taken back until it begins: whoever had the letter hears it, and nothing has moved', async () => {
		const { db, world, kari, to } = await inOffice();
		const handed = await handOverWork(db, world.leader, to, post, now);
		if (!handed.ok) throw new Error(handed.reason);
		const take = (who: typeof world.leader, at = now) => withdrawWork(db, who, handed.stewardshipId, at);
		expect(await take(world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await take(world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await take(world.leader, '2018-02-01T08:00:00.000Z')).toEqual({ ok: false, reason: 'closed' });
		const [first] = await stewardships(db, world.municipalityId, world.seriesId);
		expect(await withdrawWork(db, world.leader, first!.id, '2016-01-01T08:00:00.000Z')).toEqual({ ok: false, reason: 'conflict' });
		await leave(db, world);
		expect(await take(world.leader)).toEqual({ ok: true });
		expect(await stewardships(db, world.municipalityId, world.seriesId)).toMatchObject([{ unitNn: 'Bustadkontoret', validTo: null }]);
		const back = (await mails(db)).filter(({ kind, documentVersion }) => kind === 'handover' && documentVersion === 2);
		expect(back.map(({ recipientPersonId }) => recipientPersonId)).toContain(kari.id);
		expect(new Set((await openTasks(db, world.municipalityId, '2018-03-01')).map(({ ownerUnitId }) => ownerUnitId))).toEqual(
			new Set([world.units.bustadkontor])
		);
	});
});
