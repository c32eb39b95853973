import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { createBoard } from '#lib/live/boards.server.ts';
import { derive, type Thing } from '#lib/lineage.server.ts';
import { editElement } from '#lib/plan/elements.server.ts';
import { decide, takeHarvest, withdrawInput } from '#lib/plan/inputs.server.ts';
import { inputsOf } from '#lib/plan/queries.server.ts';
import { threadOf, whatBecame } from '#lib/plan/thread.server.ts';
import { keyOf, stageOf, trueLinks, withDecisions, type Became, type Link, type Node } from '#lib/plan/thread.ts';
import { adopt, openRevision } from '#lib/plan/versions.server.ts';
import { onBothDatabases } from '../support/database.ts';
import { aDraft, aForum, words } from '../support/plan.ts';
import { aMunicipality, now } from '../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const yes = (elementId: string) => ({ outcome: 'in' as const, reason: 'Det treng vi.', internalRemark: 'Berre for oss', change: { kind: 'existing' as const, elementId } });
const no = { outcome: 'no' as const, reason: 'Det er Husbanken si oppgåve.', internalRemark: 'Berre for oss', change: { kind: 'none' as const } };

/** A table where two clustered notes and a loose one became two points, each a point of the forum and an input; a fourth note was kept and nothing more. */
async function told(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const { municipalityId, leader } = world;
	const { gatheringId, pointIds } = await aForum(db, world, ['Éin stad å ringje', 'Same skjema']);
	const cafe = { id: newId(), municipalityId, gatheringId, preset: 'udir' as const, rounds: 3, roundMinutes: 12, changeoverMinutes: 2, phase: 'closed' as const, phaseAt: now, round: 3, endsAt: null, message: null, joinCode: newId(), joinToken: newId(), joinLockedAt: null, votesPerSeat: 3, createdAt: now, closedAt: now };
	await db.insertInto('cafe').values(cafe).execute();
	const cafeTableId = newId();
	const boardId = await createBoard(db, municipalityId, 'cafeTable', now);
	await db
		.insertInto('cafeTable')
		.values({ id: cafeTableId, municipalityId, cafeId: cafe.id, number: 4, question: 'Kven ringjer du?', findingId: null, boardId, hostId: null, frozenAt: now, frozenContent: '{}', frozenHash: 'hash', harvestedAt: now })
		.execute();
	const note = async (text: string) => {
		const id = newId();
		await db.insertInto('note').values({ id, municipalityId, cafeTableId, clusterId: null, position: 1, text, round: 1, writtenBy: '', votes: 2, receipt: null }).execute();
		return id;
	};
	const notes = { phone: await note('Eitt nummer'), calls: await note('Tre telefonar'), form: await note('Skjema'), alone: await note('Kaffien') };
	const cluster = newId();
	await db.insertInto('cluster').values({ id: cluster, municipalityId, cafeTableId, position: 1, title: 'Telefon' }).execute();
	const points = [newId(), newId()] as const;
	for (const [position, text] of ['Ringje éin stad', 'Likt skjema'].entries()) {
		await db.insertInto('harvestPoint').values({ id: points[position]!, municipalityId, cafeTableId, position, text, createdAt: now }).execute();
	}
	const link = (from: Thing, to: Thing) => derive(db, municipalityId, { from, to }, now);
	await link({ kind: 'note', id: notes.phone }, { kind: 'cluster', id: cluster });
	await link({ kind: 'note', id: notes.calls }, { kind: 'cluster', id: cluster });
	await link({ kind: 'cluster', id: cluster }, { kind: 'harvestPoint', id: points[0] });
	await link({ kind: 'note', id: notes.form }, { kind: 'harvestPoint', id: points[1] });
	for (const place of [0, 1] as const) await link({ kind: 'harvestPoint', id: points[place] }, { kind: 'forumPoint', id: pointIds[place]! });
	await takeHarvest(db, leader, gatheringId, now);
	const queue = await inputsOf(db, municipalityId, draft.versionId);
	return { ...world, ...draft, world, notes, cluster, points, pointIds, inputs: [queue[0]!.id, queue[1]!.id] as const };
}

