import { expect, test } from 'vitest';
import { tick } from '#lib/gatherings/checklist/commands.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { expected } from '#lib/gatherings/attendance/expected.server.ts';
import { cost } from '#lib/gatherings/input.ts';
import { material } from '#lib/gatherings/programme/input.ts';
import { addMaterial, materials, removeMaterial } from '#lib/gatherings/programme/materials.server.ts';
import { giveMaterial } from '#lib/gatherings/speakers/giveMaterial.server.ts';
import * as editing from '#lib/gatherings/programme/commands.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import { revisionOf } from '#lib/gatherings/programme/revisions.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { askSpeaker, chaseSpeakers } from '#lib/gatherings/speakers/asking.server.ts';
import { speakerBy, speakerRequests } from '#lib/gatherings/speakers/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, invited, mails, planned, post } from '../../support/gatherings.ts';
import { now } from '../../support/world.ts';

const nextDay = '2018-01-16T08:00:00.000Z';
const link = (text: string) => /\/speaker\/([\w-]{22})/.exec(text)![1]!;

onBothDatabases('speakers', (fresh) => {
	test('are asked without an account, answer by link, and are reminded when they have not; both links work', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const [opening, talk] = await programme(db, world.municipalityId, id);
		const asked = { itemId: talk!.id, name: 'Ola Ordførar', email: 'Ola@Husbanken.example' };
		expect(await askSpeaker(db, world.leader, id, asked, post, now)).toEqual({ ok: true });
		const letter = (await mails(db)).find((mail) => mail.kind === 'speakerRequest')!;
		expect(letter).toMatchObject({ recipientEmail: 'ola@husbanken.example', recipientPersonId: null, state: 'held' });
		const token = link(letter.text);
		expect((await speakerBy(db, token))!.request.answer).toBeNull();
		expect(await chaseSpeakers(db, world.leader, id, post, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await chaseSpeakers(db, world.leader, id, post, nextDay)).toEqual({ ok: true, count: 1 });
		const reminder = (await mails(db)).find((mail) => mail.kind === 'speakerReminder')!;
		expect(link(reminder.text)).not.toBe(token);
		expect((await speakerBy(db, link(reminder.text)))!.item.id).toBe(talk!.id);
		expect(await answerSpeaker(db, token, { answer: 'yes', note: 'Treng prosjektør.' }, post, nextDay)).toEqual({ ok: true });
		expect(await speakerRequests(db, world.municipalityId, id)).toMatchObject([{ answer: 'yes', note: 'Treng prosjektør.' }]);
		expect((await mails(db)).find((mail) => mail.kind === 'speakerReminder')!.state).toBe('cancelled');
		expect(await chaseSpeakers(db, world.leader, id, post, '2018-01-20T08:00:00.000Z')).toEqual({ ok: false, reason: 'empty' });

		expect(await askSpeaker(db, world.leader, id, asked, post, now)).toEqual({ ok: false, reason: 'duplicate' });
		const ask = (who: typeof world.leader, other: Partial<typeof asked>) => askSpeaker(db, who, id, { ...asked, ...other }, post, now);
		expect(await ask(world.leader, { itemId: opening!.id, email: 'to@a.no, tre@b.no' })).toEqual({ ok: false, reason: 'invalidAddress' });
		expect(await ask(world.leader, { itemId: 'gone' })).toEqual({ ok: false, reason: 'notFoundItem' });
		expect(await ask(world.staff, {})).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await ask(world.stranger, {})).toEqual({ ok: false, reason: 'notFound' });
		expect(await answerSpeaker(db, 'x'.repeat(22), { answer: 'no', note: '' }, post, now)).toEqual({ ok: false, reason: 'notFound' });
		await db.updateTable('gathering').set({ state: 'held' }).where('id', '=', id).execute();
		expect(await answerSpeaker(db, token, { answer: 'no', note: '' }, post, nextDay)).toEqual({ ok: false, reason: 'closed' });
		// What was shown can be given afterwards too.
		expect(await giveMaterial(db, token, { label: 'Lysark', url: 'https://husbanken.example/a' }, nextDay)).toEqual({ ok: true });
		expect(await materials(db, world.municipalityId, id)).toMatchObject([{ itemId: talk!.id, label: 'Lysark' }]);
	});

	test('close the task of finding them when all have said yes and every talk has somebody; a changed mind opens it again', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await db.updateTable('programmeItem').set({ speaker: 'Ola Ordførar' }).where('gatheringId', '=', id).execute();
		const talks = (await programme(db, world.municipalityId, id)).filter(({ kind }) => kind === 'talk');
		const isDone = async () =>
			(await checklist(db, world.municipalityId, id, '2018-01-15')).find(({ task }) => task === 'speakers')!.doneAt !== null;
		const tokens: string[] = [];
		for (const [at, talk] of talks.slice(0, 2).entries()) {
			await askSpeaker(db, world.leader, id, { itemId: talk.id, name: 'Ola', email: `ola${at}@stord.example` }, post, now);
			tokens.push(link((await mails(db)).find((mail) => mail.recipientEmail === `ola${at}@stord.example`)!.text));
		}
		await answerSpeaker(db, tokens[0]!, { answer: 'yes', note: '' }, post, now);
		expect(await isDone(), 'one has not answered').toBe(false);
		await answerSpeaker(db, tokens[1]!, { answer: 'yes', note: '' }, post, now);
		expect(await isDone()).toBe(true);
		await answerSpeaker(db, tokens[1]!, { answer: 'no', note: 'Sjuk.' }, post, nextDay);
		expect(await isDone()).toBe(false);
		const task = (await checklist(db, world.municipalityId, id, '2018-01-15')).find((one) => one.task === 'speakers')!;
		await tick(db, world.leader, { gatheringId: id, itemId: task.id, done: true }, nextDay);
		await answerSpeaker(db, tokens[0]!, { answer: 'no', note: '' }, post, nextDay);
		expect(await isDone(), 'who ticked it by hand has said so').toBe(true);
	});
});

