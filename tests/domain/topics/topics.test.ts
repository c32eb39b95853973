import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { mayBecome, spreadOf, topicStates, type TopicState } from '#lib/topics/model.ts';
import { answersOn, answersTo, candidates, inbox, topicById } from '#lib/topics/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const later = '2018-01-16T08:00:00.000Z';

async function withTopic(db: Kysely<Database>): Promise<World & { topicId: string; proposal: topics.Proposal }> {
	const world = await aMunicipality(db);
	const proposal: topics.Proposal = {
		seriesId: world.seriesId,
		title: 'Bustøttekurs for nye saksbehandlarar',
		description: '',
		forWhom: 'nye i Nav',
		kind: 'repeat'
	};
	const made = await topics.propose(db, world.staff, proposal, false, now);
	if (!made.ok) throw new Error(made.reason);
	return { ...world, topicId: made.topicId, proposal };
}

onBothDatabases('topics', (fresh) => {
	test('any staff member proposes, and stands behind it', async () => {
		const db = await fresh();
		const { municipalityId, staff, topicId } = await withTopic(db);
		expect(await inbox(db, municipalityId, staff.id)).toMatchObject([
			{
				id: topicId,
				state: 'proposed',
				forWhom: 'nye i Nav',
				supported: true,
				offered: false,
				proposedBy: { name: 'Tilsett Tysnes', unitNn: 'Nav Stord' },
				spread: { supporters: 1 }
			}
		]);
	});

	test('a partner may neither propose, support nor offer a talk', async () => {
		const db = await fresh();
		const { partner, topicId, proposal } = await withTopic(db);
		expect(await topics.propose(db, partner, { ...proposal, title: 'Husbankens kalkulator' }, false, now)).toEqual({
			ok: false,
			reason: 'notAllowed'
		});
		expect(await topics.support(db, partner, topicId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await topics.offerTalk(db, partner, topicId, '', now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('an empty title is no topic, and a series that is not ours has no inbox', async () => {
		const db = await fresh();
		const { staff, stranger, proposal } = await withTopic(db);
		expect(await topics.propose(db, staff, { ...proposal, title: '  \n ' }, false, now)).toEqual({ ok: false, reason: 'missing' });
		expect(await topics.propose(db, stranger, proposal, false, now)).toEqual({ ok: false, reason: 'notFound' });
	});

	test('a topic like one that is there is shown first, and can be proposed all the same', async () => {
		const db = await fresh();
		const { staff, municipalityId, topicId, proposal } = await withTopic(db);
		const twin = { ...proposal, title: 'Kurs i bustønad for nye' };
		expect(await topics.propose(db, staff, twin, false, now)).toEqual({
			ok: false,
			reason: 'duplicate',
			similar: [{ id: topicId, title: 'Bustøttekurs for nye saksbehandlarar', state: 'proposed' }]
		});
		expect((await topics.propose(db, staff, twin, true, now)).ok).toBe(true);
		expect(await inbox(db, municipalityId, staff.id)).toHaveLength(2);
	});

	test('support is counted once a person and spread over units, and those most units stand behind come first', async () => {
		const db = await fresh();
		const { municipalityId, staff, leader, facilitator, person, units, topicId, proposal } = await withTopic(db);
		const other = await topics.propose(db, staff, { ...proposal, title: 'Housing First – to år etter' }, false, now);
		if (!other.ok) throw new Error(other.reason);
		for (const name of ['Ein', 'To', 'Tre']) await topics.support(db, await person(name, units.nav, ['staff']), other.topicId, now);
		expect(await topics.support(db, leader, topicId, now)).toEqual({ ok: true });
		expect(await topics.support(db, await person('Fire', units.heime, ['staff']), topicId, now)).toEqual({ ok: true });
		expect(await topics.support(db, leader, topicId, now)).toEqual({ ok: false, reason: 'duplicateSupport' });
		const [first, second] = await inbox(db, municipalityId, facilitator.id);
		expect(first).toMatchObject({ id: topicId, supported: false, spread: { supporters: 3 } });
		expect(first?.spread.units.map((unit) => unit.nameNn)).toEqual(['Bustadkontoret', 'Heimetenestene', 'Nav Stord']);
		expect(second).toMatchObject({ id: other.topicId, spread: { supporters: 4, units: [{ nameNn: 'Nav Stord', supporters: 4 }] } });
	});

	test('support and offers can be taken back, once', async () => {
		const db = await fresh();
		const { municipalityId, leader, topicId } = await withTopic(db);
		await topics.support(db, leader, topicId, now);
		await topics.offerTalk(db, leader, topicId, 'Tek gjerne denne', now);
		expect((await inbox(db, municipalityId, leader.id))[0]).toMatchObject({
			supported: true,
			offered: true,
			offers: [{ name: 'Leiar Leirvik', note: 'Tek gjerne denne' }]
		});
		expect(await topics.offerTalk(db, leader, topicId, '', now)).toEqual({ ok: false, reason: 'duplicateOffer' });
		expect(await topics.withdrawSupport(db, leader, topicId)).toEqual({ ok: true });
		expect(await topics.withdrawOffer(db, leader, topicId)).toEqual({ ok: true });
		expect((await inbox(db, municipalityId, leader.id))[0]).toMatchObject({ supported: false, offered: false, offers: [] });
		expect(await topics.withdrawSupport(db, leader, topicId)).toEqual({ ok: false, reason: 'missingSupport' });
		expect(await topics.withdrawOffer(db, leader, topicId)).toEqual({ ok: false, reason: 'missingOffer' });
	});

	test('an answer reaches the proposer with its reason, the newest for each topic', async () => {
		const db = await fresh();
		const { municipalityId, leader, staff, topicId } = await withTopic(db);
		expect(await topics.answer(db, leader, topicId, { state: 'resting', reason: 'Vi hadde det i oktober.' }, now)).toEqual({ ok: true });
		expect(await topics.answer(db, leader, topicId, { state: 'shortlisted', reason: '' }, later)).toEqual({ ok: true });
		expect(await answersTo(db, municipalityId, staff.id)).toMatchObject([
			{ topicId, state: 'shortlisted', answeredBy: 'Leiar Leirvik', at: later }
		]);
		expect((await answersOn(db, municipalityId, topicId)).map(({ state, reason }) => [state, reason])).toEqual([
			['resting', 'Vi hadde det i oktober.'],
			['shortlisted', '']
		]);
		expect(await answersTo(db, municipalityId, leader.id)).toEqual([]);
	});

	test('a no, or not now, is not given without a reason', async () => {
		const db = await fresh();
		const { leader, topicId } = await withTopic(db);
		expect(await topics.answer(db, leader, topicId, { state: 'declined', reason: ' ' }, now)).toEqual({
			ok: false,
			reason: 'missingReason',
			topicIds: [topicId]
		});
		expect(await topics.answer(db, leader, topicId, { state: 'resting', reason: '' }, now)).toEqual({
			ok: false,
			reason: 'missingReason',
			topicIds: [topicId]
		});
	});

	test('staff do not answer, and nobody answers or supports elsewhere', async () => {
		const db = await fresh();
		const { municipalityId, staff, stranger, topicId } = await withTopic(db);
		expect(await topics.answer(db, staff, topicId, { state: 'shortlisted', reason: '' }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await topics.answer(db, stranger, topicId, { state: 'shortlisted', reason: '' }, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await topics.support(db, stranger, topicId, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await topics.offerTalk(db, stranger, topicId, '', now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await topics.withdrawSupport(db, stranger, topicId)).toEqual({ ok: false, reason: 'notFound' });
		expect(await topics.withdrawOffer(db, stranger, topicId)).toEqual({ ok: false, reason: 'notFound' });
		expect(await inbox(db, stranger.municipalityId, stranger.id)).toEqual([]);
		expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'proposed' });
	});

	test('what is declined takes no support and no offers until it is taken up again', async () => {
		const db = await fresh();
		const { leader, facilitator, topicId } = await withTopic(db);
		await topics.answer(db, leader, topicId, { state: 'declined', reason: 'Høyrer til eit anna møte.' }, now);
		expect(await topics.support(db, facilitator, topicId, now)).toEqual({ ok: false, reason: 'closed' });
		expect(await topics.offerTalk(db, facilitator, topicId, '', now)).toEqual({ ok: false, reason: 'closed' });
		expect(await topics.answer(db, leader, topicId, { state: 'resting', reason: 'Kvil' }, now)).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await topics.answer(db, leader, topicId, { state: 'proposed', reason: '' }, later)).toEqual({ ok: true });
		expect(await topics.support(db, facilitator, topicId, later)).toEqual({ ok: true });
	});

	test('a topic picked for a programme is planned there, and held when the gathering is', async () => {
		const db = await fresh();
		const { municipalityId, leader, staff, seriesId, topicId } = await withTopic(db);
		expect((await candidates(db, municipalityId, seriesId, leader.id)).map((topic) => topic.id)).toEqual([topicId]);
		expect(await topics.markPlanned(db, leader, [topicId], 'g1', now)).toEqual({ ok: true });
		expect(await topics.markPlanned(db, leader, [topicId], 'g1', now)).toEqual({ ok: true });
		expect(await answersTo(db, municipalityId, staff.id)).toHaveLength(1);
		expect(await candidates(db, municipalityId, seriesId, leader.id)).toEqual([]);
		expect(await topics.markPlanned(db, leader, [topicId], 'g2', now)).toEqual({ ok: false, reason: 'closed' });
		expect(await topics.answer(db, leader, topicId, { state: 'shortlisted', reason: '' }, now)).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await topics.markHeld(db, leader, 'g1', later)).toBe(1);
		expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'held', gatheringId: 'g1' });
		expect(await topics.markHeld(db, leader, 'g1', later)).toBe(0);
	});

	test('a topic that is let go of by its programme is shortlisted again', async () => {
		const db = await fresh();
		const { municipalityId, leader, topicId } = await withTopic(db);
		await topics.markPlanned(db, leader, [topicId], 'g1', now);
		expect(await topics.markReleased(db, leader, 'g1', 'another', later)).toBe(0);
		expect(await topics.markReleased(db, leader, 'g1', topicId, later)).toBe(1);
		expect(await topicById(db, municipalityId, topicId)).toMatchObject({ state: 'shortlisted', gatheringId: null });
	});

	test('only those who lead plan a topic, and a declined one is not planned', async () => {
		const db = await fresh();
		const { leader, staff, stranger, topicId } = await withTopic(db);
		expect(await topics.markPlanned(db, staff, [topicId], 'g1', now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await topics.markPlanned(db, stranger, [topicId], 'g1', now)).toEqual({ ok: false, reason: 'notFound' });
		await topics.answer(db, leader, topicId, { state: 'declined', reason: 'Nei' }, now);
		expect(await topics.markPlanned(db, leader, [topicId], 'g1', now)).toEqual({ ok: false, reason: 'closed' });
	});
});

describe('the states of a topic', () => {
	test('every state can be left, so that nothing in the inbox is lost for ever', () => {
		for (const state of topicStates) expect(topicStates.some((next) => mayBecome(state, next))).toBe(true);
	});

	test('only a planned topic is held, and none is planned twice', () => {
		expect(topicStates.filter((state: TopicState) => mayBecome(state, 'held'))).toEqual(['planned']);
		expect(mayBecome('planned', 'planned')).toBe(false);
	});

	test('people in no unit count as supporters, not as a unit', () => {
		expect(spreadOf([{ unitId: null, nameNn: null, nameNb: null, colour: null }])).toEqual({ supporters: 1, units: [] });
	});
});