const kindsOf = (thread: Awaited<ReturnType<typeof threadOf>>) => thread?.stations.map((station) => station.kind);

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
			expect(thread?.start).toMatchObject({ kind: 'note', text: 'Eitt nummer', table: 4, question: 'Kven ringjer du?', theme: 'Felles forståing', month: '2016-03' });
			expect(thread?.stations.at(-1)?.items).toMatchObject([{ id: versionId, number: 1, adoptedBy: 'Stord kommunestyre', caseNumber: '18/12' }]);
			expect(thread?.stations.flatMap((station) => station.items).find((item) => item.kind === 'decision')).toMatchObject({ outcome: 'in', reason: 'Det treng vi.', isSettled: true });
		});

		test('goes from the version back to every note that led there, and to no other', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, versionId, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			const thread = await threadOf(db, municipalityId, { kind: 'version', id: versionId });
			expect(thread?.stations[0]?.items.map((item) => item.id).toSorted()).toEqual([notes.phone, notes.calls].toSorted());
		});

		test('can be followed from every station, and goes both ways from the middle', async () => {
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
				expect(thread?.stations[0]?.items).toHaveLength(2);
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
			expect(await threadOf(db, municipalityId, { kind: 'note', id: notes.alone })).toMatchObject({ stations: [{ kind: 'note' }], links: [] });
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
			await decide(db, leader, carried!.id, { ...yes(measure), change: { kind: 'edit', elementId: measure, edition: 1, ...words('Ny ordlyd', goal) } }, now);

			const forward = await threadOf(db, municipalityId, { kind: 'note', id: notes.form });
			expect(kindsOf(forward)).toEqual(['note', 'harvestPoint', 'forumPoint', 'input', 'decision', 'element']);
			const back = await threadOf(db, municipalityId, { kind: 'version', id: versionId });
			expect(back?.stations[0]?.items.map((item) => item.id).toSorted()).toEqual([notes.phone, notes.calls].toSorted());

			await adopt(db, leader, adoption, now);
			const after = await threadOf(db, municipalityId, { kind: 'note', id: notes.form });
			expect(after?.stations.at(-1)?.items).toMatchObject([{ kind: 'version', number: 2 }]);
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
				await db.insertInto('note').values({ id, municipalityId, cafeTableId, clusterId: null, position: 1, text: `Lapp ${n}`, round: 1, writtenBy: '', votes: 0, receipt: null }).execute();
				await derive(db, municipalityId, { from: { kind: 'note', id }, to: { kind: 'harvestPoint', id: points[0] } }, now);
			}
			expect(await count()).toBe(few);
		});
	});

	describe('what became of what somebody wrote', () => {
		test('is told for each stage, honestly', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, notes, inputs } = await told(db);
			const stage = async (id: string) => (await whatBecame(db, municipalityId, Object.values(notes))).get(id)?.stage;
			expect([await stage(notes.alone), await stage(notes.phone)]).toEqual(['onTable', 'inQueue']);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			expect([await stage(notes.phone), await stage(notes.form)]).toEqual(['inDraft', 'notTaken']);
			await decide(db, leader, inputs[1], { ...no, outcome: 'later' }, now);
			expect(await stage(notes.form)).toBe('later');
			await adopt(db, leader, adoption, now);
			expect([await stage(notes.phone), await stage(notes.calls), await stage(notes.form)]).toEqual(['adopted', 'adopted', 'later']);
			await openRevision(db, leader, now);
			expect(await stage(notes.form)).toBe('inQueue');
		});

		test('gives the measure in the words that were adopted, not those of the next draft', async () => {
			const db = await fresh();
			const { leader, municipalityId, goal, measure, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			expect((await whatBecame(db, municipalityId, [notes.phone])).get(notes.phone)?.measures).toEqual([]);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			await openRevision(db, leader, now);
			await editElement(db, leader, { elementId: measure, edition: 1, ...words('Hemmeleg utkast', goal) }, now);
			const became = (await whatBecame(db, municipalityId, [notes.phone])).get(notes.phone);
			expect(became?.measures).toMatchObject([{ id: measure, nn: 'Arrangere bustadsosialt forum', number: '1.1', adoptedBy: 'Stord kommunestyre' }]);
			expect(JSON.stringify(became)).not.toContain('Hemmeleg');
		});

		test('says whether a decision stands, and never an internal remark', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			const before = await whatBecame(db, municipalityId, Object.values(notes));
			expect(before.get(notes.form)?.inputs).toEqual([{ id: inputs[1], outcome: 'no', reason: no.reason, isSettled: false }]);
			expect(JSON.stringify([...before])).not.toContain('Berre for oss');
			await adopt(db, leader, adoption, now);
			expect((await whatBecame(db, municipalityId, [notes.form])).get(notes.form)?.inputs).toMatchObject([{ isSettled: true }]);
		});

		test('follows a merged point into what it became, and forgets a withdrawn input', async () => {
			const db = await fresh();
			const { leader, municipalityId, notes, pointIds, inputs } = await told(db);
			await db.updateTable('forumPoint').set({ mergedIntoId: pointIds[0]! }).where('id', '=', pointIds[1]!).execute();
			await derive(db, municipalityId, { from: { kind: 'forumPoint', id: pointIds[1]! }, to: { kind: 'forumPoint', id: pointIds[0]! } }, now);
			await withdrawInput(db, leader, inputs[1], now);
			const became = (await whatBecame(db, municipalityId, [notes.form])).get(notes.form);
			expect(became?.forumPoints.map((point) => point.id)).toEqual([pointIds[0]]);
			expect(became?.inputs.map((input) => input.id)).toEqual([inputs[0]]);
		});

		test("is nothing for another municipality's notes", async () => {
			const db = await fresh();
			const { stranger, notes } = await told(db);
			expect((await whatBecame(db, stranger.municipalityId, [notes.phone])).get(notes.phone)).toMatchObject({ stage: 'onTable', points: [] });
		});
	});
});

