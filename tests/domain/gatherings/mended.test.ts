import { expect, test } from 'vitest';
import { editWalkIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { attendanceHistory } from '#lib/gatherings/attendance/history.server.ts';
import { enterPast } from '#lib/gatherings/attendance/past.server.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { editSpeaker } from '#lib/gatherings/speakers/editSpeaker.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { speakerBy, speakerRequests } from '#lib/gatherings/speakers/queries.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, mails, onTheDay, post } from '../../support/gatherings.ts';
import { mailServer, minutes } from '../../support/outbox.ts';
import { aMunicipality, now } from '../../support/world.ts';

const link = (text: string) => /\/speaker\/([\w-]{22})/.exec(text)?.[1] ?? '';

onBothDatabases('what was entered wrong', (fresh) => {
	test('of a speaker is mended: before the email has gone it goes to the new address, after it there is a new one, and the old link is dead', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { transport } = await mailServer();
		const [, talk] = await programme(db, world.municipalityId, id);
		await askSpeaker(db, world.leader, id, { itemId: talk!.id, name: 'Ola Ordførar', email: 'ola@a.example' }, post, now);
		const [{ id: requestId } = { id: '' }] = await speakerRequests(db, world.municipalityId, id);
		const edit = (email: string, who = world.leader) =>
			editSpeaker(db, who, id, { requestId, name: 'Olaug Ordførar', email }, post, minutes(1));
		expect(await edit('to@a.no, tre@b.no')).toEqual({ ok: false, reason: 'invalidAddress' });
		expect(await edit('olaug@a.example', world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await edit('olaug@a.example', world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		expect(await edit('olaug@a.example')).toEqual({ ok: true });
		const [waiting] = await mails(db);
		expect([waiting?.recipientEmail, await mails(db)]).toMatchObject(['olaug@a.example', [{ state: 'held' }]]);
		expect(await speakerBy(db, link(waiting!.text))).toMatchObject({ request: { name: 'Olaug Ordførar' } });
		await release(db, world.leader, { batch: waiting!.batch }, now);
		await deliverDue(db, transport, now);
		expect(await edit('olaug@b.example')).toEqual({ ok: true });
		expect(await speakerBy(db, link(waiting!.text))).toBeUndefined();
		const after = await mails(db);
		expect(after.map(({ kind, recipientEmail, state }) => `${kind} ${recipientEmail} ${state}`).toSorted()).toEqual([
			'addressChange olaug@a.example queued',
			'speakerReminder olaug@b.example held',
			'speakerRequest olaug@a.example sent'
		]);
		const again = after.find(({ kind }) => kind === 'speakerReminder')!;
		expect((await speakerBy(db, link(again.text)))?.request.id).toBe(requestId);
		await db.updateTable('gathering').set({ state: 'held' }).where('id', '=', id).execute();
		expect(await edit('olaug@c.example')).toEqual({ ok: false, reason: 'closed' });
	});

	test('of somebody who walked in is mended, but of nobody who is known elsewhere', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const came = await walkIn(db, world.leader, id, { name: 'Kari Nordman', unitId: null }, onTheDay);
		if (!came.ok) throw new Error(came.reason);
		const { attendanceId } = came;
		const edited = { attendanceId, name: 'Kari Nordmann', unitId: world.units.nav };
		expect(await editWalkIn(db, world.staff, id, edited, onTheDay)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await editWalkIn(db, world.stranger, id, edited, onTheDay)).toEqual({ ok: false, reason: 'notFound' });
		expect(await editWalkIn(db, world.facilitator, id, { ...edited, unitId: 'nowhere' }, onTheDay)).toMatchObject({
			reason: 'invalidUnit'
		});
		expect(await editWalkIn(db, world.facilitator, id, edited, onTheDay)).toEqual({ ok: true });
		expect(await attendances(db, world.municipalityId, id)).toMatchObject([{ name: 'Kari Nordmann', unitId: world.units.nav }]);
		await db.updateTable('attendance').set({ personId: world.staff.id }).execute();
		expect(await editWalkIn(db, world.facilitator, id, edited, onTheDay)).toEqual({ ok: false, reason: 'notFoundPerson' });
	});
});

onBothDatabases('a gathering of before', (fresh) => {
	test('is written down as far as it is known, once, with the units that were there', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, staff, stranger, units, seriesId, municipalityId } = world;
		const past = { seriesId, theme: 'Frå gate til heim', when: '2016-03', recipe: 'talksCafe' as const, room: '', attendedCount: 46 };
		const entered = { ...past, unitIds: [units.nav, units.heime, units.nav] };
		expect(await enterPast(db, staff, entered, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await enterPast(db, stranger, entered, now)).toEqual({ ok: false, reason: 'invalidSeries' });
		expect(await enterPast(db, leader, { ...entered, unitIds: ['nowhere'] }, now)).toEqual({ ok: false, reason: 'invalidUnit' });
		for (const when of ['2018', '2018-01', '2018-01-15', '2019-05-01'])
			expect(await enterPast(db, leader, { ...entered, when }, now)).toEqual({ ok: false, reason: 'invalidDate' });
		expect((await enterPast(db, leader, entered, now)).ok).toBe(true);
		expect(await enterPast(db, leader, entered, now)).toEqual({ ok: false, reason: 'duplicate' });
		expect((await enterPast(db, leader, { ...entered, when: '2018-01-14' }, now)).ok).toBe(true);
		expect((await enterPast(db, leader, { ...entered, when: '2012' }, now)).ok).toBe(true);
		const { gatherings, there } = await attendanceHistory(db, municipalityId);
		expect(gatherings.map(({ date, month, year }) => date ?? month ?? year).toSorted()).toEqual([2012, '2016-03', '2018-01-14']);
		const first = gatherings.find(({ month }) => month === '2016-03')!;
		expect([...there.keys()].filter((key) => key.endsWith(first.id)).length).toBe(2);
	});
});
