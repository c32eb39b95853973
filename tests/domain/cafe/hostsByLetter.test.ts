import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { answerHost, hostBy, replyAsInvited } from '#lib/cafe/hosts/answer.server.ts';
import { arriving } from '#lib/cafe/hosts/arrival.server.ts';
import { askHosts, askHostsAnew, letOff, remindHosts, type Wanted } from '#lib/cafe/hosts/commands.server.ts';
import { candidates, hostRequests, hostTables } from '#lib/cafe/hosts/queries.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { seatsOf } from '#lib/cafe/seating/queries.server.ts';
import { planForum } from '#lib/cafe/setup/planForum.server.ts';
import { checkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { answerInvitation } from '#lib/gatherings/invitations/rsvp.server.ts';
import { cancelGathering, changeDetails, sendUpdates } from '#lib/gatherings/rescheduling/commands.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { answersFor, leave, mails, onTheDay, post } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

const nextDay = '2018-01-16T08:00:00.000Z';
const linkIn = (text: string) => /\/host\/([\w-]{22})/.exec(text)![1]!;

/** A forum with a café of eight tables, ten people invited whose invitations have left; the first four come. */
async function invitedForum(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const planned = await planForum(db, world.leader, answersFor(world), now);
	if (!planned.ok) throw new Error(planned.reason);
	const { gatheringId: id } = planned;
	const units = [world.units.nav, world.units.heime, world.units.bustadkontor];
	const people: string[] = [];
	for (let at = 0; at < 10; at++) people.push((await world.person(`Deltakar ${at}`, units[at % 3]!)).id);
	await invite(db, world.leader, id, people, post, now);
	await leave(db, world);
	const reply = (personId: string, answer: 'accepted' | 'declined') => {
		const key = { municipalityId: world.municipalityId, gatheringId: id, personId };
		return replyAsInvited(db, key, (trx) => answerInvitation(trx, key, answer, post, now), now);
	};
	for (const personId of people.slice(0, 4)) await reply(personId, 'accepted');
	const tables = await hostTables(db, world.municipalityId, id);
	const ask = (...wanted: Wanted[]) => askHosts(db, world.leader, id, wanted, post, now);
	const letters = async (kind = 'hostRequest') =>
		(await mails(db)).filter((mail) => mail.kind === kind).toSorted((a, b) => a.documentVersion - b.documentVersion);
	const letterTo = async (personId: string, kind?: string) =>
		(await letters(kind)).findLast(({ recipientPersonId }) => recipientPersonId === personId);
	/** Asks for a table and answers by the link. */
	const says = async (answer: 'yes' | 'no', personId: string, tableId: string | null) => {
		expect(await ask({ personId, tableId })).toMatchObject({ ok: true, asked: 1 });
		const token = linkIn((await letterTo(personId))!.text);
		expect(await answerHost(db, token, answer, post, now)).toEqual({ ok: true });
		return token;
	};
	const isDone = async () =>
		(await checklist(db, world.municipalityId, id, '2018-01-15')).find(({ task }) => task === 'hosts')!.doneAt !== null;
	const requests = () => hostRequests(db, world.municipalityId, id);
	const come = async (personId: string) => {
		const answer = await arriving(db, (trx) => checkIn(trx, world.facilitator, id, personId, onTheDay), onTheDay);
		if (!answer.ok) throw new Error(answer.reason);
		return answer.attendanceId;
	};
	const hosts = async () => (await hostTables(db, world.municipalityId, id)).map(({ hostId }) => hostId);
	return { world, id, cafeId: planned.cafeId!, people, tables, ask, letters, letterTo, says, isDone, requests, come, hosts, reply };
}

onBothDatabases('hosts who are asked by letter', (fresh) => {
	describe('before the day', () => {
		test('get a letter that says what a host does and which table it is, held in the outbox; reading its link answers nothing', async () => {
			const db = await fresh();
			const { world, id, people, tables, ask, letterTo, requests } = await invitedForum(db);
			const [anna, bo] = people as [string, string];
			expect((await candidates(db, world.municipalityId, id)).map(({ comes }) => comes)).toEqual([
				...[true, true, true, true],
				...Array.from({ length: 6 }, () => false)
			]);
			expect(await ask({ personId: anna, tableId: tables[1]!.id }, { personId: bo, tableId: null })).toEqual({
				...{ ok: true, asked: 2 },
				unreachable: []
			});
			const letter = (await letterTo(anna))!;
			expect(letter).toMatchObject({ state: 'held', subject: 'Vil du vere bordvert? Bustadsosialt forum onsdag 14. mars 2018' });
			expect(letter.text).toContain('Bord: Bord 2');
			expect(letter.text).toContain(tables[1]!.question);
			expect(letter.text).toContain('tek imot nye som kjem');
			expect((await letterTo(bo))!.text).toContain('Kva bord som blir ditt, får du vite når du sjekkar inn.');
			const token = linkIn(letter.text);
			expect((await hostBy(db, token))!.table!.number).toBe(2);
			expect((await requests()).map(({ answer }) => answer)).toEqual([null, null]);
			expect((await candidates(db, world.municipalityId, id)).map(({ id }) => id)).not.toContain(anna);
		});

		test('answer yes or no by the link, change their minds until check-in opens, and who says yes comes', async () => {
			const db = await fresh();
			const { world, id, people, tables, says, requests } = await invitedForum(db);
			const token = await says('yes', people[9]!, tables[0]!.id);
			expect(await requests()).toMatchObject([{ answer: 'yes', comes: 'accepted' }]);
			expect(await answerHost(db, token, 'no', post, nextDay)).toEqual({ ok: true });
			expect(await requests()).toMatchObject([{ answer: 'no', comes: 'accepted' }]);
			expect(await answerHost(db, token, 'yes', post, nextDay)).toEqual({ ok: true });
			expect(await answerHost(db, 'x'.repeat(22), 'yes', post, now)).toEqual({ ok: false, reason: 'notFound' });
			await openGathering(db, world.facilitator, id, onTheDay);
			expect(await answerHost(db, token, 'no', post, onTheDay)).toEqual({ ok: false, reason: 'closed' });
		});

		test('close the task of finding them when every table has one who said yes; a changed mind opens it again', async () => {
			const db = await fresh();
			const { people, tables, says, isDone, reply } = await invitedForum(db);
			for (const [at, { id }] of tables.entries()) {
				expect(await isDone(), `${at} of 8`).toBe(false);
				await says('yes', people[at]!, at === 3 ? null : id);
			}
			expect(await isDone()).toBe(true);
			// Who does not come is no host.
			await reply(people[2]!, 'declined');
			expect(await isDone()).toBe(false);
			await says('yes', people[8]!, tables[2]!.id);
			expect(await isDone()).toBe(true);
		});

		test('whom no letter reaches are told to the planners, and are not asked', async () => {
			const db = await fresh();
			const { people, tables, ask, requests } = await invitedForum(db);
			const [anna, bo, kari] = people as [string, string, string];
			await db.updateTable('person').set({ email: null }).where('id', '=', anna).execute();
			await db.updateTable('mail').set({ state: 'bounced' }).where('recipientPersonId', '=', bo).execute();
			expect(await ask(...[anna, bo, kari].map((personId, at) => ({ personId, tableId: tables[at]!.id })))).toMatchObject({
				asked: 1,
				unreachable: [{ name: 'Deltakar 0' }, { name: 'Deltakar 1' }]
			});
			expect((await requests()).map(({ name }) => name)).toEqual(['Deltakar 2']);
		});

		test('can be let off, so that another is asked: the letter is stopped, or the planner is told that they have it', async () => {
			const db = await fresh();
			const { world, id, people, tables, ask, letterTo, says, requests } = await invitedForum(db);
			const [anna, bo] = people as [string, string];
			const table = tables[0]!.id;
			await ask({ personId: anna, tableId: table });
			expect(await ask({ personId: bo, tableId: table })).toEqual({ ok: false, reason: 'conflictTable' });
			const off = async () => letOff(db, world.leader, id, (await requests())[0]!.id, now);
			expect(await off()).toEqual({ ok: true, name: 'Deltakar 0', hasLeft: false });
			expect((await letterTo(anna))!.state).toBe('cancelled');
			const token = await says('yes', bo, table);
			await leave(db, world);
			expect(await off()).toEqual({ ok: true, name: 'Deltakar 1', hasLeft: true });
			expect(await answerHost(db, token, 'yes', post, now)).toEqual({ ok: false, reason: 'closedRequest' });
			expect(await letOff(db, world.leader, id, 'gone', now)).toEqual({ ok: false, reason: 'conflictRequest' });
			// Asked once more, they have a letter and a link of its own.
			expect(await ask({ personId: bo, tableId: table })).toMatchObject({ asked: 1 });
			expect(await answerHost(db, linkIn((await letterTo(bo))!.text), 'yes', post, now)).toEqual({ ok: true });
			await says('no', people[2]!, tables[1]!.id);
			expect(await ask({ personId: people[3]!, tableId: tables[1]!.id }), 'who said no holds no table').toMatchObject({ asked: 1 });
		});

		test('are written to before the day: who has not answered is asked again, who said yes is told which table is theirs', async () => {
			const db = await fresh();
			const { world, id, people, tables, ask, letterTo, says } = await invitedForum(db);
			const [anna, bo, kari] = people as [string, string, string];
			const remind = (at: string) => remindHosts(db, world.leader, id, post, at);
			await ask({ personId: anna, tableId: tables[0]!.id });
			expect(await remind(nextDay), 'their letter has not left').toEqual({ ok: false, reason: 'emptyHosts' });
			await says('yes', bo, tables[1]!.id);
			await says('no', kari, tables[2]!.id);
			await leave(db, world);
			expect(await remind(nextDay)).toEqual({ ok: true, reminded: 2 });
			expect(await letterTo(anna, 'hostReminder')).toMatchObject({
				...{ state: 'held', subject: 'Ventar på svar: Vil du vere bordvert? Bustadsosialt forum onsdag 14. mars 2018' }
			});
			const ready = (await letterTo(bo, 'hostReminder'))!;
			expect(ready.subject).toBe('Du er bordvert på Bustadsosialt forum onsdag 14. mars 2018');
			expect(ready.text).toContain(tables[1]!.question);
			expect((await hostBy(db, linkIn(ready.text)))!.request.personId).toBe(bo);
			expect(await remind(nextDay)).toEqual({ ok: false, reason: 'emptyHosts' });
		});

		test('follow the day: moved, who never got the letter gets one that says what holds now; called off, nothing more leaves', async () => {
			const db = await fresh();
			const { world, id, people, tables, ask, letters, letterTo, says, requests } = await invitedForum(db);
			const [anna, bo] = people as [string, string];
			await says('yes', anna, tables[0]!.id);
			await leave(db, world);
			await ask({ personId: bo, tableId: tables[1]!.id });
			const details = { date: '2018-03-21', startTime: '09:00', room: 'Kulturhuset', theme: 'Startlån og tilskot' };
			expect(await changeDetails(db, world.leader, id, details, post, now)).toEqual({ ok: true });
			expect(await ask({ personId: people[2]!, tableId: null })).toEqual({ ok: false, reason: 'conflictNews' });
			expect(await sendUpdates(db, world.leader, id, post, now, askHostsAnew)).toMatchObject({ ok: true });
			const written = (await letters()).toSorted((a, b) => Number(b.recipientPersonId === anna) - Number(a.recipientPersonId === anna));
			expect(written.map(({ recipientPersonId, state }) => [recipientPersonId === anna, state])).toEqual([
				[true, 'sent'],
				[false, 'cancelled'],
				[false, 'held']
			]);
			expect(written[2]!.text).toContain('onsdag 21. mars 2018');
			expect(await hostBy(db, linkIn(written[2]!.text))).toBeDefined();
			expect(await requests()).toMatchObject([{ answer: 'yes' }, { answer: null }]);
			await cancelGathering(db, world.leader, id, post, now);
			expect((await letterTo(bo))!.state).toBe('cancelled');
			expect(await ask({ personId: people[2]!, tableId: null })).toEqual({ ok: false, reason: 'closedCancelled' });
		});

		test('are asked by who plans, among those who are invited, once each', async () => {
			const db = await fresh();
			const { world, id, people, tables, ask, reply } = await invitedForum(db);
			const [anna, bo] = people as [string, string];
			const table = tables[0]!.id;
			expect(await askHosts(db, world.staff, id, [], post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await askHosts(db, world.stranger, id, [], post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await ask()).toEqual({ ok: false, reason: 'empty' });
			expect(await ask({ personId: anna, tableId: null }, { personId: anna, tableId: table })).toEqual({ ok: false, reason: 'duplicate' });
			expect(await ask({ personId: anna, tableId: table }, { personId: bo, tableId: table })).toEqual({
				...{ ok: false, reason: 'conflictTable' }
			});
			expect(await ask({ personId: anna, tableId: 'gone' })).toEqual({ ok: false, reason: 'conflictTable' });
			expect(await ask({ personId: world.partner.id, tableId: null })).toEqual({ ok: false, reason: 'invalidPerson' });
			await reply(bo, 'declined');
			expect(await ask({ personId: bo, tableId: null })).toEqual({ ok: false, reason: 'invalidPerson' });
			await ask({ personId: anna, tableId: null });
			expect(await ask({ personId: anna, tableId: table })).toEqual({ ok: false, reason: 'invalidPerson' });
		});
	});

	describe('at check-in', () => {
		test('are hosts of themselves: of the table they were asked for, or of the first that nobody has', async () => {
			const db = await fresh();
			const { world, cafeId, people, tables, says, come, hosts } = await invitedForum(db);
			const [anna, bo, kari, ola] = people as [string, string, string, string];
			await says('yes', anna, tables[1]!.id);
			await says('yes', bo, null);
			await says('no', kari, tables[2]!.id);
			const [b, a, k] = [await come(bo), await come(anna), await come(kari)];
			expect((await hosts()).slice(0, 3)).toEqual([b, a, null]);
			expect(k).toBeDefined();
			// What those who run the day decide afterwards stands when the next one comes.
			await changeHost(db, world.facilitator, cafeId, tables[1]!.id, null);
			await come(ola);
			expect((await hosts()).slice(0, 3)).toEqual([b, null, null]);
		});

		test('take seats at their table from this round on when they come late, and nobody else moves', async () => {
			const db = await fresh();
			const { world, cafeId, people, tables, says, come, hosts } = await invitedForum(db);
			await db.deleteFrom('cafeTable').where('number', '>', 3).execute();
			const [late] = people as [string];
			await says('yes', late, tables[1]!.id);
			for (const personId of people.slice(1)) await come(personId);
			expect(await seatEveryone(db, world.facilitator, cafeId, onTheDay)).toMatchObject({ ok: true });
			const seats = async () => (await seatsOf(db, cafeId)).map((seat) => `${seat.attendanceId} ${seat.round} ${seat.cafeTableId}`);
			const before = await seats();
			const here = await come(late);
			expect((await hosts())[1]).toBe(here);
			const after = await seats();
			expect(after.filter((seat) => !before.includes(seat)).toSorted()).toEqual(
				[1, 2, 3].map((round) => `${here} ${round} ${tables[1]!.id}`)
			);
			expect(before.filter((seat) => !after.includes(seat))).toEqual([]);
		});

		test('leave a table alone that has got another host before they came', async () => {
			const db = await fresh();
			const { world, cafeId, people, tables, says, come, hosts } = await invitedForum(db);
			const [anna, bo] = people as [string, string];
			await says('yes', anna, tables[0]!.id);
			const other = await come(bo);
			await changeHost(db, world.facilitator, cafeId, tables[0]!.id, other);
			await come(anna);
			expect((await hosts()).filter((host) => host !== null)).toEqual([other]);
		});
	});
});