describe('the way a thread runs', () => {
	const node = (text: string): Node => {
		const [kind, id] = text.split(':') as [Node['kind'], string];
		return { kind, id };
	};
	const link = (from: string, to: string): Link => ({ from: node(from), to: node(to) });
	const numbers = { revisionOf: (id: string) => Number(id), numberOf: (id: string) => Number(id) };
	const links = [link('input:1', 'element:e'), link('input:3', 'element:e'), link('element:e', 'version:1'), link('element:e', 'version:2'), link('element:e', 'version:3')];
	const ends = (kept: Link[], side: 'from' | 'to') => kept.map((one) => keyOf(one[side])).toSorted();

	test('forward, is to versions from the revision on', () => {
		expect(ends(trueLinks(links, [node('input:3')], 'forward', numbers), 'to')).toEqual(['element:e', 'version:3']);
		expect(ends(trueLinks(links, [node('input:1')], 'forward', numbers), 'to')).toEqual(['element:e', 'version:1', 'version:2', 'version:3']);
	});

	test('back, is to inputs up to the version', () => {
		expect(ends(trueLinks(links, [node('version:2')], 'back', numbers), 'from')).toEqual(['element:e', 'input:1']);
		expect(ends(trueLinks(links, [node('element:e')], 'back', numbers), 'from')).toEqual(['input:1', 'input:3']);
	});

	test('by several ways, is as wide as the widest of them', () => {
		const both = [...links, link('note:n', 'input:3'), link('note:n', 'input:1')];
		expect(ends(trueLinks(both, [node('note:n')], 'forward', numbers), 'to')).toContain('version:1');
	});

	test('in a ring, ends', () => {
		expect(trueLinks([link('note:a', 'cluster:b'), link('cluster:b', 'note:a')], [node('note:a')], 'forward', numbers)).toHaveLength(2);
	});

	test('has the decision between the input and what came of it, and an undecided input without', () => {
		expect(withDecisions([link('forumPoint:p', 'input:1'), link('input:1', 'element:e')], new Set(['1']), ['1'])).toEqual([
			link('input:1', 'decision:1'),
			link('forumPoint:p', 'input:1'),
			link('decision:1', 'element:e')
		]);
		expect(withDecisions([link('forumPoint:p', 'input:1')], new Set(), ['1'])).toEqual([link('forumPoint:p', 'input:1')]);
	});

	test('is told by the furthest it came', () => {
		const nothing: Omit<Became, 'noteId' | 'stage'> = { points: [], forumPoints: [], inputs: [], measures: [] };
		const input = (outcome: 'in' | 'partly' | 'later' | 'no' | null) => ({ id: 'i', outcome, reason: '', isSettled: false });
		const point = { id: 'p', text: '', table: 1, isFirst: false };
		expect(stageOf(nothing)).toBe('onTable');
		expect(stageOf({ ...nothing, points: [point] })).toBe('inPoint');
		expect(stageOf({ ...nothing, points: [point], forumPoints: [point] })).toBe('inForum');
		expect(stageOf({ ...nothing, inputs: [input('no'), input(null)] })).toBe('inQueue');
		expect(stageOf({ ...nothing, inputs: [input('no'), input('later')] })).toBe('later');
		expect(stageOf({ ...nothing, inputs: [input('no')] })).toBe('notTaken');
		expect(stageOf({ ...nothing, inputs: [input('partly'), input(null)] })).toBe('inDraft');
	});
});
