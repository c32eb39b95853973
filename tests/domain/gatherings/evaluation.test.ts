import { expect, test } from 'vitest';
import { askForEvaluation, askedAbout, evaluate, evaluations } from '#lib/gatherings/evaluation/commands.server.ts';
import { checkIn, walkIn } from '#lib/gatherings/attendance/commands.server.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { freshSqlite } from '../../support/database.ts';
import { aGathering, mails, onTheDay, post } from '../../support/gatherings.ts';

const linkIn = (text: string) => /\/evaluation\/([\w-]{22})/.exec(text)![1]!;

test('Those who were there are asked once, answer once, and are seen in no answer', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const people = [world.staff, world.facilitator, world.leader, world.partner];
	for (const name of ['Anna', 'Berit']) people.push(await world.person(`${name} Nav`, world.units.nav));
	for (const person of people) await checkIn(db, world.facilitator, id, person.id, onTheDay);
	await walkIn(db, world.facilitator, id, { name: 'Gjest', unitId: null }, onTheDay);
	const ask = (actor = world.leader) => askForEvaluation(db, actor, id, post, onTheDay);
	expect(await ask()).toEqual({ ok: false, reason: 'closed' });
	await markHeld(db, world.leader, id, onTheDay);
	expect(await ask(world.facilitator)).toEqual({ ok: false, reason: 'notAllowed' });
	expect(await ask(world.stranger)).toEqual({ ok: false, reason: 'notFound' });
	expect(await ask()).toEqual({ ok: true, asked: 6 });
	expect(await ask()).toEqual({ ok: false, reason: 'duplicate' });
	const letters = (await mails(db)).filter(({ kind }) => kind === 'evaluation');
	expect(letters.every(({ state }) => state === 'held')).toBe(true);
	const tokens = letters.map(({ text }) => linkIn(text));

	const answer = (index: number, tasks = 4) => evaluate(db, tokens[index]!, { tasks, contact: 5, turn: 2 });
	for (const index of [0, 1, 2, 3]) expect(await answer(index)).toEqual({ ok: true });
	// Four answers could be told apart; the fifth hides them all.
	expect(await evaluations(db, world.municipalityId)).toEqual([{ gatheringId: id, answers: 4, agree: null }]);
	expect(await answer(4, 3)).toEqual({ ok: true });
	expect(await evaluations(db, world.municipalityId)).toEqual([
		{ gatheringId: id, answers: 5, agree: { tasks: 80, contact: 100, turn: 0 } }
	]);

	expect(await answer(0)).toEqual({ ok: false, reason: 'notFound' });
	expect(await askedAbout(db, tokens[0]!)).toBeUndefined();
	expect((await askedAbout(db, tokens[5]!))!.gathering.id).toBe(id);
	const kept = await db.selectFrom('evaluationAnswer').selectAll().execute();
	expect(Object.keys(kept[0]!).toSorted()).toEqual(['contact', 'gatheringId', 'id', 'municipalityId', 'tasks', 'turn']);
	expect(await db.selectFrom('evaluationTicket').selectAll().execute()).toHaveLength(1);
	await db.destroy();
});
