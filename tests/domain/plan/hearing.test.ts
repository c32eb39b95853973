import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { closeHearing, openHearing, remindBodies } from '#lib/plan/hearing/commands.server.ts';
import { addRemark, finishAnswer, hearingBy, withdrawRemark } from '#lib/plan/hearing/responses.server.ts';
import { hearingsOf } from '#lib/plan/hearing/queries.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { remarksIn } from '#lib/plan/inputs/remarks.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const bodies = [
	{ kind: 'unit' as const, name: 'Heimetenestene', email: 'heime@stord.example' },
	{ kind: 'council' as const, name: 'Eldrerådet', email: 'eldre@stord.example' }
];
const deadline = '2018-02-26';
const after = '2018-02-27T08:00:00.000Z';

/** An open round with two bodies; `tokens` by name, from their mails. */
async function heard(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const opened = await openHearing(db, world.leader, { deadline, bodies }, origin, now);
	if (!opened.ok) throw new Error(opened.reason);
	return { ...world, ...draft, hearingId: opened.hearingId, tokens: await tokensIn(db, 'hearing') };
}

async function tokensIn(db: Kysely<Database>, kind: 'hearing' | 'hearingReminder') {
	const mails = await db.selectFrom('mail').select(['recipientName', 'text']).where('kind', '=', kind).execute();
	return Object.fromEntries(mails.map((mail) => [mail.recipientName, /\/hearing\/(\S+)/.exec(mail.text)![1]!]));
}
const plain = { text: 'Kven har ansvaret?', suggested: null };