onBothDatabases('a partner from outside', (fresh) => {
	test('co-plans their own part of what is shared with them, and nothing else', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const hidden = await planned(db, world, { date: '2018-10-17' });
		const items = await programme(db, world.municipalityId, id);
		const own = items.find((item) => item.speakerUnitId === world.partner.unitId)!;
		const change = { itemId: own.id, title: 'Strategien Bolig for velferd', speaker: 'Nye Parker', minutes: 30 };
		const seen = await revisionOf(db, world.municipalityId, id);
		expect(await editing.partnerItem(db, world.partner, id, change, now, seen)).toEqual({ ok: true });
		expect((await programme(db, world.municipalityId, id)).find((item) => item.id === own.id)).toMatchObject({
			title: change.title,
			speaker: 'Nye Parker',
			startTime: own.startTime,
			minutes: own.minutes
		});
		expect(await editing.partnerItem(db, world.partner, id, change, now, seen)).toMatchObject({
			reason: 'conflict',
			by: [world.partner.name]
		});
		expect(await editing.partnerItem(db, world.partner, id, { ...change, itemId: null, title: 'Startlån' }, now)).toEqual({ ok: true });
		expect((await programme(db, world.municipalityId, id)).at(-1)).toMatchObject({
			title: 'Startlån',
			speakerUnitId: world.partner.unitId
		});

		const others = { ...change, itemId: items[0]!.id };
		expect(await editing.partnerItem(db, world.partner, id, others, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await editing.partnerItem(db, world.partner, hidden, { ...change, itemId: null }, now)).toEqual({
			ok: false,
			reason: 'notFound'
		});
		expect(await editing.partnerItem(db, world.staff, id, change, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await editing.removeItem(db, world.partner, id, own.id, now)).toEqual({ ok: false, reason: 'notAllowed' });
		const shown = { itemId: own.id, label: 'Lysark', url: 'https://husbanken.example/a' };
		expect(await addMaterial(db, world.partner, id, shown, now)).toEqual({ ok: true });
		expect(await addMaterial(db, world.partner, id, { ...shown, itemId: items[0]!.id }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await addMaterial(db, world.partner, hidden, shown, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await addMaterial(db, world.staff, id, shown, now)).toEqual({ ok: false, reason: 'notFound' });
		const [kept] = await materials(db, world.municipalityId, id);
		expect(await removeMaterial(db, world.partner, id, kept!.id)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await removeMaterial(db, world.leader, id, kept!.id)).toEqual({ ok: true });
		expect(await removeMaterial(db, world.leader, id, kept!.id)).toEqual({ ok: false, reason: 'conflictMaterial' });
	});

	test('is printed on a name tag like everybody who may come; what it all costs is said, nothing as well', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		await invited(db, world, id);
		expect(await expected(db, world.municipalityId, id)).toMatchObject([{ name: world.staff.name, accepted: false, here: false }]);
		await db.updateTable('invitation').set({ answer: 'declined' }).execute();
		expect(await expected(db, world.municipalityId, id)).toEqual([]);
		expect(await setCost(db, world.staff, id, { kroner: 0, what: '' }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await setCost(db, world.stranger, id, { kroner: 0, what: '' }, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await setCost(db, world.leader, id, { kroner: 0, what: '' }, now)).toEqual({ ok: true });
		expect((await byId(db, world.municipalityId, id))!.costKroner).toBe(0);
	});
});

test('a link is https or http, and a cost whole kroner or none', () => {
	const form = (values: Record<string, string>) => {
		const data = new FormData();
		for (const [name, value] of Object.entries(values)) data.set(name, value);
		return data;
	};
	for (const url of ['javascript:alert(1)', 'husbanken.no', 'https://', 'ftp://a.no/x', 'https://a b'])
		expect(parseForm(material, form({ label: 'x', url })).ok, url).toBe(false);
	expect(parseForm(material, form({ label: 'x', url: ' https://husbanken.no/a ' })).ok).toBe(true);
	expect(parseForm(cost, form({ kind: 'none', kroner: '' }))).toMatchObject({ ok: true, data: { kroner: 0 } });
	expect(parseForm(cost, form({ kind: 'none', kroner: '3 500' }))).toMatchObject({ ok: true, data: { kroner: 3500 } });
	expect(parseForm(cost, form({ kind: 'none', kroner: 'mykje' })).ok, 'what was typed is not lost').toBe(false);
	expect(parseForm(cost, form({ kind: 'some', kroner: '4 500', cost: 'Lunsj' }))).toMatchObject({ ok: true, data: { kroner: 4500 } });
	for (const kroner of ['', '0', '-5', '12,50', 'mykje']) expect(parseForm(cost, form({ kind: 'some', kroner })).ok, kroner).toBe(false);
});
