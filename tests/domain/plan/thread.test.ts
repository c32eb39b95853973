import { describe, expect, test } from 'vitest';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { threadOf } from '#lib/plan/thread/queries.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { words } from '../../support/plan.ts';
import { now } from '../../support/world.ts';
import { told } from '../../support/thread.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const yes = (elementId: string) => ({
	outcome: 'in' as const,
	reason: 'Det treng vi.',
	internalRemark: 'Berre for oss',
	change: { kind: 'existing' as const, elementId }
});
const no = {
	outcome: 'no' as const,
	reason: 'Det er Husbanken si oppgåve.',
	internalRemark: 'Berre for oss',
	change: { kind: 'none' as const }
};

const kindsOf = (thread: Awaited<ReturnType<typeof threadOf>>) => thread?.nodes.map((node) => node.kind);

onBothDatabases('threads', (fresh) => {
	describe('the red thread', () => {
		test('goes from a note to the adopted version', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, versionId, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			const thread = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });
			expect(kindsOf(thread)).toEqual(['note', 'cluster', 'harvestPoint', 'forumPoint', 'input', 'decision', 'element', 'version']);
			expect(thread?.start).toMatchObject({
				kind: 'note',
				text: 'Eitt nummer',
				table: 4,
				question: 'Kven ringjer du?',
				theme: 'Felles forståing',
				month: '2016-03'
			});
			expect(thread?.nodes.at(-1)?.items).toMatchObject([
				{ id: versionId, number: 1, adoptedBy: 'Stord kommunestyre', caseNumber: '18/12' }
			]);
			expect(thread?.nodes.flatMap((node) => node.items).find((item) => item.kind === 'decision')).toMatchObject({
				outcome: 'in',
				reason: 'Det treng vi.',
				isSettled: true
			});
		});

		test('goes from the version back to every note that led there, and to no other', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, versionId, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			const thread = await threadOf(db, municipalityId, { kind: 'version', id: versionId });
			expect(thread?.nodes[0]?.items.map((item) => item.id).toSorted()).toEqual([notes.phone, notes.calls].toSorted());
		});

		test('can be followed from every node, and goes both ways from the middle', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, versionId, cluster, points, pointIds, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			const starts = [
				{ kind: 'cluster' as const, id: cluster },
				{ kind: 'harvestPoint' as const, id: points[0] },
				{ kind: 'forumPoint' as const, id: pointIds[0]! },
				{ kind: 'input' as const, id: inputs[0] },
				{ kind: 'element' as const, id: measure },
				{ kind: 'version' as const, id: versionId }
			];
			for (const start of starts) {
				const thread = await threadOf(db, municipalityId, start);
				expect(kindsOf(thread)).toEqual(['note', 'cluster', 'harvestPoint', 'forumPoint', 'input', 'decision', 'element', 'version']);
				expect(thread?.nodes[0]?.items).toHaveLength(2);
			}
		});

		test('ends at the decision when nothing came of it', async () => {
			const db = await fresh();
			const { leader, municipalityId, notes, inputs } = await told(db);
			await decide(db, leader, inputs[1], no, now);
			const thread = await threadOf(db, municipalityId, { kind: 'note', id: notes.form });
			expect(kindsOf(thread)).toEqual(['note', 'harvestPoint', 'forumPoint', 'input', 'decision']);
			expect(thread?.links).toContainEqual({ from: { kind: 'input', id: inputs[1] }, to: { kind: 'decision', id: inputs[1] } });
		});

		test('of a note that went nowhere is the note alone', async () => {
			const db = await fresh();
			const { municipalityId, notes } = await told(db);
			expect(await threadOf(db, municipalityId, { kind: 'note', id: notes.alone })).toMatchObject({
				nodes: [{ kind: 'note' }],
				links: []
			});
		});

		test('does not lead from what was asked in one revision to the version before it', async () => {
			const db = await fresh();
			const { leader, municipalityId, goal, measure, versionId, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], { ...no, outcome: 'later' }, now);
			await adopt(db, leader, adoption, now);
			const second = await openRevision(db, leader, now);
			if (!second.ok) throw new Error(second.reason);
			const [carried] = await inputsOf(db, municipalityId, second.versionId);
			await decide(
				db,
				leader,
				carried!.id,
				{ ...yes(measure), change: { kind: 'edit', elementId: measure, edition: 1, ...words('Ny ordlyd', goal) } },
				now
			);

			const forward = await threadOf(db, municipalityId, { kind: 'note', id: notes.form });
			expect(kindsOf(forward)).toEqual(['note', 'harvestPoint', 'forumPoint', 'input', 'decision', 'element']);
			const back = await threadOf(db, municipalityId, { kind: 'version', id: versionId });
			expect(back?.nodes[0]?.items.map((item) => item.id).toSorted()).toEqual([notes.phone, notes.calls].toSorted());

			await adopt(db, leader, adoption, now);
			const after = await threadOf(db, municipalityId, { kind: 'note', id: notes.form });
			expect(after?.nodes.at(-1)?.items).toMatchObject([{ kind: 'version', number: 2 }]);
			expect(after?.links).toContainEqual({ from: { kind: 'decision', id: inputs[1] }, to: { kind: 'input', id: carried!.id } });
		});

		test('says how many others went into the same', async () => {
			const db = await fresh();
			const { municipalityId, notes, cluster } = await told(db);
			const thread = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });
			expect(thread?.joined).toEqual(new Map([[`cluster:${cluster}`, 1]]));
		});

		test("is the municipality's own, and tells nobody an internal remark", async () => {
			const db = await fresh();
			const { leader, stranger, municipalityId, measure, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			const thread = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });
			expect(JSON.stringify(thread)).not.toContain('Berre for oss');
			expect(await threadOf(db, stranger.municipalityId, { kind: 'note', id: notes.phone })).toBeUndefined();
			expect(await threadOf(db, municipalityId, { kind: 'element', id: notes.phone })).toBeUndefined();
		});

		test('takes as many queries however much it runs through', async () => {
			const db = await fresh();
			const { municipalityId, notes, points } = await told(db);
			let asked = 0;
			const counting = db.withPlugin({ transformQuery: ({ node }) => (asked++, node), transformResult: async ({ result }) => result });
			const count = async () => {
				asked = 0;
				await threadOf(counting, municipalityId, { kind: 'harvestPoint', id: points[0] });
				return asked;
			};
			const few = await count();
			const { cafeTableId } = await db.selectFrom('note').select('cafeTableId').where('id', '=', notes.alone).executeTakeFirstOrThrow();
			for (let n = 0; n < 40; n++) {
				const id = newId();
				await db
					.insertInto('note')
					.values({
						id,
						municipalityId,
						cafeTableId,
						clusterId: null,
						position: 1,
						text: `Lapp ${n}`,
						round: 1,
						writtenBy: '',
						votes: 0,
						receipt: null
					})
					.execute();
				await link(db, municipalityId, { from: { kind: 'note', id }, to: { kind: 'harvestPoint', id: points[0] } }, now);
			}
			expect(await count()).toBe(few);
		});
	});
});
