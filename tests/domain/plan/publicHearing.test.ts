import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { removeElement } from '#lib/plan/document/elements.server.ts';
import { updateMetadata } from '#lib/plan/document/revision.server.ts';
import { adoptAndTell } from '#lib/plan/hearing/adoption.server.ts';
import { closeHearing, openHearing } from '#lib/plan/hearing/commands.server.ts';
import { assignInput, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { openPublicHearing, prolongPublicHearing, reviewRemark } from '#lib/plan/publicHearing/commands.server.ts';
import { ownRemark, publicHearingBy, remarksSent } from '#lib/plan/publicHearing/queries.server.ts';
import { createRemarkLimit, sendRemark, withdrawOwnRemark, type NewPublicRemark } from '#lib/plan/publicHearing/remarks.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { previewPurge, purgeExpired } from '#lib/privacy/retention.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { mails } from '../../support/gatherings.ts';
import { aDraft, planned } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const council = { kind: 'council' as const, name: 'Eldrerådet', email: 'rad@stord.example' };
const no = { outcome: 'no' as const, reason: 'Det står alt i planen.', internalRemark: null, change: { kind: 'none' as const } };
const plain: NewPublicRemark = {
	...{ elementId: null, text: 'Kven har ansvaret om natta?', name: 'Kari Nordmann', speaksFor: '', email: null },
	anyway: false
};
const tokenIn = (text: string) => /\/remark\/([\w-]{22})/.exec(text)![1]!;

/** A round of a kommunedelplan that is open to everybody for six weeks. */
async function open(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const said = { ...planned, legalStatus: 'kommunedelplan' as const };
	expect((await updateMetadata(db, world.leader, said, now)).ok).toBe(true);
	const round = await openHearing(db, world.leader, { deadline: '2018-02-10', bodies: [council] }, origin, now);
	if (!round.ok) throw new Error(round.reason);
	const { hearingId } = round;
	expect(await openPublicHearing(db, world.leader, hearingId, '2018-02-25', now)).toEqual({
		ok: false,
		reason: 'invalidPeriod',
		earliest: '2018-02-26'
	});
	expect(await openPublicHearing(db, world.leader, hearingId, '2018-02-26', now)).toEqual({ ok: true });
	const send = async (remark: Partial<NewPublicRemark> = {}, at = now) => {
		const sent = await sendRemark(db, hearingId, { ...plain, ...remark }, origin, at);
		if (!sent.ok) throw new Error(sent.reason);
		const token = tokenIn(sent.href);
		const opens = db.selectFrom('remarkLink').select('inputId').where('tokenHash', '=', hashOf(token));
		const { inputId } = await opens.executeTakeFirstOrThrow();
		return { ...sent, token, inputId };
	};
	return { ...world, ...draft, hearingId, send };
}

onBothDatabases('a public hearing keeps what it promises', (fresh) => {
	test('a remark joins the queue at once, and is on no public page before somebody has read it; a name never is', async () => {
		const db = await fresh();
		const { leader, staff, hearingId, send, municipalityId, versionId, measure } = await open(db);
		const { token } = await send({ elementId: measure, speaksFor: 'Leirvik vel' });
		const [input] = await inputsOf(db, municipalityId, versionId);
		expect(input).toMatchObject({ origin: 'hearing', isPublic: true, originLabel: 'Kari Nordmann, Leirvik vel', elementId: measure });
		const inputId = input!.id;
		expect((await publicHearingBy(db, hearingId, now))!.remarks).toEqual([]);
		expect(await ownRemark(db, token)).toMatchObject({ state: 'waits', decision: null, number: '1.1' });
		const shown = { inputId, isShown: true, reason: '' };
		expect(await reviewRemark(db, staff, shown, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await reviewRemark(db, leader, shown, now)).toEqual({ ok: true });
		const page = await publicHearingBy(db, hearingId, now);
		expect(page!.remarks).toMatchObject([{ text: plain.text, speaksFor: 'Leirvik vel', decision: null }]);
		expect(JSON.stringify(page)).not.toContain('Nordmann');
		expect(await reviewRemark(db, leader, { inputId, isShown: false, reason: '' }, now)).toEqual({ ok: false, reason: 'missingReason' });
		expect((await reviewRemark(db, leader, { inputId, isShown: false, reason: 'Nemner ein nabo.' }, now)).ok).toBe(true);
		expect((await publicHearingBy(db, hearingId, now))!.remarks).toEqual([]);
		expect(await ownRemark(db, token)).toMatchObject({ state: 'held', heldReason: 'Nemner ein nabo.' });
	});

	test('only its author withdraws a remark; it stays in the queue and the table as withdrawn, and leaves the public page', async () => {
		const db = await fresh();
		const { leader, municipalityId, versionId, hearingId, send } = await open(db);
		const { token, inputId } = await send();
		await reviewRemark(db, leader, { inputId, isShown: true, reason: '' }, now);
		expect(await withdrawInput(db, leader, inputId, now)).toEqual({ ok: false, reason: 'notAllowedOthers' });
		expect(await withdrawOwnRemark(db, 'x'.repeat(22), now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await withdrawOwnRemark(db, token, now)).toEqual({ ok: true });
		expect((await publicHearingBy(db, hearingId, now))!.remarks).toEqual([]);
		expect(await remarksSent(db, municipalityId, hearingId)).toMatchObject([{ id: inputId, isWithdrawn: true }]);
		const table = JSON.stringify(await documentFor(db, { municipalityId, municipalityName: 'Stord kommune' }, versionId, 'remarks', 'nn'));
		expect(table).toContain(plain.text);
		expect(table).toContain('Trekt');
		const decided = await send();
		expect((await decide(db, leader, decided.inputId, no, now)).ok).toBe(true);
		expect(await withdrawOwnRemark(db, decided.token, now)).toEqual({ ok: false, reason: 'closedDecision' });
	});

	test('its last day holds, what was announced is only made longer, and the round is not ended under it', async () => {
		const db = await fresh();
		const { leader, hearingId, send } = await open(db);
		const lastDay = '2018-02-26T22:30:00.000Z';
		const dayAfter = '2018-02-26T23:30:00.000Z';
		expect((await send({}, lastDay)).ok).toBe(true);
		expect(await sendRemark(db, hearingId, plain, origin, dayAfter)).toEqual({ ok: false, reason: 'closed' });
		expect(await closeHearing(db, leader, hearingId, now)).toEqual({ ok: false, reason: 'conflictPublic', deadline: '2018-02-26' });
		expect(await prolongPublicHearing(db, leader, hearingId, '2018-02-20', now)).toEqual({ ok: false, reason: 'invalidEarlier' });
		expect(await prolongPublicHearing(db, leader, hearingId, '2018-03-05', dayAfter)).toEqual({ ok: true });
		expect((await send({}, dayAfter)).ok).toBe(true);
		expect(await openPublicHearing(db, leader, hearingId, '2018-04-05', now)).toEqual({ ok: false, reason: 'duplicate' });
		expect(await closeHearing(db, leader, hearingId, '2018-03-06T10:00:00.000Z')).toEqual({ ok: true });
		expect((await publicHearingBy(db, hearingId, '2018-03-06T10:00:00.000Z'))!.isOpen).toBe(false);
	});

	test('adoption asks while everybody can answer, and then tells each address once what became of its remarks', async () => {
		const db = await fresh();
		const { leader, send, hearingId } = await open(db);
		const adoption = { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '18/1' };
		const after = '2018-02-20T10:00:00.000Z';
		const [one, two] = [await send({ email: 'kari@post.example' }), await send({ email: 'kari@post.example', text: 'Og i helga?' })];
		const gone = await send({ email: 'ola@post.example', text: 'Angrar' });
		expect(await withdrawOwnRemark(db, gone.token, now)).toEqual({ ok: true });
		for (const { inputId } of [one, two]) expect((await decide(db, leader, inputId, no, now)).ok).toBe(true);
		expect(await ownRemark(db, one.token)).toMatchObject({ decision: null });
		expect(await adopt(db, leader, adoption, after)).toEqual({
			ok: false,
			reason: 'conflictHearing',
			deadline: '2018-02-10',
			waiting: 0,
			publicUntil: '2018-02-26'
		});
		expect(await adoptAndTell(db, leader, { ...adoption, endHearing: true }, origin, after)).toMatchObject({ ok: true, told: 2 });
		const told = (await mails(db))
			.filter(({ kind }) => kind === 'hearingOutcome')
			.map(({ recipientEmail, text }) => [recipientEmail, text]);
		const letter = told.find(([email]) => email === 'kari@post.example')![1]!;
		expect(letter.match(/\/remark\//g)).toHaveLength(2);
		expect(told.map(([email]) => email).toSorted()).toEqual(['kari@post.example', council.email]);
		expect(await ownRemark(db, tokenIn(letter))).toMatchObject({ decision: { outcome: 'no', reason: no.reason }, mayWithdraw: false });
		expect(await withdrawOwnRemark(db, one.token, after)).toEqual({ ok: false, reason: 'closed' });
		expect((await publicHearingBy(db, hearingId, after))!.isOpen).toBe(false);
	});

	test('a receipt repeats nothing of what was typed, leaves by itself, and one address gets five of them at most', async () => {
		const db = await fresh();
		const { send } = await open(db);
		const sent = [];
		for (let at = 0; at < 7; at++) sent.push(await send({ email: 'offer@post.example', text: `Kjøp billeg ${at}` }));
		expect(sent.map(({ isMailed }) => isMailed)).toEqual([true, true, true, true, true, false, false]);
		const receipts = (await mails(db)).filter(({ kind }) => kind === 'remarkReceipt');
		expect(receipts).toHaveLength(5);
		expect(receipts.every(({ text, html, state }) => !`${text}${html}`.includes('billeg') && state === 'queued')).toBe(true);
		expect(await ownRemark(db, tokenIn(receipts[0]!.text))).toMatchObject({ text: 'Kjøp billeg 0' });
	});

	test('a hundred in an hour are taken from many addresses, and a flood from one is stopped', async () => {
		const limit = createRemarkLimit();
		const from = async (address: string, count: number) => {
			const all = [];
			for (let at = 0; at < count; at++) all.push(await limit.allows('round', address));
			return all.filter(Boolean).length;
		};
		expect(await from('192.0.2.1', 100)).toBe(30);
		let taken = 0;
		for (let at = 0; at < 10; at++) taken += await from(`198.51.100.${at}`, 10);
		expect(taken).toBe(100);
	});

	test('whoever writes about a person is asked, and what is not heard, or taken out since, is refused', async () => {
		const db = await fresh();
		const { leader, hearingId, send, measure } = await open(db);
		const about = { ...plain, text: 'Ring Kari Nordmann på 91 23 45 67.' };
		expect(await sendRemark(db, hearingId, about, origin, now)).toMatchObject({ ok: false, reason: 'invalidPersonal' });
		expect((await sendRemark(db, hearingId, { ...about, anyway: true }, origin, now)).ok).toBe(true);
		expect(await sendRemark(db, hearingId, { ...plain, elementId: 'another' }, origin, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await sendRemark(db, 'another', plain, origin, now)).toEqual({ ok: false, reason: 'notFound' });
		const { inputId, token } = await send({ elementId: measure });
		expect((await assignInput(db, leader, inputId, null, now)).ok).toBe(true);
		expect((await removeElement(db, leader, measure, now)).ok).toBe(true);
		expect(await sendRemark(db, hearingId, { ...plain, elementId: measure }, origin, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await ownRemark(db, token)).toMatchObject({ number: '1.1', aboutNn: 'Arrangere bustadsosialt forum' });
	});

	test('the address goes a year after the last day, and with its owner; no stranger reads, reviews or opens', async () => {
		const db = await fresh();
		const { send, stranger, hearingId, municipalityId, person, units } = await open(db);
		const { inputId } = await send({ email: 'kari@post.example' });
		expect(await reviewRemark(db, stranger, { inputId, isShown: true, reason: '' }, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await openPublicHearing(db, stranger, hearingId, '2018-05-01', now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await remarksSent(db, stranger.municipalityId, hearingId)).toEqual([]);
		const due = async (day: string) =>
			(await previewPurge(db, municipalityId, `${day}T12:00:00.000Z`)).find(({ kind }) => kind === 'remarkSenders')!.count;
		expect([await due('2019-02-26'), await due('2019-02-27')]).toEqual([0, 1]);
		await purgeExpired(db, '2019-02-27T12:00:00.000Z');
		expect(await db.selectFrom('publicRemark').select(['email', 'name']).execute()).toEqual([{ email: null, name: 'Kari Nordmann' }]);

		const worker = await person('Berit Vik', units.nav, ['staff']);
		const administrator = await person('Admin Vik', null, ['administrator']);
		const { email } = await db.selectFrom('person').select('email').where('id', '=', worker.id).executeTakeFirstOrThrow();
		await send({ name: 'Berit Vik', email });
		expect((await eraseAccount(db, undefined, administrator, worker.id, now)).ok).toBe(true);
		const left = await db.selectFrom('publicRemark').select(['email', 'name']).where('inputId', '!=', inputId).execute();
		expect(left).toEqual([{ email: null, name: '' }]);
	});
});
