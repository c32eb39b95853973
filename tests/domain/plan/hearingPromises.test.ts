import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { addElement, editElement } from '#lib/plan/document/elements.server.ts';
import { nothingMore } from '#lib/plan/document/model.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { adoptAndTell } from '#lib/plan/hearing/adoption.server.ts';
import { editBody } from '#lib/plan/hearing/bodies.server.ts';
import { addBody, closeHearing, keepHearings, moveDeadline, openHearing } from '#lib/plan/hearing/commands.server.ts';
import { hearingsOf } from '#lib/plan/hearing/queries.server.ts';
import { addRemark, finishAnswer, hearingBy, withdrawRemark } from '#lib/plan/hearing/responses.server.ts';
import { amended } from '#lib/plan/inputs/amendment.ts';
import { addInput, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { remarksIn } from '#lib/plan/inputs/remarks.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { mails } from '../../support/gatherings.ts';
import { mailServer } from '../../support/outbox.ts';
import { aDraft, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const deadline = '2018-02-26';
const council = { kind: 'council' as const, name: 'Eldrerådet', email: 'rad@stord.example' };
const youth = { kind: 'council' as const, name: 'Ungdomsrådet', email: 'rad@stord.example' };
const nav = { kind: 'unit' as const, name: 'Heimetenestene', email: 'heime@stord.example' };
const tokensOf = (text: string) => [...text.matchAll(/\/hearing\/([\w-]{22})/g)].map(([, token]) => token!);
const adoption = { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '18/1' };
const no = { outcome: 'no' as const, reason: 'Det står alt i planen.', internalRemark: null, change: { kind: 'none' as const } };

async function heard(db: Kysely<Database>, bodies = [council, youth, nav]) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const opened = await openHearing(db, world.leader, { deadline, bodies, words: 'Kva manglar?', caseNumber: '17/9' }, origin, now);
	if (!opened.ok) throw new Error(opened.reason);
	const [shared, own] = (await mails(db)).toSorted((a, b) => b.recipientEmail.localeCompare(a.recipientEmail));
	const [elders, young] = tokensOf(shared!.text);
	const home = { municipalityId: world.municipalityId, municipalityName: 'Stord kommune' };
	return {
		...world,
		...draft,
		hearingId: opened.hearingId,
		queued: opened.queued,
		home,
		elders: elders!,
		young: young!,
		unit: tokensOf(own?.text ?? '')[0]
	};
}

async function remark(
	db: Kysely<Database>,
	token: string,
	elementId: string | null = null,
	suggested: { nn: string; nb: string } | null = null
) {
	const made = await addRemark(db, token, { elementId, text: 'Kven har ansvaret?', suggested }, now);
	if (!made.ok) throw new Error(made.reason);
	return made.inputId;
}

onBothDatabases('a hearing keeps what it promises', (fresh) => {
	test('only its author withdraws a remark, and it stays as withdrawn on their page and in the table', async () => {
		const db = await fresh();
		const { leader, elders, versionId, municipalityId, home } = await heard(db);
		const inputId = await remark(db, elders);
		expect(await withdrawInput(db, leader, inputId, now)).toEqual({ ok: false, reason: 'notAllowedOthers' });
		expect(await withdrawRemark(db, elders, inputId, now)).toEqual({ ok: true });
		expect((await hearingBy(db, elders, now))?.remarks).toMatchObject([{ id: inputId, isWithdrawn: true, text: 'Kven har ansvaret?' }]);
		const table = JSON.stringify(await documentFor(db, home, versionId, 'remarks', 'nn'));
		expect(table).toContain('Kven har ansvaret?');
		expect(table).toContain('Trekt');
		const typed = await addInput(db, leader, { text: 'To gonger', origin: 'mail', originLabel: 'Ola', elementId: null }, now);
		if (!typed.ok) throw new Error(typed.reason);
		expect(await withdrawInput(db, leader, typed.inputId, now)).toEqual({ ok: true });
		expect((await inputsOf(db, municipalityId, versionId)).filter(({ withdrawnAt }) => withdrawnAt !== null)).toHaveLength(2);
	});

	test('what a table said is decided, and not taken off the queue', async () => {
		const db = await fresh();
		const { leader, versionId, planId, municipalityId } = await heard(db);
		const id = 'harvested';
		const row = { text: 'Fleire gjennomgangsbustader', origin: 'harvest' as const, originId: null, originLabel: 'Forum', elementId: null };
		const none = { stance: null, tableNumber: null, withdrawnAt: null, sameAsId: null };
		await db
			.insertInto('planInput')
			.values({ id, municipalityId, planId, versionId, ...row, ...none, createdAt: now })
			.execute();
		expect(await withdrawInput(db, leader, id, now)).toEqual({ ok: false, reason: 'notAllowedOthers' });
	});

	test('two bodies at one address get one letter, with a link of its own for each', async () => {
		const db = await fresh();
		const { queued, elders, young, municipalityId, versionId } = await heard(db);
		expect(queued).toBe(2);
		expect((await hearingsOf(db, municipalityId, versionId))[0]!.bodies).toHaveLength(3);
		expect(await hearingBy(db, elders, now)).toMatchObject({ name: 'Eldrerådet', words: 'Kva manglar?', caseNumber: '17/9' });
		expect(await hearingBy(db, young, now)).toMatchObject({ name: 'Ungdomsrådet' });
		await remark(db, elders);
		expect((await hearingBy(db, young, now))?.remarks).toEqual([]);
		const [letter] = (await mails(db)).filter(({ recipientEmail }) => recipientEmail === council.email);
		expect(letter!.recipientName).toBe('Eldrerådet, Ungdomsrådet');
		expect(letter!.text).toContain('Kva manglar?');
	});

	test('the same body twice is said, and not asked once without a word', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		await aDraft(db, world);
		const bodies = [nav, { ...nav, name: 'HEIMETENESTENE' }];
		expect(await openHearing(db, world.leader, { deadline, bodies }, origin, now)).toEqual({
			ok: false,
			reason: 'duplicateBody',
			name: 'HEIMETENESTENE'
		});
	});

	test('a body that gets another address takes its link along, and who shared the old one gets theirs anew', async () => {
		const db = await fresh();
		const { leader, elders, young, municipalityId, versionId } = await heard(db);
		const body = (await hearingsOf(db, municipalityId, versionId))[0]!.bodies.find(({ name }) => name === 'Eldrerådet')!;
		expect(await editBody(db, leader, { bodyId: body.id, name: body.name, email: nav.email }, origin, now)).toEqual({ ok: true });
		expect(await hearingBy(db, elders, now)).toBeUndefined();
		const held = (await mails(db)).filter(({ state }) => state === 'held');
		const opens = async (email: string) => {
			const tokens = held.filter(({ recipientEmail }) => recipientEmail === email).flatMap(({ text }) => tokensOf(text));
			return (await Promise.all(tokens.map(async (token) => (await hearingBy(db, token, now))?.name))).toSorted();
		};
		expect(await opens(nav.email)).toEqual(['Eldrerådet', 'Heimetenestene']);
		expect(await opens(council.email)).toEqual(['Ungdomsrådet']);
		expect(young).not.toBe('');
	});

	test('an open round holds adoption back until somebody ends it, and then everybody heard is told once', async () => {
		const db = await fresh();
		const { leader, elders, unit } = await heard(db);
		const inputId = await remark(db, elders);
		await decide(db, leader, inputId, no, now);
		await finishAnswer(db, unit!, { noRemarks: true }, now);
		expect(await adoptAndTell(db, leader, adoption, origin, now)).toEqual({
			ok: false,
			reason: 'conflictHearing',
			deadline,
			waiting: 2,
			publicUntil: null
		});
		const done = await adoptAndTell(db, leader, { ...adoption, endHearing: true }, origin, now);
		expect(done).toMatchObject({ ok: true, told: 2 });
		const told = (await mails(db)).filter(({ kind }) => kind === 'hearingOutcome');
		expect(told.map(({ recipientEmail, state }) => [recipientEmail, state]).toSorted()).toEqual([
			[nav.email, 'held'],
			[council.email, 'held']
		]);
		const link = tokensOf(told.find(({ recipientEmail }) => recipientEmail === council.email)!.text)[0]!;
		expect((await hearingBy(db, link, now))?.remarks).toMatchObject([{ decision: { outcome: 'no', reason: no.reason } }]);
		expect((await db.selectFrom('hearing').select('closedAt').executeTakeFirstOrThrow()).closedAt).toBe(now);
	});

	test('a body is added and the last day moved while the round runs, each told by letter', async () => {
		const db = await fresh();
		const { leader, staff, hearingId, elders } = await heard(db);
		const late = { kind: 'external' as const, name: 'Husbanken', email: 'rad@stord.example' };
		expect(await addBody(db, staff, hearingId, late, origin, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await addBody(db, leader, 'borte', late, origin, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await addBody(db, leader, hearingId, { ...late, email: 'x' }, origin, now)).toMatchObject({ reason: 'invalidAddress' });
		expect(await addBody(db, leader, hearingId, late, origin, now)).toEqual({ ok: true, queued: 1 });
		expect(await addBody(db, leader, hearingId, late, origin, now)).toMatchObject({ reason: 'duplicateBody', name: 'Husbanken' });
		expect(await moveDeadline(db, leader, hearingId, deadline, origin, now)).toEqual({ ok: false, reason: 'duplicateDay' });
		expect(await moveDeadline(db, leader, hearingId, '2018-01-01', origin, now)).toEqual({ ok: false, reason: 'past' });
		const over = '2018-02-28T08:00:00.000Z';
		expect((await hearingBy(db, elders, over))?.isOpen).toBe(false);
		expect(await moveDeadline(db, leader, hearingId, '2018-03-12', origin, over)).toEqual({ ok: true, queued: 2 });
		expect(await hearingBy(db, elders, over)).toMatchObject({ isOpen: true, deadline: '2018-03-12' });
		await closeHearing(db, leader, hearingId, over);
		expect(await moveDeadline(db, leader, hearingId, '2018-03-20', origin, over)).toEqual({ ok: false, reason: 'closed' });
		expect(await addBody(db, leader, hearingId, { ...late, name: 'KS' }, origin, over)).toEqual({ ok: false, reason: 'closed' });
	});

	test('those who have not answered are reminded once in the last week, without anybody pressing, where the first letter was let go', async () => {
		const db = await fresh();
		const { leader, unit } = await heard(db);
		const { transport } = await mailServer();
		const [asked] = (await mails(db)).filter(({ recipientEmail }) => recipientEmail === council.email);
		await release(db, leader, { ids: [asked!.id] }, now);
		await deliverDue(db, transport, now);
		const reminders = async () =>
			(await mails(db)).filter(({ kind }) => kind === 'hearingReminder').map(({ state, recipientEmail }) => [recipientEmail, state]);
		await keepHearings(db, { origin }, '2018-02-18T08:00:00.000Z');
		expect(await reminders()).toEqual([]);
		for (const hour of ['08', '09']) await keepHearings(db, { origin }, `2018-02-19T${hour}:00:00.000Z`);
		expect((await reminders()).toSorted()).toEqual([
			[nav.email, 'held'],
			[council.email, 'queued']
		]);
		const log = await db.selectFrom('audit').select(['actorId', 'actorName']).where('verb', '=', 'hearing.remind').execute();
		expect(log).toEqual([{ actorId: null, actorName: 'Samling' }]);
		expect(unit).toBeDefined();
	});

	test('an amendment stands against what was heard, not against what the draft has got since', async () => {
		const db = await fresh();
		const { leader, elders, versionId, municipalityId, measure, goal } = await heard(db);
		await editElement(db, leader, { elementId: measure, edition: 1, ...words('Arrangere bustadsosialt forum for alle', goal) }, now);
		const inputId = await remark(db, elders, measure, { nn: 'Arrangere stort bustadsosialt forum', nb: '' });
		const note = (await remarksIn(db, municipalityId, versionId)).get(inputId)!;
		expect(note).toMatchObject({ edition: 1, about: { nn: 'Arrangere bustadsosialt forum' } });
		const standing = (await elementsOf(db, versionId)).find(({ elementId }) => elementId === measure)!;
		expect(amended(note.about!, note.suggested!, standing).proposed.nn).toBe('Arrangere stort bustadsosialt forum for alle');
	});

	test('a remark may ask for another deadline, unit or cost alone, in words that everybody reads', async () => {
		const db = await fresh();
		const { elders, versionId, municipalityId, measure, units, home } = await heard(db);
		const suggested = { nn: '', nb: '', unitId: units.nav, deadline: '2019-05-01', costKr: 120_000 };
		const made = await addRemark(db, elders, { elementId: measure, text: '', suggested }, now);
		if (!made.ok) throw new Error(made.reason);
		const [input] = await inputsOf(db, municipalityId, versionId);
		expect(input!.text).toBe('Ber om anna eining, frist eller kostnad');
		for (const [locale, said] of [
			['nn', /Ber om anna eining.*: Nav Stord\n.*1\. mai 2019\n.*120\s000 kr/],
			['en', /Asks for another unit.*: Nav Stord\n.*1 May 2019\n.*120,000/]
		] as const)
			expect(JSON.stringify(await documentFor(db, home, versionId, 'remarks', locale)).replaceAll('\\n', '\n')).toMatch(
				new RegExp(said.source, 's')
			);
		expect((await remarksIn(db, municipalityId, versionId)).get(made.inputId)?.suggested).toEqual(suggested);
		const same = { elementId: measure, text: '', suggested: { ...suggested, unitId: null, deadline: null, costKr: null } };
		expect(await addRemark(db, elders, same, now)).toEqual({ ok: false, reason: 'missing' });
	});

	test('the second round shows a body what it said in the first, which it can no longer withdraw', async () => {
		const db = await fresh();
		const { leader, elders, hearingId, goal, measure } = await heard(db);
		const first = await remark(db, elders, measure, { nn: 'Arrangere stort bustadsosialt forum', nb: '' });
		await closeHearing(db, leader, hearingId, now);
		await editElement(db, leader, { elementId: measure, edition: 1, ...words('Arrangere bustadsosialt forum for alle', goal) }, now);
		await addElement(db, leader, { kind: 'measure', ...nothingMore, ...words('Nytt tiltak', goal) }, now);
		const again = await openHearing(db, leader, { deadline, bodies: [{ ...council, name: 'eldrerådet' }, youth] }, origin, now);
		if (!again.ok) throw new Error(again.reason);
		const letters = (await mails(db)).filter(({ kind, state }) => kind === 'hearing' && state === 'held');
		const found = await Promise.all(
			letters.flatMap(({ text }) => tokensOf(text)).map(async (token) => ({ token, page: await hearingBy(db, token, now) }))
		);
		const mine = found.find(({ page }) => page?.round === 2 && page.name === 'eldrerådet')!;
		const heardThen = { nn: 'Arrangere bustadsosialt forum', nb: 'Arrangere bustadsosialt forum' };
		expect(mine.page?.remarks).toMatchObject([{ id: first, round: 1, isMine: false, about: heardThen }]);
		expect(found.find(({ page }) => page?.round === 2 && page.name === 'Ungdomsrådet')?.page?.remarks).toEqual([]);
		expect(await withdrawRemark(db, mine.token, first, now)).toEqual({ ok: false, reason: 'notFound' });
	});
});
