import { expect, test } from 'vitest';
import { planForum, type ForumAnswers } from '#lib/cafe/setup/planForum.server.ts';
import { questionFrom, questionLibrary, questionsFor } from '#lib/cafe/setup/questions.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const answers = (seriesId: string): ForumAnswers => ({
	seriesId,
	date: '2018-03-14',
	startTime: '09:00',
	theme: 'Hindre utkasting',
	topicIds: [],
	recipe: 'talksCafe',
	partnerIds: [],
	goalIds: [],
	room: 'Kulturhuset'
});

onBothDatabases('planning a forum', (fresh) => {
	test('with a café lays eight tables with questions for three rounds of twelve minutes, ready to join', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const planned = await planForum(db, world.leader, answers(world.seriesId), now);
		if (!planned.ok) throw new Error(planned.reason);
		const cafe = await db.selectFrom('cafe').selectAll().where('gatheringId', '=', planned.gatheringId).executeTakeFirstOrThrow();
		expect(cafe).toMatchObject({ id: planned.cafeId, phase: 'setUp', rounds: 3, roundMinutes: 12, changeoverMinutes: 2, votesPerSeat: 3 });
		expect(cafe.joinCode).toHaveLength(8);
		expect(cafe.joinToken).toMatch(/^[\w-]{22}$/);
		const tables = await db.selectFrom('cafeTable').select(['question', 'boardId']).execute();
		expect(new Set(tables.map(({ question }) => question)).size).toBe(8);
	});

	test('puts the questions it is given first, with the findings they come from', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const questions = [questionFrom({ id: 'fa4', text: 'øke sirkulasjonen i de kommunale boligene' }, 'nn')];
		await planForum(db, world.leader, { ...answers(world.seriesId), questions }, now);
		const first = await db.selectFrom('cafeTable').select(['question', 'findingId']).where('number', '=', 1).executeTakeFirst();
		expect(first).toEqual({ question: 'Korleis kan vi øke sirkulasjonen i de kommunale boligene?', findingId: 'fa4' });
	});

	test('takes the questions of the gathering it is like, when they are to come along', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const questions = [{ text: 'Kva lærte vi?', findingId: null }];
		const before = await planForum(db, world.leader, { ...answers(world.seriesId), questions }, now);
		if (!before.ok) throw new Error(before.reason);
		const like = (date: string, bring: readonly 'questions'[]) => {
			const again = { gatheringId: before.gatheringId, bring };
			return planForum(db, world.leader, { ...answers(world.seriesId), date, again }, now);
		};
		const firstOf = async (planned: Awaited<ReturnType<typeof planForum>>) => {
			const cafeId = planned.ok ? planned.cafeId! : '';
			const tables = db.selectFrom('cafeTable').select('question').where('cafeId', '=', cafeId).where('number', '=', 1);
			return (await tables.executeTakeFirstOrThrow()).question;
		};
		expect(await firstOf(await like('2018-04-11', ['questions']))).toBe('Kva lærte vi?');
		expect(await firstOf(await like('2018-04-18', []))).not.toBe('Kva lærte vi?');
	});

	test('without work at tables lays none; a workshop sits together', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		expect(await planForum(db, world.leader, { ...answers(world.seriesId), recipe: 'halfDayCourse' }, now)).toMatchObject({
			ok: true,
			cafeId: null
		});
		expect((await planForum(db, world.leader, { ...answers(world.seriesId), recipe: 'talksWorkshop', date: '2018-10-17' }, now)).ok).toBe(
			true
		);
		expect(await db.selectFrom('cafe').select(['rounds', 'preset']).execute()).toEqual([{ rounds: 1, preset: 'own' }]);
	});

	test('that is refused leaves nothing behind', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		expect(await planForum(db, world.leader, { ...answers(world.seriesId), date: '2017-03-14' }, now)).toEqual({
			ok: false,
			reason: 'past'
		});
		const tooMany = Array.from({ length: 100 }, () => ({ text: 'Kva no?', findingId: null }));
		expect((await planForum(db, world.leader, { ...answers(world.seriesId), questions: tooMany }, now)).ok).toBe(true);
		expect(await db.selectFrom('gathering').select('id').execute()).toHaveLength(1);
		expect(await db.selectFrom('cafeTable').select('id').execute()).toHaveLength(8);
	});
});

test('the question library is the same length in all languages, and questions are enough for any number of tables', () => {
	const lengths = (['nn', 'nb', 'en'] as const).map((locale) => new Set(questionLibrary(locale)).size);
	expect(lengths).toEqual([12, 12, 12]);
	expect(questionsFor(60, [], 'nb')).toHaveLength(60);
	expect(questionsFor(3, [{ text: 'Eigen?', findingId: null }], 'nn').map(({ text }) => text)).toEqual([
		'Eigen?',
		...questionLibrary('nn').slice(0, 2)
	]);
});
