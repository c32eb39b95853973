import { expect, test } from 'vitest';
import { answerPoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { tasksPage } from '../../../src/routes/tasks/tasksPage.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, aTopic, mails, post } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

const tokenIn = (text: string | undefined, path: string) => new RegExp(`/${path}/([\\w-]+)`).exec(text ?? '')![1]!;

onBothDatabases('what concerns somebody now', (fresh) => {
	test('is every poll and request they have not answered, by the mail that has the link, and the gathering ahead', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { leader, staff, seriesId } = world;
		const page = () => tasksPage(db, staff, now, 'nn');
		expect((await page()).waiting).toEqual([]);

		const poll = { seriesId, dates: ['2018-03-14', '2018-03-21'], personIds: [staff.id], deadline: '2018-01-22', note: '' };
		expect(await openPoll(db, leader, poll, post.origin, now)).toMatchObject({ ok: true });
		const { email } = await db.selectFrom('person').select('email').where('id', '=', staff.id).executeTakeFirstOrThrow();
		const [, talk] = await programme(db, world.municipalityId, id);
		const asked = { itemId: talk!.id, name: staff.name, email: email! };
		expect(await askSpeaker(db, leader, id, asked, post, now)).toEqual({ ok: true });
		const { waiting, ahead } = await page();
		expect(waiting).toMatchObject([
			{ text: 'Bustadsosialt forum: kva dag passar? Svar innan måndag 22. januar 2018.', href: null },
			{ text: 'Kan du halde innlegg på «Startlån og tilskot»?', href: null }
		]);
		expect(ahead).toMatchObject([{ id, open: true, answer: null }]);

		const sent = await mails(db);
		const textOf = (kind: string) => sent.find((mail) => mail.kind === kind)?.text;
		await answerPoll(db, tokenIn(textOf('datePoll'), 'poll'), { '2018-03-14': 'can' }, null, now);
		await answerSpeaker(db, tokenIn(textOf('speakerRequest'), 'speaker'), { answer: 'no', note: '' }, post, now);
		expect((await page()).waiting).toEqual([]);
	});

	test('is for a leader what lies in the outbox and what nobody has answered, and for a partner nothing of the municipality’s', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		await aTopic(db, world, 'Startlån for unge');
		const seenBy = async (who: typeof world.leader) => (await tasksPage(db, who, now, 'nn')).waiting.map(({ href }) => href);
		expect(await seenBy(world.leader)).toEqual(['/topics?state=proposed']);
		const { seriesId } = world;
		const poll = { seriesId, dates: ['2018-03-14', '2018-03-21'], personIds: [world.staff.id], deadline: '2018-01-22', note: '' };
		await openPoll(db, world.leader, poll, post.origin, now);
		expect(await seenBy(world.leader)).toEqual(['/outbox', '/topics?state=proposed']);
		expect(await tasksPage(db, world.partner, now, 'nn')).toMatchObject({ waiting: [], mine: [], others: [], agreed: [], proposals: [] });
		expect(await tasksPage(db, world.stranger, now, 'nn')).toMatchObject({ ahead: [], waiting: [], mine: [], proposals: [] });
		const [own] = (await tasksPage(db, world.staff, now, 'nn')).proposals;
		expect(own).toMatchObject({ title: 'Startlån for unge', state: 'proposed', reason: '' });
	});
});
