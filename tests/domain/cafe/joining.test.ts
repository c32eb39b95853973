import { expect, test } from 'vitest';
import { binSigned } from '#lib/cafe/rounds/binSigned.server.ts';
import { addNote, readBoard } from '#lib/cafe/board/document.ts';
import { join, joinedAs } from '#lib/cafe/joining/join.server.ts';
import { keeperAt } from '#lib/cafe/joining/keeper.server.ts';
import { letAllIn, letIn, letInByHand, turnAway, waitingAt } from '#lib/cafe/joining/letIn.server.ts';
import { joinChoices } from '#lib/cafe/joining/names.server.ts';
import { unusualNewcomers } from '#lib/cafe/joining/newcomers.server.ts';
import { removeParticipant } from '#lib/cafe/joining/remove.server.ts';
import { whereabouts } from '#lib/cafe/joining/waiting.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { changeHost } from '#lib/cafe/seating/commands.server.ts';
import { boardsInMemory, checkedIn } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aJoinableHall, nobody } from '../../support/joining.ts';
import { now } from '../../support/world.ts';

onBothDatabases('a name in use', (fresh) => {
	test('is taken over by one tap of who runs the day, and the other phone is told and out', async () => {
		const db = await fresh();
		const { guest, come, keeper, waiting, isIn, audit, socket } = await aJoinableHall(db);
		const first = await come({ attendanceId: guest, shownAs: 'name' });
		const second = await come({ attendanceId: guest, shownAs: 'name' });
		expect(second).toMatchObject({ participantId: null, ended: [] });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([true, false]);
		expect(await socket(second.token)).toEqual({ close: 4401 });
		const [asks] = await waiting();
		expect(asks).toMatchObject({ name: 'Deltakar 01', why: 'takeOver' });
		const answer = await letIn(db, keeper, asks!.id, now);
		expect(answer).toMatchObject({ ok: true, name: 'Deltakar 01' });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([false, true]);
		expect(await socket(first.token)).toEqual({ close: 4411 });
		expect(await letIn(db, keeper, asks!.id, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await audit()).toEqual(['participant.letIn']);
	});

	test('stays whose it is when the tap is no; the asking phone is told, and waits again under any name', async () => {
		const db = await fresh();
		const { room, guest, come, keeper, waiting, isIn, audit } = await aJoinableHall(db);
		const first = await come({ attendanceId: guest });
		const second = await come({ attendanceId: guest });
		await turnAway(db, keeper, (await waiting())[0]!.id, now);
		expect(await isIn(first.token)).toBe(true);
		expect(await whereabouts(db, room.cafeId, second.token)).toEqual({ waits: null, former: 'turnedAway' });
		expect((await come({ name: 'Heilt ny', shownAs: 'name', guestToken: second.token })).participantId).toBeNull();
		expect(await audit()).toEqual(['participant.turnAway']);
	});

	test('is let in by the host of the table where it sits, and of no other', async () => {
		const db = await fresh();
		const { room, host, come, waiting, isIn, tag, scan, joinable } = await aJoinableHall(db);
		const hosting = await scan(await tag(host));
		if (!hosting?.ok) throw new Error('the host is not in');
		const at = (await participantFor(db, { now, guestToken: hosting.token }, room.tables[0]!))!;
		expect(at.role).toBe('host');
		const seats = await db.selectFrom('seat').selectAll().where('round', '=', 1).execute();
		const near = seats.find((seat) => seat.cafeTableId === room.tables[0] && seat.attendanceId !== host)!.attendanceId;
		const far = seats.find((seat) => seat.cafeTableId !== room.tables[0])!.attendanceId;
		for (const attendanceId of [near, far]) {
			await come({ attendanceId });
			await come({ attendanceId });
		}
		const keeper = keeperAt(at, null)!;
		const cafe = await db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow();
		expect((await waitingAt(db, cafe, room.tables[0]!)).map(({ table }) => table?.id)).toEqual([room.tables[0]]);
		for (const { id, table } of await waiting()) expect((await letIn(db, keeper, id, now)).ok).toBe(table!.id === room.tables[0]);
		expect(keeperAt((await participantFor(db, { now, guestToken: (await come({})).token }, room.tables[0]!))!, null)).toBeUndefined();
		expect(await isIn(hosting.token)).toBe(true);
		expect(joinable.cafeId).toBe(room.cafeId);
	});
});

onBothDatabases('the code of a table', (fresh) => {
	test("gives neither the name nor the page of a host, nor the name of anybody with an account or of one who types another's", async () => {
		const db = await fresh();
		const { world, room, host, joinable } = await aJoinableHall(db);
		const staff = await checkedIn(db, world, room.gatheringId, world.staff.name, world.units.nav, world.staff.id);
		await db
			.insertInto('account')
			.values({ personId: world.staff.id, municipalityId: world.municipalityId, passwordHash: 'x', createdAt: now })
			.execute();
		// Who signs in at an issuer has an account as well.
		const { partner, municipalityId } = world;
		const elsewhere = await checkedIn(db, world, room.gatheringId, partner.name, world.units.husbanken, partner.id);
		await db.insertInto('identity').values({ issuer: 'x', subject: 'y', municipalityId, personId: partner.id, createdAt: now }).execute();
		const listed = (await joinChoices(db, joinable)).people.map(({ attendanceId }) => attendanceId);
		expect([listed.includes(host), listed.includes(staff), listed.includes(elsewhere), listed.length]).toEqual([false, false, false, 11]);
		for (const attendanceId of [host, staff, elsewhere])
			expect(await join(db, joinable, null, { ...nobody, attendanceId }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		for (const name of ['Deltakar 00', ' deltakar  00', 'Deltakar\u200b 00', world.staff.name.toUpperCase()])
			expect(await join(db, joinable, null, { ...nobody, name, shownAs: 'name' }, now)).toEqual({ ok: false, reason: 'duplicateName' });
	});

	test('keeps who became host later from the page of the host until they prove who they are', async () => {
		const db = await fresh();
		const { world, room, guest, come, tag, scan } = await aJoinableHall(db);
		const { token } = await come({ attendanceId: guest, shownAs: 'name' });
		await changeHost(db, world.facilitator, room.cafeId, room.tables[1]!, guest);
		expect(await participantFor(db, { now, guestToken: token }, room.tables[1]!)).toMatchObject({ role: 'guest', mustProve: true });
		const proven = await scan(await tag(guest), { guestToken: token });
		if (!proven?.ok) throw new Error('the code does not lead in');
		expect(await participantFor(db, { now, guestToken: proven.token }, room.tables[1]!)).toMatchObject({ role: 'host', mustProve: false });
	});

	test('gives a typed name to nobody that is another’s, a unit’s, or what stands under a note without a name, in whatever letters', async () => {
		const db = await fresh();
		const { world, joinable, come } = await aJoinableHall(db);
		const others = ['Deltakar 01', 'deltakar  01', 'Deltаkar 01', 'Ｄeltakar 01', 'Del\u200btakar 01', world.facilitator.name, 'nav stord'];
		for (const name of [...others, '@otherUnit', 'Anna eining', 'utan namn', 'annen enhet'])
			expect(await join(db, joinable, null, { ...nobody, name, shownAs: 'name' }, now), name).toEqual({
				ok: false,
				reason: 'duplicateName'
			});
		expect((await come({ name: 'Deltakar 99', shownAs: 'name' })).participantId).not.toBeNull();
		expect((await come({ name: 'Dеltakar 99', shownAs: 'name' })).participantId, 'the same in Cyrillic waits').toBeNull();
	});

	test('lets who is signed in join as themselves and as nobody else', async () => {
		const db = await fresh();
		const { world, room, guest, joinable, come } = await aJoinableHall(db);
		expect(await join(db, joinable, world.staff, { ...nobody, attendanceId: guest }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		const answer = await come({ name: 'Ein annan', shownAs: 'name' }, world.staff);
		const { participant } = (await joinedAs(db, { now, guestToken: answer.token }, joinable))!;
		expect(participant).toMatchObject({ name: world.staff.name, isProven: true });
		expect(room.present).not.toContain(participant.attendanceId);
	});

	test('lets newcomers wait where they are let in by hand, all of them in with one tap, and who has a personal code walk in', async () => {
		const db = await fresh();
		const { world, room, guest, come, waiting, isIn, tag, scan } = await aJoinableHall(db);
		await letInByHand(db, world.facilitator, room.cafeId, true, now);
		const phones = [await come({ attendanceId: guest }), await come({ name: 'Ny', shownAs: 'name' }), await come({})];
		expect(phones.map(({ participantId }) => participantId)).toEqual([null, null, null]);
		expect((await waiting()).map(({ why }) => why)).toEqual(['newcomer', 'newcomer', 'newcomer']);
		expect((await scan(await tag(room.present[2]!)))?.ok).toBe(true);
		expect(await letAllIn(db, world.staff, room.cafeId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await letAllIn(db, world.facilitator, room.cafeId, now)).toEqual({ ok: true, count: 3 });
		expect(await Promise.all(phones.map(({ token }) => isIn(token)))).toEqual([true, true, true]);
		await letInByHand(db, world.facilitator, room.cafeId, false, now);
		expect((await come({})).participantId).not.toBeNull();
	});

	test('makes one phone one participant, however often it joins', async () => {
		const db = await fresh();
		const { come, isIn } = await aJoinableHall(db);
		const first = await come({ name: 'Ein', shownAs: 'name' });
		const second = await come({ name: 'To', shownAs: 'name', guestToken: first.token });
		expect([await isIn(first.token), await isIn(second.token)]).toEqual([false, true]);
		const here = await db.selectFrom('participant').select('name').where('leftAt', 'is', null).execute();
		expect(here).toEqual([{ name: 'To' }]);
	});
});

onBothDatabases('who is taken out', (fresh) => {
	test('is out at once, and comes in again under that name, from that phone, or with their code only when let in', async () => {
		const db = await fresh();
		const { room, guest, come, keeper, waiting, isIn, audit, socket, tag, scan } = await aJoinableHall(db);
		const phone = await come({ attendanceId: guest, shownAs: 'name' });
		expect(await removeParticipant(db, keeper, phone.participantId!, now)).toEqual({ ok: true, name: 'Deltakar 01' });
		expect(await isIn(phone.token)).toBe(false);
		expect(await socket(phone.token)).toEqual({ close: 4412 });
		expect(await whereabouts(db, room.cafeId, phone.token)).toEqual({ waits: null, former: 'removed' });
		expect((await come({ attendanceId: guest })).participantId).toBeNull();
		const renamed = await come({ name: 'Heilt annan', shownAs: 'name', guestToken: phone.token });
		expect(renamed.participantId).toBeNull();
		expect(await scan(await tag(guest))).toMatchObject({ participantId: null });
		expect((await waiting()).map(({ why }) => why)).toEqual(['removed', 'removed', 'removed']);
		for (const { id, name } of await waiting()) if (name === 'Heilt annan') await letIn(db, keeper, id, now);
		expect(await isIn(renamed.token)).toBe(true);
		expect(await removeParticipant(db, keeper, phone.participantId!, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await audit()).toEqual(['participant.remove', 'participant.letIn']);
	});

	test('leaves the notes signed with their name, or has them in the bin; notes without a name stay', async () => {
		const db = await fresh();
		const { room } = await aJoinableHall(db);
		const live = boardsInMemory();
		const doc = live.doc(room.boards[1]!);
		for (const [id, by] of [
			['n1', 'Deltakar 01'],
			['n2', ''],
			['n3', 'Deltakar 02']
		] as const)
			addNote(doc, { id, text: 'T', by, round: 1 });
		expect(await binSigned(db, live, room.cafeId, 'Deltakar 01', now)).toBe(1);
		expect(await binSigned(db, live, room.cafeId, '', now)).toBe(0);
		expect(readBoard(doc).notes.map(({ id, binnedAt }) => [id, binnedAt])).toEqual([
			['n1', now],
			['n2', null],
			['n3', null]
		]);
	});

	test('is no host, and sits at the table of the host who does it', async () => {
		const db = await fresh();
		const { room, host, come, keeper, tag, scan } = await aJoinableHall(db);
		const hosting = await scan(await tag(host));
		if (!hosting?.ok) throw new Error('the host is not in');
		expect(await removeParticipant(db, keeper, hosting.participantId!, now)).toEqual({ ok: false, reason: 'conflictHost' });
		const own = { ...keeper, tableId: room.tables[0]! };
		const seats = await db.selectFrom('seat').selectAll().where('round', '=', 1).execute();
		for (const seat of seats.filter(({ attendanceId }) => attendanceId !== host)) {
			const { participantId } = await come({ attendanceId: seat.attendanceId });
			expect((await removeParticipant(db, own, participantId!, now)).ok).toBe(seat.cafeTableId === room.tables[0]);
		}
	});
});

onBothDatabases('newcomers who are not on the list', (fresh) => {
	test('are a thousand at most; who is on the list comes in all the same', async () => {
		const db = await fresh();
		const { guest, joinable, come } = await aJoinableHall(db);
		await come({ name: 'Innom 1' });
		const row = await db.selectFrom('participant').selectAll().executeTakeFirstOrThrow();
		const made = Array.from({ length: 999 }, (_, at) => ({ ...row, id: `made${at}`, tokenHash: `made${at}`, name: `Innom ${at + 2}` }));
		for (let at = 0; at < made.length; at += 333)
			await db
				.insertInto('participant')
				.values(made.slice(at, at + 333))
				.execute();
		expect(await join(db, joinable, null, { ...nobody, name: 'Ein til', shownAs: 'name' }, now)).toEqual({ ok: false, reason: 'limit' });
		expect((await come({ attendanceId: guest })).participantId).not.toBeNull();
	});

	test('are told of to who runs the day when they are unusually many at once, until they are let in by hand', async () => {
		const db = await fresh();
		const { world, room, come } = await aJoinableHall(db);
		const unusual = async (checkedIn: number, when = now) =>
			unusualNewcomers(
				db,
				await db.selectFrom('cafe').selectAll().where('id', '=', room.cafeId).executeTakeFirstOrThrow(),
				checkedIn,
				when
			);
		for (const attendanceId of room.present.slice(1)) await come({ attendanceId });
		for (let at = 0; at < 9; at++) await come({ name: `Innom ${at}` });
		expect(await unusual(12)).toBeNull();
		await come({});
		expect(await unusual(12)).toBe(10);
		expect(await unusual(51), 'in a large hall so many are usual').toBeNull();
		expect(await unusual(12, '2018-01-15T08:05:00.000Z'), 'they have been here for a while').toBeNull();
		await letInByHand(db, world.facilitator, room.cafeId, true, now);
		expect(await unusual(12)).toBeNull();
	});
});