onBothDatabases('a hearing', (fresh) => {
	test('opens with a link of its own to each body, held in the outbox', async () => {
		const db = await fresh();
		const { tokens } = await heard(db);
		expect(Object.keys(tokens).toSorted()).toEqual(['Eldrerådet', 'Heimetenestene']);
		expect(new Set(Object.values(tokens)).size).toBe(2);
		const mails = await db.selectFrom('mail').select(['state', 'subject']).execute();
		expect(mails.map((mail) => mail.state)).toEqual(['held', 'held']);
		expect(mails[0]!.subject).toContain('26. februar 2018');
	});

	test('takes a remark straight into the queue, with the text it was about', async () => {
		const db = await fresh();
		const { tokens, measure, municipalityId, versionId, leader, goal } = await heard(db);
		const made = await addRemark(db, tokens.Eldrerådet!, { elementId: measure, ...plain }, now);
		if (!made.ok) throw new Error(made.reason);
		await editElement(db, leader, { elementId: measure, edition: 1, ...words('Halde forum kvart år', goal) }, now);
		const [input] = await inputsOf(db, municipalityId, versionId);
		expect(input).toMatchObject({ id: made.inputId, origin: 'hearing', originLabel: 'Eldrerådet', elementId: measure, text: plain.text });
		expect((await remarksIn(db, municipalityId, versionId)).get(made.inputId)).toMatchObject({
			about: { nn: 'Arrangere bustadsosialt forum' },
			edition: 1,
			number: '1.1',
			suggested: null
		});
		const page = await hearingBy(db, tokens.Eldrerådet!, now);
		expect(page?.elements.find((element) => element.elementId === measure)?.nn).toBe('Arrangere bustadsosialt forum');
	});

	test('lets three amendments be accepted, taken partly and declined, each with its origin', async () => {
		const db = await fresh();
		const { tokens, measure, municipalityId, versionId, leader, goal } = await heard(db);
		const suggest = async (nn: string) => {
			const made = await addRemark(db, tokens.Heimetenestene!, { elementId: measure, text: '', suggested: { nn, nb: nn } }, now);
			if (!made.ok) throw new Error(made.reason);
			return made.inputId;
		};
		const ids = [
			await suggest('Arrangere forum to gonger'),
			await suggest('Arrangere forum kvar veke'),
			await suggest('Ikkje arrangere forum')
		];
		const edit = async (nn: string) => {
			const element = (await elementsOf(db, versionId)).find((one) => one.elementId === measure)!;
			return { kind: 'edit' as const, elementId: measure, edition: element.edition, ...words(nn, goal) };
		};
		const all = { internalRemark: null, reason: '' };
		await decide(db, leader, ids[0]!, { ...all, outcome: 'in', change: await edit('Arrangere forum to gonger') }, now);
		await decide(
			db,
			leader,
			ids[1]!,
			{ ...all, outcome: 'partly', reason: 'Oftare, men ikkje kvar veke.', change: await edit('Arrangere forum tre gonger') },
			now
		);
		await decide(db, leader, ids[2]!, { ...all, outcome: 'no', reason: 'Forumet er vedteke.', change: { kind: 'none' } }, now);
		const element = (await elementsOf(db, versionId)).find((one) => one.elementId === measure);
		expect(element?.nn).toBe('Arrangere forum tre gonger');
		const links = await db.selectFrom('lineage').select('fromId').where('toId', '=', measure).where('fromKind', '=', 'input').execute();
		expect(links.map((link) => link.fromId).toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
		expect((await inputsOf(db, municipalityId, versionId)).map((input) => input.outcome).toSorted()).toEqual(['in', 'no', 'partly']);
	});

	test('tells a body what became of its remarks when the plan is adopted, and not before', async () => {
		const db = await fresh();
		const { tokens, leader } = await heard(db);
		const made = await addRemark(db, tokens.Eldrerådet!, { elementId: null, ...plain }, now);
		if (!made.ok) throw new Error(made.reason);
		const decision = {
			outcome: 'no' as const,
			reason: 'Det står i planen.',
			internalRemark: 'hemmeleg',
			change: { kind: 'none' as const }
		};
		await decide(db, leader, made.inputId, decision, now);
		const remarks = (await hearingBy(db, tokens.Eldrerådet!, now))!.remarks.toSorted(
			(a, b) => Number(b.isWithdrawn) - Number(a.isWithdrawn)
		);
		expect(remarks).toMatchObject([{ decision: null }]);
		await adopt(db, leader, { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '18/1', endHearing: true }, now);
		const page = await hearingBy(db, tokens.Eldrerådet!, now);
		expect(page).toMatchObject({ isOpen: false, remarks: [{ decision: { outcome: 'no', reason: 'Det står i planen.' } }] });
		expect(JSON.stringify(page)).not.toContain('hemmeleg');
		expect(await addRemark(db, tokens.Eldrerådet!, { elementId: null, ...plain }, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('takes "no remarks" as an answer, and a remark afterwards takes it back', async () => {
		const db = await fresh();
		const { tokens, municipalityId, versionId } = await heard(db);
		const token = tokens.Eldrerådet!;
		expect(await finishAnswer(db, token, { noRemarks: false }, now)).toEqual({ ok: false, reason: 'missing' });
		expect(await finishAnswer(db, token, { noRemarks: true }, now)).toEqual({ ok: true });
		const body = async () => (await hearingsOf(db, municipalityId, versionId))[0]!.bodies.find((one) => one.name === 'Eldrerådet');
		expect(await body()).toMatchObject({ answeredAt: now, noRemarksAt: now, remarks: 0 });
		await addRemark(db, token, { elementId: null, ...plain }, now);
		expect(await body()).toMatchObject({ noRemarksAt: null, remarks: 1 });
		expect(await finishAnswer(db, token, { noRemarks: true }, now)).toEqual({ ok: false, reason: 'conflictRemarks' });
		expect(await finishAnswer(db, token, { noRemarks: false }, now)).toEqual({ ok: true });
	});

	test('lets a body withdraw its own remark while nothing is decided, and no other body’s', async () => {
		const db = await fresh();
		const { tokens, leader } = await heard(db);
		const add = async () => {
			const made = await addRemark(db, tokens.Eldrerådet!, { elementId: null, ...plain }, now);
			if (!made.ok) throw new Error(made.reason);
			return made.inputId;
		};
		const [first, second] = [await add(), await add()];
		expect(await withdrawRemark(db, tokens.Heimetenestene!, first, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await withdrawRemark(db, tokens.Eldrerådet!, first, now)).toEqual({ ok: true });
		const remarks = (await hearingBy(db, tokens.Eldrerådet!, now))!.remarks.toSorted(
			(a, b) => Number(b.isWithdrawn) - Number(a.isWithdrawn)
		);
		expect(remarks).toMatchObject([
			{ id: first, isWithdrawn: true },
			{ id: second, isWithdrawn: false }
		]);
		const no = { outcome: 'no' as const, reason: 'Nei.', internalRemark: null, change: { kind: 'none' as const } };
		expect(await decide(db, leader, first, no, now)).toEqual({ ok: false, reason: 'closedInput' });
		await decide(db, leader, second, no, now);
		expect(await withdrawRemark(db, tokens.Eldrerådet!, second, now)).toEqual({ ok: false, reason: 'closedDecision' });
	});

	test('reminds those who have not answered, with links that both open', async () => {
		const db = await fresh();
		const { tokens, leader, hearingId } = await heard(db);
		await finishAnswer(db, tokens.Eldrerådet!, { noRemarks: true }, now);
		expect(await remindBodies(db, leader, hearingId, origin, now)).toEqual({ ok: true, queued: 1 });
		expect(await remindBodies(db, leader, hearingId, origin, now)).toEqual({ ok: true, queued: 1 });
		const reminded = await tokensIn(db, 'hearingReminder');
		expect(Object.keys(reminded)).toEqual(['Heimetenestene']);
		expect(await hearingBy(db, reminded.Heimetenestene!, now)).toMatchObject({ name: 'Heimetenestene' });
		expect(await hearingBy(db, tokens.Heimetenestene!, now)).toMatchObject({ name: 'Heimetenestene' });
		await finishAnswer(db, tokens.Heimetenestene!, { noRemarks: true }, now);
		expect(await remindBodies(db, leader, hearingId, origin, now)).toEqual({ ok: false, reason: 'emptyReminder' });
	});

	test('is over after its last day, and when it is closed; then the next round can open', async () => {
		const db = await fresh();
		const { tokens, leader, hearingId, municipalityId, versionId } = await heard(db);
		expect(await openHearing(db, leader, { deadline, bodies }, origin, now)).toEqual({ ok: false, reason: 'duplicate' });
		expect(await addRemark(db, tokens.Eldrerådet!, { elementId: null, ...plain }, after)).toEqual({ ok: false, reason: 'closed' });
		expect(await finishAnswer(db, tokens.Eldrerådet!, { noRemarks: true }, after)).toEqual({ ok: false, reason: 'closed' });
		expect(await remindBodies(db, leader, hearingId, origin, after)).toEqual({ ok: false, reason: 'closed' });
		const kept = await db.selectFrom('hearing').select('reminders').where('id', '=', hearingId).executeTakeFirstOrThrow();
		expect(kept.reminders, 'what is refused has changed nothing').toBe(0);
		expect(await closeHearing(db, leader, hearingId, now)).toEqual({ ok: true });
		expect(await closeHearing(db, leader, hearingId, now)).toEqual({ ok: false, reason: 'closed' });
		expect(await withdrawRemark(db, tokens.Eldrerådet!, 'x', now)).toEqual({ ok: false, reason: 'closed' });
		expect(await openHearing(db, leader, { deadline, bodies }, origin, now)).toMatchObject({ ok: true, queued: 2 });
		expect((await hearingsOf(db, municipalityId, versionId)).map((hearing) => hearing.round)).toEqual([2, 1]);
	});

	test('is refused without a deadline to come, without bodies, with one bad address, and to all but the leader', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		expect(await openHearing(db, world.leader, { deadline, bodies }, origin, now)).toEqual({ ok: false, reason: 'closedRevision' });
		await aDraft(db, world);
		const open = (change: object) => openHearing(db, world.leader, { deadline, bodies, ...change }, origin, now);
		expect(await open({ deadline: '2018-01-14' })).toEqual({ ok: false, reason: 'past' });
		expect(await open({ deadline: '2018-02-30' })).toEqual({ ok: false, reason: 'invalidDate' });
		expect(await open({ bodies: [] })).toEqual({ ok: false, reason: 'empty' });
		expect(await open({ bodies: [...bodies, { kind: 'unit', name: 'X', email: 'x' }] })).toEqual({
			ok: false,
			reason: 'invalidAddress',
			email: 'x'
		});
		expect(await openHearing(db, world.staff, { deadline, bodies }, origin, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await db.selectFrom('mail').select('id').execute()).toEqual([]);
	});

	test('takes no remark that is empty, about nothing in the plan, or one too many; an unknown link is not found', async () => {
		const db = await fresh();
		const { tokens } = await heard(db);
		const token = tokens.Eldrerådet!;
		expect(await addRemark(db, token, { elementId: null, text: '', suggested: null }, now)).toEqual({ ok: false, reason: 'missing' });
		expect(await addRemark(db, token, { elementId: 'borte', ...plain }, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await addRemark(db, 'gjetta', { elementId: null, ...plain }, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await hearingBy(db, 'gjetta', now)).toBeUndefined();
		for (let made = 0; made < 100; made++) await addRemark(db, token, { elementId: null, ...plain }, now);
		expect(await addRemark(db, token, { elementId: null, ...plain }, now)).toEqual({ ok: false, reason: 'limit' });
	});
});
