import { expect, test } from 'vitest';
import { changeSharing } from '#lib/gatherings/planning/sharing.server.ts';
import { addItem, addTopicItem, removeItem } from '#lib/gatherings/programme/commands.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { cancelGathering } from '#lib/gatherings/rescheduling/commands.server.ts';
import { topicById } from '#lib/topics/queries.server.ts';
import { roomsFor } from '../../../src/routes/gatherings/[id]/rooms.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, aTopic, mails, planned, post } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

const origin = 'https://samling.example.no';
const none = { goalIds: [], partnerIds: [] };

onBothDatabases('what is added to a forum that is planned', (fresh) => {
	test('a topic takes the first talk that nobody has, and when all have somebody, comes after the last one; its proposer is answered', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { leader, municipalityId } = world;
		const open = (await programme(db, municipalityId, id)).filter(({ standard }) => standard === 'openTalk');
		expect(open.length).toBeGreaterThan(0);
		const titles = [...open.map((_, at) => `Tema ${at + 1}`), 'Eitt til'];
		for (const title of titles) {
			const topicId = await aTopic(db, world, title);
			expect(await addTopicItem(db, leader, { gatheringId: id, topicId, origin }, now)).toEqual({ ok: true });
			expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'planned', gatheringId: id });
		}
		const after = await programme(db, municipalityId, id);
		expect(after.filter(({ topicId }) => topicId !== null).map(({ title }) => title)).toEqual(titles);
		expect(after.filter(({ standard }) => standard === 'openTalk')).toEqual([]);
		// What follows has given way: the forum ends with what it ended with.
		expect(after.at(-1)!.kind).toBe('closing');
		const letters = (await mails(db)).filter(({ kind }) => kind === 'topicAnswer');
		expect(letters.map(({ text }) => text).join('\n')).toContain(`${origin}/gatherings/${id}`);
	});

	test('a topic that is taken out again goes back to the inbox, and can be taken in anew', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { leader, municipalityId } = world;
		const topicId = await aTopic(db, world, 'Gjeld');
		const taken = { gatheringId: id, topicId, origin: null };
		expect(await addTopicItem(db, leader, taken, now)).toEqual({ ok: true });
		expect(await addTopicItem(db, leader, taken, now)).toEqual({ ok: false, reason: 'missingTopic' });
		const part = (await programme(db, municipalityId, id)).find((one) => one.topicId === topicId)!;
		expect(await removeItem(db, leader, id, part.id, now)).toEqual({ ok: true });
		expect((await topicById(db, municipalityId, topicId))?.state).toBe('shortlisted');
		expect(await addTopicItem(db, leader, taken, now)).toEqual({ ok: true });
	});

	test('no topic is taken in by staff, into another municipality’s forum, or into one that is cancelled', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const topicId = await aTopic(db, world, 'Gjeld');
		const taken = { gatheringId: id, topicId, origin: null };
		expect(await addTopicItem(db, world.staff, taken, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await addTopicItem(db, world.stranger, taken, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await addTopicItem(db, world.leader, { ...taken, topicId: 'nothing' }, now)).toEqual({ ok: false, reason: 'missingTopic' });
		await cancelGathering(db, world.leader, id, post, now);
		expect(await addTopicItem(db, world.leader, taken, now)).toEqual({ ok: false, reason: 'closed' });
		expect((await topicById(db, world.municipalityId, topicId))?.state).toBe('proposed');
	});

	test('partners and goals are changed; only who is new is written to, and what a colleague changed meanwhile stays', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { leader, municipalityId, partner } = world;
		const unit = (await db.selectFrom('person').select('unitId').where('id', '=', partner.id).executeTakeFirstOrThrow()).unitId;
		const second = await world.person('Siv Sande', unit, ['partner']);
		const asked = async () => (await mails(db)).filter(({ kind }) => kind === 'partnerInvitation').map((mail) => mail.recipientPersonId);
		const change = (seen: typeof none | object, wanted: object) =>
			changeSharing(db, leader, id, { seen: { ...none, ...seen }, wanted: { ...none, ...wanted } }, post, now);
		const shared = async () => {
			const { goalIds, partners } = (await byId(db, municipalityId, id))!;
			return { goalIds: goalIds.toSorted(), partnerIds: partners.map((one) => one.id).toSorted() };
		};

		expect(await change({ partnerIds: [partner.id] }, { partnerIds: [partner.id, second.id], goalIds: ['g1'] })).toEqual({
			ok: true,
			asked: 1
		});
		expect(await asked()).toEqual([second.id]);
		// Somebody who saw the page before that takes the first partner out and adds a goal.
		expect(await change({ partnerIds: [partner.id] }, { goalIds: ['g2'] })).toEqual({ ok: true, asked: 0 });
		expect(await shared()).toEqual({ goalIds: ['g1', 'g2'], partnerIds: [second.id] });
		expect(await asked()).toEqual([second.id]);

		// Taken out before the letter has left: it never does. Back in, they are asked again.
		expect(await change({ partnerIds: [second.id] }, {})).toEqual({ ok: true, asked: 0 });
		const letters = async () => (await mails(db)).filter((mail) => mail.recipientPersonId === second.id).map(({ state }) => state);
		expect(await letters()).toEqual(['cancelled']);
		expect(await change({}, { partnerIds: [second.id] })).toEqual({ ok: true, asked: 1 });
		expect((await letters()).toSorted()).toEqual(['cancelled', 'held']);

		const wanted = { ...none, partnerIds: [world.staff.id] };
		expect(await changeSharing(db, world.staff, id, { seen: none, wanted }, post, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await changeSharing(db, world.stranger, id, { seen: none, wanted }, post, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await change({}, wanted)).toEqual({ ok: false, reason: 'invalidPartner' });
		await cancelGathering(db, leader, id, post, now);
		expect(await change({}, { goalIds: ['g3'] })).toEqual({ ok: false, reason: 'closed' });
	});

	test('a café as a part of the day opens the room of the café, where the recipe had none', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		const id = await planned(db, world, { recipe: 'halfDayCourse', date: '2018-04-11' });
		const rooms = async () => {
			const parts = (await programme(db, world.municipalityId, id)).map(({ kind }) => kind);
			return roomsFor(world.leader, (await byId(db, world.municipalityId, id))!, parts);
		};
		expect(await rooms()).not.toContain('cafe');
		const cafe = { kind: 'cafe' as const, title: '', startTime: null, minutes: 60, speaker: '', speakerUnitId: null, push: false };
		expect(await addItem(db, world.leader, id, cafe, now)).toEqual({ ok: true });
		expect(await rooms()).toEqual(expect.arrayContaining(['cafe', 'harvest']));
	});
});
