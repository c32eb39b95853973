import { describe, expect, test } from 'vitest';
import { answerLetter } from '#lib/topics/mail.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { topicStates } from '#lib/topics/model.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('the answer to a topic', (fresh) => {
	test('is a mail in the outbox to the proposer, in their language, that waits for somebody to release it', async () => {
		const db = await fresh();
		const { leader, staff, seriesId } = await aMunicipality(db);
		await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', staff.id).execute();
		const made = await topics.propose(
			db,
			staff,
			{ seriesId, title: 'Housing First', description: '', forWhom: '', kind: 'refresh' },
			false,
			now
		);
		if (!made.ok) throw new Error(made.reason);
		await topics.answer(db, leader, made.topicId, { state: 'resting', reason: 'Vi tek det til hausten.' }, now);
		await topics.answer(db, leader, made.topicId, { state: 'shortlisted', reason: '' }, now);
		const mails = await db
			.selectFrom('mail')
			.select(['kind', 'recipientPersonId', 'locale', 'subject', 'state', 'documentVersion', 'text'])
			.orderBy('documentVersion')
			.execute();
		expect(mails.map(({ text: _, ...mail }) => mail)).toEqual([
			{
				kind: 'topicAnswer',
				recipientPersonId: staff.id,
				locale: 'nb',
				subject: 'Temaet ditt er satt på vent: Housing First',
				state: 'held',
				documentVersion: 1
			},
			{
				kind: 'topicAnswer',
				recipientPersonId: staff.id,
				locale: 'nb',
				subject: 'Temaet ditt er på kortlisten: Housing First',
				state: 'held',
				documentVersion: 2
			}
		]);
		expect(mails[0]?.text).toContain('Begrunnelse: Vi tek det til hausten.');
	});

	test('goes to nobody who answers themselves, has left, or has no address', async () => {
		const db = await fresh();
		const { leader, staff, facilitator, seriesId } = await aMunicipality(db);
		const titles = new Map([
			[leader, 'Nabodialog'],
			[staff, 'Leige til eige'],
			[facilitator, 'Velferdsteknologi']
		]);
		await db.updateTable('person').set({ email: null }).where('id', '=', facilitator.id).execute();
		await db.updateTable('person').set({ disabledAt: now }).where('id', '=', staff.id).execute();
		for (const [proposer, title] of titles) {
			const made = await topics.propose(db, proposer, { seriesId, title, description: '', forWhom: '', kind: 'new' }, false, now);
			if (!made.ok) throw new Error(made.reason);
			expect(await topics.answer(db, leader, made.topicId, { state: 'shortlisted', reason: '' }, now)).toEqual({ ok: true });
		}
		expect(await db.selectFrom('mail').select('id').execute()).toEqual([]);
	});

	test('that is refused leaves no mail behind', async () => {
		const db = await fresh();
		const { leader, staff, seriesId } = await aMunicipality(db);
		const made = await topics.propose(db, staff, { seriesId, title: 'Nabodialog', description: '', forWhom: '', kind: 'new' }, false, now);
		if (!made.ok) throw new Error(made.reason);
		await topics.answer(db, leader, made.topicId, { state: 'declined', reason: '' }, now);
		expect(await db.selectFrom('mail').select('id').execute()).toEqual([]);
	});
});

onBothDatabases('several answers in one go', (fresh) => {
	test('are one batch, with one letter to each proposer that has all their answers, or nothing when one is refused', async () => {
		const db = await fresh();
		const { leader, staff, facilitator, seriesId, stranger } = await aMunicipality(db);
		const propose = async (by: typeof staff, title: string) => {
			const made = await topics.propose(db, by, { seriesId, title, description: '', forWhom: '', kind: 'new' }, true, now);
			if (!made.ok) throw new Error(made.reason);
			return made.topicId;
		};
		const [nabo, unge, heim] = [
			await propose(staff, 'Nabodialog'),
			await propose(staff, 'Unge'),
			await propose(facilitator, 'Godt å bu heime')
		];
		const given = [
			{ topicId: nabo, state: 'shortlisted' as const, reason: '' },
			{ topicId: unge, state: 'resting' as const, reason: 'Til hausten.' },
			{ topicId: heim, state: 'shortlisted' as const, reason: '' }
		];
		const without = [...given.slice(0, 2), { topicId: heim, state: 'declined' as const, reason: ' ' }];
		expect(await topics.answerMany(db, leader, without, now)).toEqual({ ok: false, reason: 'missingReason', topicIds: [heim] });
		expect(await topics.answerMany(db, stranger, given, now)).toEqual({ ok: false, reason: 'missingTopic' });
		expect(await topics.answerMany(db, staff, given, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await db.selectFrom('mail').select('id').execute()).toEqual([]);
		expect(await topics.answerMany(db, leader, given, now)).toEqual({ ok: true, count: 3 });
		const sent = await db.selectFrom('mail').select(['recipientPersonId', 'batch', 'subject', 'text']).execute();
		expect(new Set(sent.map((mail) => mail.batch)).size).toBe(1);
		expect(sent.map((mail) => mail.recipientPersonId).toSorted()).toEqual([staff.id, facilitator.id].toSorted());
		const both = sent.find((mail) => mail.recipientPersonId === staff.id)!;
		expect(both.subject).toBe('Svar på 2 av temaforslaga dine');
		for (const words of ['Nabodialog', 'Unge', 'Til hausten.']) expect(both.text).toContain(words);
		expect(both.text).not.toContain('Godt å bu heime');
	});
});

describe('the letter', () => {
	test('says in every language and state what became of which topic, and who says so', () => {
		for (const locale of ['nn', 'nb', 'en'] as const) {
			const subjects = new Set<string>();
			for (const state of topicStates) {
				const { subject, text, html } = answerLetter(locale, [{ title: 'Nabodialog <b>', state, reason: 'Fordi & difor' }], {
					by: 'Leia',
					municipality: 'Stord kommune'
				});
				subjects.add(subject);
				expect(subject).toContain('Nabodialog <b>');
				for (const part of [text, html]) expect(part).toContain('Stord kommune');
				expect(text).toContain('Fordi & difor');
				expect(html).not.toContain('Nabodialog <b>');
				expect(html).toContain(`lang="${locale}`);
			}
			expect(subjects.size).toBe(topicStates.length);
		}
	});
});
