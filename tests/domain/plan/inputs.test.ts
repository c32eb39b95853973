import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { trace } from '#lib/lineage.server.ts';
import { addElement, editElement, removeElement } from '#lib/plan/document/elements.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import type { PlanChange } from '#lib/plan/inputs/model.ts';
import { addInput, assignInput, takeHarvest, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { harvests, inputsOf, remarksOf } from '#lib/plan/inputs/queries.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft, aForum, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const yes = (change: PlanChange) => ({ outcome: 'in' as const, reason: '', internalRemark: null, change });
const no = { outcome: 'no' as const, reason: 'Det er ikkje kommunen si oppgåve.', internalRemark: null, change: { kind: 'none' as const } };

async function drafted(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const input = async (text = 'Eit innspel') => {
		const added = await addInput(db, world.leader, { text, origin: 'hearing', originLabel: 'Høyringsrunde 1', elementId: null }, now);
		if (!added.ok) throw new Error(added.reason);
		return added.inputId;
	};
	return { ...world, ...draft, world, input };
}

onBothDatabases('inputs of the plan', (fresh) => {
	describe('the queue of inputs', () => {
		test('takes the points of a forum in once, with where they came from', async () => {
			const db = await fresh();
			const { world, leader, municipalityId, versionId } = await drafted(db);
			const { gatheringId, pointIds } = await aForum(db, world, ['Éin stad å ringje', 'Same skjema']);
			expect(await harvests(db, municipalityId, (await db.selectFrom('plan').select('id').executeTakeFirstOrThrow()).id)).toMatchObject([
				{ gatheringId, month: '2016-03', waiting: 2 }
			]);
			expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 2 });
			expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 0 });
			const queue = await inputsOf(db, municipalityId, versionId);
			expect(
				queue.map(({ text, origin, originId, originLabel, originMonth }) => ({ text, origin, originId, originLabel, originMonth }))
			).toEqual([
				{ text: 'Éin stad å ringje', origin: 'harvest', originId: pointIds[0], originLabel: 'Felles forståing', originMonth: '2016-03' },
				{ text: 'Same skjema', origin: 'harvest', originId: pointIds[1], originLabel: 'Felles forståing', originMonth: '2016-03' }
			]);
			expect(await trace(db, municipalityId, { kind: 'forumPoint', id: pointIds[0]! }, 'forward')).toEqual([
				{ from: { kind: 'forumPoint', id: pointIds[0] }, to: { kind: 'input', id: queue[0]!.id } }
			]);
		});

		test('takes a merged point in under the point it went into, and a new point the second time', async () => {
			const db = await fresh();
			const { world, leader, municipalityId, versionId } = await drafted(db);
			const { gatheringId, pointIds } = await aForum(db, world, ['Samla punkt', 'Gjekk inn i det fyrste']);
			await db.updateTable('forumPoint').set({ mergedIntoId: pointIds[0]! }).where('id', '=', pointIds[1]!).execute();
			expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 1 });
			await db.updateTable('forumPoint').set({ mergedIntoId: null }).where('id', '=', pointIds[1]!).execute();
			expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 1 });
			expect(await inputsOf(db, municipalityId, versionId)).toHaveLength(2);
		});

		test('a point that an earlier revision decided does not come back by itself', async () => {
			const db = await fresh();
			const { world, leader, municipalityId, versionId } = await drafted(db);
			const { gatheringId } = await aForum(db, world, ['Eit punkt']);
			await takeHarvest(db, leader, gatheringId, now);
			const [input] = await inputsOf(db, municipalityId, versionId);
			await decide(db, leader, input!.id, no, now);
			expect((await adopt(db, leader, adoption, now)).ok).toBe(true);
			await openRevision(db, leader, now);
			expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 0 });
		});

		test('refuses a harvest that is not there, not ours, not made yet, or without an open revision', async () => {
			const db = await fresh();
			const { world, leader, staff, stranger } = await drafted(db);
			const { gatheringId } = await aForum(db, world, ['Eit punkt']);
			const empty = await aForum(db, world, []);
			expect(await takeHarvest(db, staff, gatheringId, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await takeHarvest(db, leader, 'finst ikkje', now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await takeHarvest(db, leader, empty.gatheringId, now)).toEqual({ ok: false, reason: 'empty' });
			await aDraft(db, { ...world, leader: stranger });
			expect(await takeHarvest(db, stranger, gatheringId, now)).toEqual({ ok: false, reason: 'notFound' });
			await adopt(db, leader, adoption, now);
			expect(await takeHarvest(db, leader, gatheringId, now)).toEqual({ ok: false, reason: 'closedRevision' });
		});

		test('has those that wait first', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, input } = await drafted(db);
			const [withdrawn, decided, waiting] = [await input('trekt'), await input('avgjort'), await input('ventar')];
			await withdrawInput(db, leader, withdrawn, now);
			await decide(db, leader, decided, no, now);
			expect((await inputsOf(db, municipalityId, versionId)).map((row) => row.id)).toEqual([waiting, decided, withdrawn]);
		});

		test('an input needs words, and an element that stands in the draft', async () => {
			const db = await fresh();
			const { leader, staff, measure } = await drafted(db);
			const typed = { text: 'Frå brevet', origin: 'paper' as const, originLabel: 'Brev frå bebuarråd', elementId: null };
			expect(await addInput(db, staff, typed, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await addInput(db, leader, { ...typed, text: '' }, now)).toEqual({ ok: false, reason: 'missing' });
			await removeElement(db, leader, measure, now);
			expect(await addInput(db, leader, { ...typed, elementId: measure }, now)).toEqual({ ok: false, reason: 'conflict' });
		});

		test('an undecided input is assigned to an element, and freed again', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, measure, input } = await drafted(db);
			const id = await input();
			expect(await assignInput(db, leader, id, measure, now)).toEqual({ ok: true });
			expect((await inputsOf(db, municipalityId, versionId))[0]?.elementId).toBe(measure);
			expect(await assignInput(db, leader, id, 'finst ikkje', now)).toEqual({ ok: false, reason: 'conflict' });
			expect(await assignInput(db, leader, id, null, now)).toEqual({ ok: true });
			expect((await inputsOf(db, municipalityId, versionId))[0]?.elementId).toBeNull();
		});
	});

	describe('a decision', () => {
		test('that takes an input in can change a measure', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, goal, measure, input } = await drafted(db);
			const id = await input();
			expect(await decide(db, leader, id, yes({ kind: 'edit', elementId: measure, edition: 1, ...words('Kvart år', goal) }), now)).toEqual({
				ok: true,
				elementId: measure
			});
			expect((await documentOf(db, municipalityId, versionId)).find((element) => element.elementId === measure)?.nn).toBe('Kvart år');
			expect(await trace(db, municipalityId, { kind: 'input', id }, 'forward')).toEqual([
				{ from: { kind: 'input', id }, to: { kind: 'element', id: measure } }
			]);
		});

		test('can add a measure', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, goal, input } = await drafted(db);
			const decided = await decide(db, leader, await input(), yes({ kind: 'new', ...words('Felles skjema', goal) }), now);
			if (!decided.ok) throw new Error(decided.reason);
			expect((await documentOf(db, municipalityId, versionId)).find((element) => element.elementId === decided.elementId)).toMatchObject({
				number: '1.2',
				nn: 'Felles skjema',
				kind: 'measure'
			});
		});

		test('can say that the plan says it already, without a word changed', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, measure, input } = await drafted(db);
			const before = await documentOf(db, municipalityId, versionId);
			expect(await decide(db, leader, await input(), yes({ kind: 'existing', elementId: measure }), now)).toEqual({
				ok: true,
				elementId: measure
			});
			expect(await documentOf(db, municipalityId, versionId)).toEqual(before);
		});

		test('that takes an input in says where', async () => {
			const db = await fresh();
			const { leader, input } = await drafted(db);
			expect(await decide(db, leader, await input(), yes({ kind: 'none' }), now)).toEqual({ ok: false, reason: 'missingChange' });
			expect(await decide(db, leader, await input(), yes({ kind: 'existing', elementId: 'finst ikkje' }), now)).toEqual({
				ok: false,
				reason: 'conflict'
			});
			expect(await decide(db, leader, await input(), yes({ kind: 'new', ...words('Tiltak', 'finst ikkje') }), now)).toEqual({
				ok: false,
				reason: 'invalidParent'
			});
		});

		test('other than a plain yes has a reason', async () => {
			const db = await fresh();
			const { leader, measure, input } = await drafted(db);
			const id = await input();
			for (const outcome of ['partly', 'later', 'no'] as const) {
				expect(
					await decide(db, leader, id, { outcome, reason: '', internalRemark: null, change: { kind: 'existing', elementId: measure } }, now)
				).toEqual({ ok: false, reason: 'missingReason' });
			}
		});

		test('is not made on a measure that somebody changed meanwhile, and is not half made', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, goal, measure, input } = await drafted(db);
			await editElement(db, leader, { elementId: measure, edition: 1, ...words('Di formulering', goal) }, now);
			const id = await input();
			expect(await decide(db, leader, id, yes({ kind: 'edit', elementId: measure, edition: 1, ...words('Mi', goal) }), now)).toMatchObject({
				ok: false,
				reason: 'conflictEdition',
				theirs: { nn: 'Di formulering' },
				edition: 2
			});
			expect((await inputsOf(db, municipalityId, versionId))[0]?.outcome).toBeNull();
		});

		test('can be changed while the revision is open, and the thread follows the last one', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, measure, input } = await drafted(db);
			const id = await input();
			await decide(db, leader, id, yes({ kind: 'existing', elementId: measure }), now);
			expect(await decide(db, leader, id, no, now)).toEqual({ ok: true, elementId: null });
			expect((await inputsOf(db, municipalityId, versionId))[0]).toMatchObject({ outcome: 'no', reason: no.reason });
			expect(await trace(db, municipalityId, { kind: 'input', id }, 'forward')).toEqual([]);
			const trail = await db.selectFrom('audit').select('detail').where('verb', '=', 'input.decide').where('subjectId', '=', id).execute();
			expect(trail.map((line) => (JSON.parse(line.detail!) as { outcome: string }).outcome).toSorted()).toEqual(['in', 'no']);
		});

		test('keeps the internal remark apart from what the queue tells, and out of the audit trail', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, stranger, input } = await drafted(db);
			const id = await input();
			await decide(db, leader, id, { ...no, internalRemark: 'Snakk med rådmannen fyrst' }, now);
			expect(await remarksOf(db, municipalityId, versionId)).toEqual(new Map([[id, 'Snakk med rådmannen fyrst']]));
			expect(await remarksOf(db, stranger.municipalityId, versionId)).toEqual(new Map());
			expect(JSON.stringify(await inputsOf(db, municipalityId, versionId))).not.toContain('rådmannen');
			expect(JSON.stringify(await db.selectFrom('audit').selectAll().execute())).not.toContain('rådmannen');
		});

		test('is the leader’s, in the municipality it was asked in', async () => {
			const db = await fresh();
			const { world, staff, facilitator, partner, stranger, input } = await drafted(db);
			const id = await input();
			for (const actor of [staff, facilitator, partner]) {
				expect(await decide(db, actor, id, no, now)).toEqual({ ok: false, reason: 'notAllowed' });
				expect(await withdrawInput(db, actor, id, now)).toEqual({ ok: false, reason: 'notAllowed' });
				expect(await assignInput(db, actor, id, null, now)).toEqual({ ok: false, reason: 'notAllowed' });
			}
			await aDraft(db, { ...world, leader: stranger });
			expect(await decide(db, stranger, id, no, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await withdrawInput(db, stranger, id, now)).toEqual({ ok: false, reason: 'notFound' });
			expect(await assignInput(db, stranger, id, null, now)).toEqual({ ok: false, reason: 'notFound' });
		});

		test('is not made on what was withdrawn, and what is decided is not withdrawn or assigned', async () => {
			const db = await fresh();
			const { leader, input } = await drafted(db);
			const [first, second] = [await input(), await input()];
			expect(await withdrawInput(db, leader, first, now)).toEqual({ ok: true });
			expect(await decide(db, leader, first, no, now)).toEqual({ ok: false, reason: 'closedInput' });
			expect(await withdrawInput(db, leader, first, now)).toEqual({ ok: false, reason: 'closedInput' });
			expect(await assignInput(db, leader, first, null, now)).toEqual({ ok: false, reason: 'closedInput' });
			await decide(db, leader, second, no, now);
			expect(await withdrawInput(db, leader, second, now)).toEqual({ ok: false, reason: 'closedDecision' });
			expect(await assignInput(db, leader, second, null, now)).toEqual({ ok: false, reason: 'closedDecision' });
		});

		test('"later" puts the input back into the queue of the next revision, with the thread from one to the other', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId, measure, input } = await drafted(db);
			const [later, refused] = [await input('Seinare'), await input('Nei')];
			await assignInput(db, leader, later, measure, now);
			await decide(db, leader, later, { ...no, outcome: 'later', reason: 'Ventar på budsjettet.' }, now);
			await decide(db, leader, refused, no, now);
			await adopt(db, leader, adoption, now);
			const next = await openRevision(db, leader, now);
			if (!next.ok) throw new Error(next.reason);
			expect(next.carried).toBe(1);
			const queue = await inputsOf(db, municipalityId, next.versionId);
			expect(queue).toMatchObject([{ text: 'Seinare', origin: 'hearing', elementId: measure, outcome: null }]);
			expect(await trace(db, municipalityId, { kind: 'input', id: later }, 'forward')).toEqual([
				{ from: { kind: 'input', id: later }, to: { kind: 'input', id: queue[0]!.id } }
			]);
			expect((await inputsOf(db, municipalityId, versionId)).find((row) => row.id === later)).toMatchObject({ outcome: 'later' });
		});

		test('an added measure keeps its number when its goal gets another one', async () => {
			const db = await fresh();
			const { leader, goal, input } = await drafted(db);
			const first = await decide(db, leader, await input(), yes({ kind: 'new', ...words('Fyrst', goal) }), now);
			const second = await addElement(db, leader, { kind: 'measure', ...words('Så', goal) }, now);
			expect(first.ok && second.ok && second.number).toBe('1.3');
		});
	});
});
