import { expect, test } from 'vitest';
import { answerPoll, openPoll } from '#lib/cycle/polls/commands.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { askSpeaker } from '#lib/gatherings/speakers/asking.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { tasksPage } from '../../../src/routes/tasks/tasksPage.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
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

test('My week has by day what is mine, this week and the next; invitations that are due wait, and what prepared a day leaves with it', async () => {
	const db = await freshSqlite();
	const { world, id } = await aGathering(db);
	const { leader } = world;
	const weekOf = async (at: string) => {
		const page = await tasksPage(db, leader, at, 'nn');
		const saidOf = (thing: (typeof page.later)[number]) =>
			thing.kind === 'waiting' ? thing.waiting.text : thing.kind === 'task' ? thing.task.title : '';
		return {
			...page,
			texts: page.days.flatMap(([, things]) => things.map(saidOf))
		};
	};
	// Wednesday 14 March, invitations six weeks before: 31 January.
	const before = await weekOf('2018-01-22T08:00:00.000Z');
	expect(before.texts.filter((text) => text.startsWith('Send invitasjonane'))).toHaveLength(1);
	const other = await world.person('Lea Leiar', world.units.heime, ['leader']);
	const { waiting } = await tasksPage(db, other, '2018-01-22T08:00:00.000Z', 'nn');
	expect(waiting.map(({ text }) => text)).toContain('Send invitasjonane til «Startlån og tilskot» innan onsdag 31. januar 2018');
	const late = await weekOf('2018-02-20T08:00:00.000Z');
	expect(late.days[0]![0]).toBe('2018-02-20');
	expect(late.days.every(([day]) => day >= '2018-02-20' && day <= '2018-03-04')).toBe(true);
	expect(late.later.every(({ day }) => day === null || day > '2018-03-04')).toBe(true);

	const undone = late.mine.length;
	const after = await weekOf('2018-03-15T08:00:00.000Z');
	expect(after.texts.join()).not.toContain('Send invitasjonane');
	expect(after.mine.length).toBeLessThan(undone);
	expect(after.lapsed).toMatchObject([{ id, theme: 'Startlån og tilskot' }]);
	expect((await weekOf('2018-04-02T08:00:00.000Z')).lapsed).toEqual([]);
	await db.destroy();
});
