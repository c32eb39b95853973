import { describe, expect, test } from 'vitest';
import { cancelGathering } from '#lib/gatherings/rescheduling/commands.server.ts';
import { markHeld, openGathering } from '#lib/gatherings/attendance/doors.server.ts';
import { answerInvitation, byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { invitees } from '#lib/gatherings/invitations/queries.server.ts';
import { removeItem } from '#lib/gatherings/programme/commands.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { coverage } from '#lib/gatherings/invitations/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, entryIn, invited, mails, onTheDay, post, tokenIn } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

onBothDatabases('inviting', (fresh) => {
	describe('invitations', () => {
		test('are mails that wait in the outbox, each with a link of its own and a calendar file that asks one person', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await invite(db, world.leader, id, [world.staff.id, world.partner.id, world.staff.id], post, now)).toEqual({
				ok: true,
				invited: 2,
				already: 0,
				unreachable: []
			});
			const [partner, staff] = await mails(db);
			expect([partner!.state, staff!.state]).toEqual(['held', 'held']);
			expect(staff).toMatchObject({
				kind: 'invitation',
				documentId: id,
				recipientName: 'Tilsett Tysnes',
				locale: 'nn',
				calendarMethod: 'REQUEST'
			});
			expect(staff!.subject).toBe('Kjem du? Bustadsosialt forum onsdag 14. mars 2018');
			expect(staff!.text).toContain('09.00 Velkomen');
			expect(staff!.text).toContain('onsdag 14. mars 2018, kl. 09.00–14.40');
			expect(tokenIn(staff!.text)).not.toBe(tokenIn(partner!.text));
			expect(staff!.html).toContain(`https://samling.example.no/invitation/${tokenIn(staff!.text)}`);
			expect(entryIn(staff!.calendar).attendees.map((one) => one.getFirstValue())).toEqual([`mailto:${staff!.recipientEmail}`]);
			expect(entryIn(staff!.calendar).summary).toBe('Bustadsosialt forum: Startlån og tilskot');
			expect((await byId(db, world.municipalityId, id))!.state).toBe('invited');
		});

		test('are written in the language of whoever gets them', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await db.updateTable('person').set({ locale: 'en' }).where('id', '=', world.staff.id).execute();
			await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', world.partner.id).execute();
			await invite(db, world.leader, id, [world.staff.id, world.partner.id], post, now);
			const [partner, staff] = await mails(db);
			expect(staff!.subject).toBe('Are you coming? Boligsosialt forum Wednesday 14 March 2018');
			expect(partner!.subject).toBe('Kommer du? Boligsosialt forum onsdag 14. mars 2018');
		});

		test('hold no secret in the database: the link is stored as its hash', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(JSON.stringify(await db.selectFrom('invitation').selectAll().execute())).not.toContain(token);
		});

		test('go to each person once, and those who cannot be written to are named', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await db.updateTable('person').set({ email: null }).where('id', '=', world.facilitator.id).execute();
			const odd = await world.person('Odd Adresse', world.units.nav);
			await db.updateTable('person').set({ email: 'odd@@stord' }).where('id', '=', odd.id).execute();
			await invited(db, world, id);
			expect(await invite(db, world.leader, id, [world.staff.id, world.facilitator.id, odd.id], post, now)).toEqual({
				ok: true,
				invited: 0,
				already: 1,
				unreachable: [
					{ id: world.facilitator.id, name: 'Fasilitator Fitjar' },
					{ id: odd.id, name: 'Odd Adresse' }
				]
			});
			expect(await mails(db)).toHaveLength(1);
			expect(
				(await invitees(db, world.municipalityId, id, '2018-03-14', now)).filter((one) => one.invitedAt).map((one) => one.personId)
			).toEqual([world.staff.id]);
		});

		test('tick their task off the checklist, as a room that is known from the start does', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const done = async () =>
				(await checklist(db, world.municipalityId, id, '2018-01-15')).filter((task) => task.doneAt !== null).map((task) => task.task);
			expect(await done()).toEqual(['room']);
			await invited(db, world, id);
			expect((await done()).toSorted()).toEqual(['invite', 'room']);
		});

		test('are refused without the right, from elsewhere, to nobody, and to strangers', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			expect(await invite(db, world.facilitator, id, [world.staff.id], post, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await invite(db, world.stranger, id, [world.stranger.id], post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await invite(db, world.leader, id, [], post, now)).toEqual({ ok: false, reason: 'empty' });
			expect(await invite(db, world.leader, id, [world.stranger.id], post, now)).toEqual({ ok: false, reason: 'invalidPerson' });
			expect(await mails(db)).toEqual([]);
		});

		test('are refused without a programme, without a day, when it is called off, and once it has begun', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const asked = () => invite(db, world.leader, id, [world.staff.id], post, now);
			for (const item of await programme(db, world.municipalityId, id)) await removeItem(db, world.leader, id, item.id, now);
			expect(await asked()).toEqual({ ok: false, reason: 'emptyProgramme' });
			await db.updateTable('gathering').set({ date: null }).where('id', '=', id).execute();
			expect(await asked()).toEqual({ ok: false, reason: 'missingDate' });
			await db.updateTable('gathering').set({ date: '2018-03-14' }).where('id', '=', id).execute();
			await openGathering(db, world.leader, id, onTheDay);
			expect(await asked()).toEqual({ ok: false, reason: 'closed' });
			const other = await aGathering(db);
			await cancelGathering(db, other.world.leader, other.id, post, now);
			expect(await invite(db, other.world.leader, other.id, [other.world.staff.id], post, now)).toEqual({
				ok: false,
				reason: 'closedCancelled'
			});
		});

		test('by default go to our own staff and the partners it is shared with, in units that exist on the day', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			await world.person('Anna frå Husbanken', world.units.husbanken, ['partner']);
			await world.person('Gamal Eining', world.units.heime, ['staff']);
			await db.updateTable('unit').set({ validTo: '2018-02-28' }).where('id', '=', world.units.heime).execute();
			const listed = await invitees(db, world.municipalityId, id, '2018-03-14', now);
			expect(listed.filter((one) => one.byDefault).map((one) => one.name)).toEqual([
				'Fasilitator Fitjar',
				'Leiar Leirvik',
				'Partnar Parker',
				'Tilsett Tysnes'
			]);
			expect(listed.map((one) => one.name)).not.toContain('Gamal Eining');
		});

		test('follow a merger that is registered ahead: nobody is lost from the list, and all count under the unit of that day', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await answerInvitation(db, { token }, 'accepted', post, now);
			const names = async () => (await invitees(db, world.municipalityId, id, '2018-03-14', now)).map(({ name }) => name);
			const before = await names();
			const nav = await db.selectFrom('unit').select('id').where('nameNn', '=', 'Nav Stord').executeTakeFirstOrThrow();
			const ended = { validTo: '2018-02-28', successorId: world.units.heime };
			await db.updateTable('unit').set(ended).where('id', '=', nav.id).execute();
			expect(await names()).toEqual(before);
			const listed = await invitees(db, world.municipalityId, id, '2018-03-14', now);
			expect(listed.find(({ personId }) => personId === world.staff.id)!.unitId).toBe(world.units.heime);
			const covered = await coverage(db, world.municipalityId, id, '2018-03-14');
			expect(covered.units.map(({ nameNn, accepted }) => [nameNn, accepted])).toEqual([['Heimetenestene', 1]]);
		});

		test('count by unit, and show which units nobody is invited from', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			await answerInvitation(db, { token }, 'accepted', post, now);
			const covered = await coverage(db, world.municipalityId, id, '2018-03-14');
			expect(covered.persons).toBe(1);
			expect(covered.units.map(({ nameNn, invited, accepted }) => [nameNn, invited, accepted])).toEqual([['Nav Stord', 1, 1]]);
			expect(covered.missing.map(({ nameNn }) => nameNn)).toEqual(['Bustadkontoret', 'Heimetenestene']);
		});
	});

	describe('an answer', () => {
		test('is yes or no by the personal link, and may change until the gathering opens', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(await byToken(db, token)).toMatchObject({ name: 'Tilsett Tysnes', answer: null, municipality: 'Stord kommune', locale: 'nn' });
			expect(await answerInvitation(db, { token }, 'accepted', post, now)).toEqual({ ok: true, answer: 'accepted' });
			expect(await answerInvitation(db, { token }, 'declined', post, '2018-03-14T07:00:00.000Z')).toEqual({ ok: true, answer: 'declined' });
			expect(await byToken(db, token)).toMatchObject({ answer: 'declined', answeredAt: '2018-03-14T07:00:00.000Z' });
		});

		test('is refused when the gathering has opened, is over or called off, and to a link nobody was given', async () => {
			const db = await fresh();
			const { world, id } = await aGathering(db);
			const token = await invited(db, world, id);
			expect(await answerInvitation(db, { token: 'x'.repeat(22) }, 'accepted', post, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await answerInvitation(db, { token }, 'accepted', post, '2018-03-15T08:00:00.000Z')).toEqual({ ok: false, reason: 'closed' });
			await openGathering(db, world.leader, id, onTheDay);
			expect(await answerInvitation(db, { token }, 'accepted', post, onTheDay)).toEqual({ ok: false, reason: 'closed' });
			await markHeld(db, world.leader, id, onTheDay);
			expect(await answerInvitation(db, { token }, 'accepted', post, onTheDay)).toEqual({ ok: false, reason: 'closed' });
			const other = await aGathering(db);
			const its = await invited(db, other.world, other.id);
			await cancelGathering(db, other.world.leader, other.id, post, now);
			expect(await answerInvitation(db, { token: its }, 'accepted', post, now)).toEqual({ ok: false, reason: 'closedCancelled' });
			expect((await byToken(db, its))!.answer).toBeNull();
		});
	});
});
