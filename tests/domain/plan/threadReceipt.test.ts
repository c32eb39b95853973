import { describe, expect, test } from 'vitest';
import { link } from '#lib/lineage.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { outcomesOf } from '#lib/plan/thread/queries.server.ts';
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

onBothDatabases('receipts', (fresh) => {
	describe('what became of what somebody wrote', () => {
		test('is told for each stage, honestly', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, notes, inputs } = await told(db);
			const stage = async (id: string) => (await outcomesOf(db, municipalityId, Object.values(notes))).get(id)?.stage;
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
			expect((await outcomesOf(db, municipalityId, [notes.phone])).get(notes.phone)?.measures).toEqual([]);
			await decide(db, leader, inputs[1], no, now);
			await adopt(db, leader, adoption, now);
			await openRevision(db, leader, now);
			await editElement(db, leader, { elementId: measure, edition: 1, ...words('Hemmeleg utkast', goal) }, now);
			const became = (await outcomesOf(db, municipalityId, [notes.phone])).get(notes.phone);
			expect(became?.measures).toMatchObject([
				{ id: measure, nn: 'Arrangere bustadsosialt forum', number: '1.1', adoptedBy: 'Stord kommunestyre' }
			]);
			expect(JSON.stringify(became)).not.toContain('Hemmeleg');
		});

		test('says whether a decision stands, and never an internal remark', async () => {
			const db = await fresh();
			const { leader, municipalityId, measure, notes, inputs } = await told(db);
			await decide(db, leader, inputs[0], yes(measure), now);
			await decide(db, leader, inputs[1], no, now);
			const before = await outcomesOf(db, municipalityId, Object.values(notes));
			expect(before.get(notes.form)?.inputs).toEqual([{ id: inputs[1], outcome: 'no', reason: no.reason, isSettled: false }]);
			expect(JSON.stringify([...before])).not.toContain('Berre for oss');
			await adopt(db, leader, adoption, now);
			expect((await outcomesOf(db, municipalityId, [notes.form])).get(notes.form)?.inputs).toMatchObject([{ isSettled: true }]);
		});

		test('follows a merged point into what it became, and forgets a withdrawn input', async () => {
			const db = await fresh();
			const { municipalityId, notes, pointIds, inputs } = await told(db);
			await db.updateTable('forumPoint').set({ mergedIntoId: pointIds[0]! }).where('id', '=', pointIds[1]!).execute();
			await link(db, municipalityId, { from: { kind: 'forumPoint', id: pointIds[1]! }, to: { kind: 'forumPoint', id: pointIds[0]! } }, now);
			await db.updateTable('planInput').set({ withdrawnAt: now }).where('id', '=', inputs[1]).execute();
			const became = (await outcomesOf(db, municipalityId, [notes.form])).get(notes.form);
			expect(became?.forumPoints.map((point) => point.id)).toEqual([pointIds[0]]);
			expect(became?.inputs.map((input) => input.id)).toEqual([inputs[0]]);
		});

		test("is nothing for another municipality's notes", async () => {
			const db = await fresh();
			const { stranger, notes } = await told(db);
			expect((await outcomesOf(db, stranger.municipalityId, [notes.phone])).get(notes.phone)).toMatchObject({
				stage: 'onTable',
				points: []
			});
		});
	});
});
