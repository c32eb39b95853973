import { describe, expect, test } from 'vitest';
import { answerInvitation, byToken, invitationOf, sayNeeds } from '#lib/gatherings/invitations/rsvp.server.ts';
import { changeDetails } from '#lib/gatherings/rescheduling/commands.server.ts';
import { addressesIn, lacking } from '#lib/gatherings/invitations/pastedAddresses.ts';
import { inviteAddresses, previewAddresses } from '#lib/gatherings/invitations/inviteByAddress.server.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { invitees } from '#lib/gatherings/invitations/queries.server.ts';
import { advanceWaitlists, setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { offerEnds, invitationStatus } from '#lib/gatherings/invitations/capacity.ts';
import { remind } from '#lib/gatherings/invitations/reminders.server.ts';
import { colleagues, sendSubstitute, substituteOf } from '#lib/gatherings/invitations/substitutes.server.ts';
import { termsOf } from '#lib/gatherings/invitations/terms.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { purgeExpired, previewPurge } from '#lib/privacy/retention.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aGathering, invited, leave, mails, post, tokenIn } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

/** Four from Nav, all invited to a gathering for `capacity`, with the token of each one's link in the order of their names. */
async function full(db: Awaited<ReturnType<typeof freshSqlite>>, capacity: number | null) {
	const { world, id } = await aGathering(db);
	const people = [];
	for (const name of ['Anna', 'Berit', 'Cato', 'Dag']) people.push(await world.person(`${name} Nav`, world.units.nav, ['staff']));
	await setTerms(db, world.leader, id, { answerBy: '2018-03-07', capacity }, post, now);
	await invite(
		db,
		world.leader,
		id,
		people.map((one) => one.id),
		post,
		now
	);
	await leave(db, world);
	const sent = await mails(db);
	const tokens = people.map((one) => tokenIn(sent.find((mail) => mail.recipientPersonId === one.id)!.text));
	const answer = (index: number, said: 'accepted' | 'declined', at = now) =>
		answerInvitation(db, { token: tokens[index]! }, said, post, at);
	const stands = async (at = now) =>
		(await invitees(db, world.municipalityId, id, '2018-03-14', at)).flatMap((one) => (one.standing ? [[one.name[0], one.standing]] : []));
	return { world, id, people, tokens, answer, stands };
}

onBothDatabases('a room that is full', (fresh) => {
	test('lets people stand in line, and offers what becomes free to whoever has stood there the longest', async () => {
		const db = await fresh();
		const { answer, stands, people, world } = await full(db, 1);
		expect(await answer(0, 'accepted')).toEqual({ ok: true, answer: 'accepted' });
		expect(await answer(2, 'accepted', '2018-01-15T08:01:00.000Z')).toEqual({ ok: true, answer: 'waiting' });
		expect(await answer(1, 'accepted', '2018-01-15T08:02:00.000Z')).toEqual({ ok: true, answer: 'waiting' });
		await answer(0, 'declined', '2018-01-15T08:03:00.000Z');
		expect(await stands('2018-01-15T08:04:00.000Z')).toEqual([
			['A', 'declined'],
			['B', 'waiting'],
			['C', 'offered'],
			['D', 'unanswered']
		]);
		const offer = (await mails(db)).find((mail) => mail.kind === 'placeOffer')!;
		expect(offer).toMatchObject({ recipientPersonId: people[2]!.id, state: 'queued', releasedBy: world.leader.id });
		expect(offer.text).toContain('22. januar 2018 kl. 15.00');
		expect((await byToken(db, tokenIn(offer.text)))!.name).toBe('Cato Nav');
		// A yes by the link in the offer takes the place; whoever is late to the line does not get past it.
		expect(await answerInvitation(db, { token: tokenIn(offer.text) }, 'accepted', post, '2018-01-15T09:00:00.000Z')).toEqual({
			ok: true,
			answer: 'accepted'
		});
		expect(await answer(3, 'accepted', '2018-01-15T09:01:00.000Z')).toEqual({ ok: true, answer: 'waiting' });
	});

	test('gives an offer that nobody took to the next, once, and the first can stand in line anew', async () => {
		const db = await fresh();
		const { world, answer, stands } = await full(db, 1);
		for (const [index, minute] of [0, 1, 2].entries()) await answer(index, 'accepted', `2018-01-15T08:0${minute}:00.000Z`);
		await answer(0, 'declined', '2018-01-15T08:05:00.000Z');
		await advanceWaitlists(db, world.municipalityId, post, '2018-01-15T12:00:00.000Z');
		expect((await stands('2018-01-15T12:00:00.000Z')).slice(1, 3)).toEqual([
			['B', 'offered'],
			['C', 'waiting']
		]);
		const after = '2018-01-22T14:00:00.001Z';
		await advanceWaitlists(db, world.municipalityId, post, after);
		await advanceWaitlists(db, world.municipalityId, post, after);
		expect((await stands(after)).slice(1, 3)).toEqual([
			['B', 'lapsed'],
			['C', 'offered']
		]);
		expect((await mails(db)).filter((mail) => mail.kind === 'placeOffer')).toHaveLength(2);
		expect(await answer(1, 'accepted', after)).toEqual({ ok: true, answer: 'waiting' });
	});
});

describe('Places', () => {
	test('are offered at once when there is room for more; the leader is asked first while the invitations have not been released', async () => {
		const db = await freshSqlite();
		const { world, id, answer, stands } = await full(db, 1);
		await db.updateTable('mail').set({ releasedBy: null }).execute();
		await answer(0, 'accepted');
		await answer(1, 'accepted');
		expect(await setTerms(db, world.leader, id, { answerBy: '2018-03-07', capacity: 2 }, post, now)).toEqual({ ok: true });
		expect((await stands())[1]).toEqual(['B', 'offered']);
		expect((await mails(db)).find((mail) => mail.kind === 'placeOffer')!.state).toBe('held');
		expect(await setTerms(db, world.leader, id, { answerBy: null, capacity: 1 }, post, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
	});

	test('are kept to 15:00 on the next working day, and never later than an hour before it begins', () => {
		const begins = { date: '2018-04-04', startTime: '09:00' };
		// The Wednesday before Easter: Thursday, Friday and Monday are holidays.
		expect(offerEnds('2018-03-28T10:00:00.000Z', begins)).toBe('2018-04-03T13:00:00.000Z');
		expect(offerEnds('2018-04-03T10:00:00.000Z', begins)).toBe('2018-04-04T06:00:00.000Z');
		expect(offerEnds('2018-04-04T05:30:00.000Z', begins)).toBeNull();
		// In January for October: a week, not until tomorrow. In five weeks: three days, and the weekend after them.
		expect(offerEnds('2018-01-15T10:00:00.000Z', { ...begins, date: '2018-10-17' })).toBe('2018-01-22T14:00:00.000Z');
		expect(offerEnds('2018-03-01T10:00:00.000Z', begins)).toBe('2018-03-05T14:00:00.000Z');
		expect(invitationStatus({ answer: null, waitingAt: null, offerUntil: now }, now)).toBe('lapsed');
	});

	test('have a deadline for a yes and none for a no, which follows the day when it is moved', async () => {
		const db = await freshSqlite();
		const { world, id, answer } = await full(db, null);
		await answer(0, 'accepted');
		const late = '2018-03-08T08:00:00.000Z';
		expect(await answer(1, 'accepted', late)).toEqual({ ok: false, reason: 'pastDeadline' });
		expect(await answer(0, 'declined', late)).toEqual({ ok: true, answer: 'declined' });
		const to = { date: '2018-03-21', startTime: '09:00', room: 'Salen', theme: 'Startlån' };
		await changeDetails(db, world.leader, id, to, post, now);
		expect(await termsOf(db, world.municipalityId, id)).toMatchObject({ answerBy: '2018-03-14' });
		const terms = (answerBy: string) => setTerms(db, world.leader, id, { answerBy, capacity: null }, post, now);
		expect(await terms('2018-01-14')).toEqual({ ok: false, reason: 'past' });
		expect(await terms('2018-03-22')).toEqual({ ok: false, reason: 'invalidDeadline' });
		expect(await setTerms(db, world.staff, id, { answerBy: null, capacity: null }, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await setTerms(db, world.stranger, id, { answerBy: null, capacity: null }, post, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
	});
});

describe('An invitation', () => {
	test('is answered by its own person, signed in without the link, and not by somebody else who is signed in', async () => {
		const db = await freshSqlite();
		const { world, id, people, tokens } = await full(db, null);
		const own = { municipalityId: world.municipalityId, gatheringId: id, personId: people[0]!.id };
		expect(await answerInvitation(db, own, 'accepted', post, now)).toEqual({ ok: true, answer: 'accepted' });
		const others = { token: tokens[0]!, readerId: people[1]!.id };
		expect(await answerInvitation(db, others, 'declined', post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect((await invitationOf(db, own))!.answer).toBe('accepted');
		expect(await answerInvitation(db, { ...own, personId: world.staff.id }, 'accepted', post, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
	});

	test('goes on to a colleague of the same unit, who takes over the place and gets a letter by the same release', async () => {
		const db = await freshSqlite();
		const { world, id, tokens, answer, people } = await full(db, 1);
		await answer(0, 'accepted');
		const key = { token: tokens[0]! };
		const invitation = (await byToken(db, tokens[0]!))!;
		expect((await colleagues(db, invitation)).map(({ name }) => name)).toEqual(['Tilsett Tysnes']);
		expect(await sendSubstitute(db, key, world.partner.id, post, now)).toEqual({ ok: false, reason: 'invalidPerson' });
		expect(await sendSubstitute(db, { token: tokens[1]! }, world.staff.id, post, now)).toEqual({ ok: false, reason: 'limitPlaces' });
		expect(await sendSubstitute(db, key, world.staff.id, post, now)).toEqual({ ok: true, name: 'Tilsett Tysnes' });
		const letter = (await mails(db)).find((mail) => mail.recipientPersonId === world.staff.id)!;
		expect(letter.state).toBe('queued');
		expect(letter.text).toContain('Anna Nav kan ikkje kome');
		expect(await answer(2, 'accepted')).toEqual({ ok: true, answer: 'waiting' });
		expect(await answerInvitation(db, { token: tokenIn(letter.text) }, 'accepted', post, now)).toEqual({ ok: true, answer: 'accepted' });
		expect(await substituteOf(db, invitation.id)).toEqual({ name: 'Tilsett Tysnes', answer: 'accepted' });
		const listed = await invitees(db, world.municipalityId, id, '2018-03-14', now);
		expect(listed.find((one) => one.personId === world.staff.id)!.insteadOf).toBe('Anna Nav');
		expect(listed.find((one) => one.personId === people[0]!.id)!.standing).toBe('declined');
	});

	test('is followed by a reminder to those who have it and have not answered, which stays when they answer first', async () => {
		const db = await freshSqlite();
		const { world, id, people, answer } = await full(db, null);
		await answer(0, 'accepted');
		await answer(1, 'declined');
		await invite(db, world.leader, id, [world.partner.id], post, now);
		expect(await remind(db, world.leader, id, post, now)).toEqual({ ok: true, reminded: 2 });
		expect(await remind(db, world.leader, id, post, now)).toEqual({ ok: true, reminded: 0 });
		const reminders = async () => (await mails(db)).filter((mail) => mail.kind === 'invitationReminder');
		expect((await reminders()).map((mail) => [mail.recipientPersonId, mail.state])).toEqual([
			[people[2]!.id, 'held'],
			[people[3]!.id, 'held']
		]);
		await answerInvitation(db, { token: tokenIn((await reminders())[0]!.text) }, 'accepted', post, now);
		expect((await reminders()).map((mail) => mail.state)).toEqual(['cancelled', 'held']);
		expect((await release(db, world.leader, { ids: (await reminders()).map((mail) => mail.id) }, now)).ok).toBe(true);
		await answer(3, 'declined');
		expect(await remind(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await remind(db, world.facilitator, id, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await remind(db, world.leader, id, post, '2018-03-08T08:00:00.000Z')).toEqual({ ok: false, reason: 'pastDeadline' });
	});

	test('takes what somebody needs of food and access, and forgets it when they decline and 14 days after the day', async () => {
		const db = await freshSqlite();
		const { world, tokens, answer, id } = await full(db, null);
		const says = (index: number, needs: string) => sayNeeds(db, { token: tokens[index]! }, needs, now);
		expect(await says(0, 'Nøtteallergi')).toEqual({ ok: false, reason: 'conflict' });
		await answer(0, 'accepted');
		await answer(1, 'accepted');
		expect(await says(0, ' Nøtteallergi ')).toEqual({ ok: true });
		expect(await says(1, 'Teleslynge')).toEqual({ ok: true });
		await answer(1, 'declined');
		const kept = async () =>
			(await invitees(db, world.municipalityId, id, '2018-03-14', now)).flatMap(({ needs }) => (needs === null ? [] : [needs]));
		expect(await kept()).toEqual(['Nøtteallergi']);
		const due = async (now: string) => (await previewPurge(db, world.municipalityId, now)).find(({ kind }) => kind === 'needs')?.count;
		expect(await due('2018-03-28T10:00:00.000Z')).toBe(0);
		expect(await due('2018-03-29T10:00:00.000Z')).toBe(1);
		await purgeExpired(db, '2018-03-29T10:00:00.000Z');
		expect(await kept()).toEqual([]);
	});
});

describe('A pasted list', () => {
	test('is read as people write it, each address once, and gives back what is none', () => {
		const { people, unread } = addressesIn(
			'Anna Vik <Anna.Vik@stord.example>; per-arne.oy@nåv.example,\n"Vik, Åse" <ase@stord.example>, anna.vik@stord.example\nring Per\n\n'
		);
		expect(people).toEqual([
			{ email: 'anna.vik@stord.example', name: 'Anna Vik' },
			{ email: 'per-arne.oy@xn--nv-yia.example', name: 'Per-Arne Oy' },
			{ email: 'ase@stord.example', name: 'Åse Vik' }
		]);
		expect(unread).toEqual(['ring Per']);
	});

	test('is shown line by line as it was understood, and nothing is written', async () => {
		const db = await freshSqlite();
		const { world, id } = await aGathering(db);
		await invited(db, world, id);
		const emailOf = async (personId: string) =>
			(await db.selectFrom('person').select('email').where('id', '=', personId).executeTakeFirstOrThrow()).email!;
		await db.updateTable('person').set({ disabledAt: now }).where('id', '=', world.partner.id).execute();
		const [asked, leader, gone] = [await emailOf(world.staff.id), await emailOf(world.leader.id), await emailOf(world.partner.id)];
		const text = [asked, leader.toUpperCase(), `Ho Leia <${leader}>`, gone, 'Vik, Åse <ase@ny.example>', 'ring Per'].join('\n');
		const before = await db.selectFrom('person').selectAll().execute();
		const seen = await previewAddresses(db, world.municipalityId, id, text);
		expect(seen.ok && seen.lines.map(({ email, what }) => [email, what])).toEqual([
			[asked, 'invited'],
			[leader, 'known'],
			[leader, 'again'],
			[gone, 'noAccess'],
			['ase@ny.example', 'new'],
			[null, 'unread']
		]);
		expect(seen.ok && seen.lines[4]).toMatchObject({ name: 'Åse Vik', text: 'Vik, Åse <ase@ny.example>' });
		expect(await db.selectFrom('person').selectAll().execute()).toEqual(before);
		const neighbours = await previewAddresses(db, world.stranger.municipalityId, id, leader);
		expect(neighbours.ok && neighbours.lines[0]!.what, 'a neighbour learns nothing of who is here').toBe('new');
		const many = Array.from({ length: 301 }, (_, index) => `p${index}@stord.example`).join(';');
		expect(await previewAddresses(db, world.municipalityId, id, many)).toEqual({ ok: false, reason: 'limitAddresses' });
	});

	test('invites those we know and adds the others, or does nothing at all', async () => {
		const db = await freshSqlite();
		const { world, id } = await aGathering(db);
		const known = (await db.selectFrom('person').select('email').where('id', '=', world.staff.id).executeTakeFirstOrThrow()).email!;
		const text = `${known.toUpperCase()}\nNy Person <ny@stord.example>\ntull`;
		const paste = (unitId: string | null, pasted = text) => inviteAddresses(db, world.leader, id, { text: pasted, unitId }, post, now);
		expect(await paste('nowhere')).toEqual({ ok: false, reason: 'invalidUnit' });
		expect(await paste(world.units.nav)).toMatchObject({ ok: true, invited: 2, added: 1, unread: ['tull'] });
		expect(await paste(world.units.nav)).toMatchObject({ ok: true, invited: 0, already: 2, added: 0 });
		expect(await paste(null, 'tull')).toEqual({ ok: false, reason: 'empty' });
		const many = Array.from({ length: 301 }, (_, index) => `p${index}@stord.example`).join(';');
		expect(await paste(null, many)).toEqual({ ok: false, reason: 'limitAddresses' });
		const count = () => db.selectFrom('person').select('id').where('email', 'like', '%ny2%').execute();
		expect(await inviteAddresses(db, world.stranger, id, { text: 'ny2@stord.example', unitId: null }, post, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await count()).toEqual([]);
	});
});

test('Coverage says which units and levels are missing, and why', () => {
	const units = [{ id: 'rbo' }, { id: 'nav' }, { id: 'heime' }, { id: 'bustad' }];
	const people = [
		{ groupId: 'nav', hasEmail: true, chosen: false },
		{ groupId: 'heime', hasEmail: false, chosen: true },
		{ groupId: 'bustad', hasEmail: true, chosen: true },
		{ groupId: null, hasEmail: true, chosen: true }
	];
	expect(lacking(units, people).map(({ group, why }) => [group.id, why])).toEqual([
		['rbo', 'nobodyKnown'],
		['nav', 'notChosen'],
		['heime', 'noAddress']
	]);
});
