import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { trace } from '#lib/lineage.server.ts';
import { changes } from '#lib/plan/document/diff.ts';
import * as elements from '#lib/plan/document/elements.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import * as inputs from '#lib/plan/inputs/commands.server.ts';
import { changesBetween } from '#lib/plan/document/queries.server.ts';
import { planOf, versionOf } from '#lib/plan/queries.server.ts';
import { adopt, isIntact, registerAdopted } from '#lib/plan/document/adoption.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft, planned, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const no = { outcome: 'no' as const, reason: 'Ikkje no.', internalRemark: null, change: { kind: 'none' as const } };

async function drafted(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	return { ...world, ...(await aDraft(db, world)), world };
}

async function anInput(db: Kysely<Database>, leader: Parameters<typeof inputs.addInput>[1]): Promise<string> {
	const added = await inputs.addInput(db, leader, { text: 'Eit innspel', origin: 'mail', originLabel: 'E-post', elementId: null }, now);
	if (!added.ok) throw new Error(added.reason);
	return added.inputId;
}

onBothDatabases('versions of the plan', (fresh) => {
	describe('adoption', () => {
		test('freezes the draft as a version with date, body and case number, and a hash that its content has', async () => {
			const db = await fresh();
			const { leader, municipalityId, versionId } = await drafted(db);
			const adopted = await adopt(db, leader, adoption, now);
			if (!adopted.ok) throw new Error(adopted.reason);
			const version = (await versionOf(db, municipalityId, versionId))!;
			expect(version).toMatchObject({
				number: 1,
				adoptedAt: now,
				adoptedDate: '2018-01-11',
				adoptedBy: 'Stord kommunestyre',
				caseNumber: '18/12',
				contentHash: adopted.contentHash
			});
			expect(adopted.contentHash).toMatch(/^[0-9a-f]{64}$/);
			expect(await isIntact(db, version)).toBe(true);
			await db.updateTable('elementText').set({ nn: 'Forfalska' }).where('versionId', '=', versionId).execute();
			expect(await isIntact(db, version)).toBe(false);
		});

		test('waits until every input is decided, and says how many are not', async () => {
			const db = await fresh();
			const { leader, goal } = await drafted(db);
			const [first, second, withdrawn] = [await anInput(db, leader), await anInput(db, leader), await anInput(db, leader)];
			expect(await adopt(db, leader, adoption, now)).toEqual({ ok: false, reason: 'missingDecisions', count: 3 });
			await inputs.withdrawInput(db, leader, withdrawn, now);
			await decide(db, leader, first, no, now);
			expect(await adopt(db, leader, adoption, now)).toEqual({ ok: false, reason: 'missingDecisions', count: 1 });
			await decide(db, leader, second, { ...no, outcome: 'in', change: { kind: 'existing', elementId: goal } }, now);
			expect((await adopt(db, leader, adoption, now)).ok).toBe(true);
		});

		test('needs a body, a case number and a day that has come', async () => {
			const db = await fresh();
			const { leader, staff } = await drafted(db);
			expect(await adopt(db, staff, adoption, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await adopt(db, leader, { ...adoption, body: '' }, now)).toEqual({ ok: false, reason: 'missingBody' });
			expect(await adopt(db, leader, { ...adoption, caseNumber: '' }, now)).toEqual({ ok: false, reason: 'missingCase' });
			expect(await adopt(db, leader, { ...adoption, date: '2018-02-30' }, now)).toEqual({ ok: false, reason: 'invalidDate' });
			expect(await adopt(db, leader, { ...adoption, date: '2018-01-16' }, now)).toEqual({ ok: false, reason: 'invalidFuture' });
			expect((await adopt(db, leader, { ...adoption, date: '2018-01-15' }, now)).ok).toBe(true);
		});

		test('is of a plan with at least one measure', async () => {
			const db = await fresh();
			const { leader, measure } = await drafted(db);
			await elements.removeElement(db, leader, measure, now);
			expect(await adopt(db, leader, adoption, now)).toEqual({ ok: false, reason: 'emptyPlan' });
		});

		test('happens once', async () => {
			const db = await fresh();
			const { leader } = await drafted(db);
			await adopt(db, leader, adoption, now);
			expect(await adopt(db, leader, adoption, now)).toEqual({ ok: false, reason: 'closedRevision' });
		});

		test('from before Samling is registered with what is known, and only as the first', async () => {
			const db = await fresh();
			const { leader, municipalityId, staff } = await drafted(db);
			const known = { date: '2016', body: null, caseNumber: null };
			expect(await registerAdopted(db, staff, known, now)).toEqual({ ok: false, reason: 'notAllowed' });
			expect(await registerAdopted(db, leader, { ...known, date: 'i 2016' }, now)).toEqual({ ok: false, reason: 'invalidDate' });
			expect(await registerAdopted(db, leader, { ...known, date: '2019' }, now)).toEqual({ ok: false, reason: 'invalidFuture' });
			expect((await registerAdopted(db, leader, known, now)).ok).toBe(true);
			expect((await planOf(db, municipalityId))?.inForce).toMatchObject({ adoptedDate: '2016', adoptedBy: null, caseNumber: null });
			await openRevision(db, leader, now);
			expect(await registerAdopted(db, leader, known, now)).toEqual({ ok: false, reason: 'conflict' });
		});

		test('ties the year’s obligation to the measure that the series keeps, and leaves one that has a measure', async () => {
			const db = await fresh();
			const { leader, municipalityId, seriesId, goal, measure } = await drafted(db);
			const obligation = {
				municipalityId,
				seriesId,
				labelNn: 'Forum',
				labelNb: 'Forum',
				minPerYear: 1,
				maxPerYear: 2,
				validFrom: '2016-01-01',
				createdAt: now
			};
			await db
				.insertInto('obligation')
				.values({ ...obligation, id: 'loose', elementId: null, validTo: null })
				.execute();
			await db
				.insertInto('obligation')
				.values({ ...obligation, id: 'tied', elementId: goal, validTo: null })
				.execute();
			await db
				.insertInto('obligation')
				.values({ ...obligation, id: 'ended', elementId: null, validTo: '2016-12-31' })
				.execute();
			await elements.editElement(db, leader, { elementId: measure, edition: 1, ...words('Forum', goal), seriesId }, now);
			expect((await adopt(db, leader, adoption, now)).ok).toBe(true);
			const rows = await db.selectFrom('obligation').select(['id', 'elementId']).orderBy('id').execute();
			expect(rows).toEqual([
				{ id: 'ended', elementId: null },
				{ id: 'loose', elementId: measure },
				{ id: 'tied', elementId: goal }
			]);
		});

		test('ties what changed, and what already answered an input, to the version', async () => {
			const db = await fresh();
			const { leader, municipalityId, goal, measure } = await drafted(db);
			const first = await adopt(db, leader, adoption, now);
			const next = await openRevision(db, leader, now);
			if (!first.ok || !next.ok) throw new Error('refused');
			const added = await elements.addElement(db, leader, { kind: 'measure', ...words('Nytt tiltak', goal) }, now);
			if (!added.ok) throw new Error(added.reason);
			await decide(db, leader, await anInput(db, leader), { ...no, outcome: 'in', change: { kind: 'existing', elementId: measure } }, now);
			await adopt(db, leader, adoption, now);
			const into = async (id: string) =>
				(await trace(db, municipalityId, { kind: 'version', id }, 'back'))
					.filter((link) => link.to.kind === 'version')
					.map((link) => link.from.id)
					.toSorted();
			expect(await into(first.versionId)).toEqual([goal, measure].toSorted());
			expect(await into(next.versionId)).toEqual([measure, added.elementId].toSorted());
		});
	});

	describe('a revision', () => {
		test('begins as the version in force, and there is one at a time', async () => {
			const db = await fresh();
			const { leader, staff, municipalityId, versionId, measure } = await drafted(db);
			expect(await openRevision(db, leader, now)).toEqual({ ok: false, reason: 'duplicateRevision' });
			await adopt(db, leader, adoption, now);
			expect(await openRevision(db, staff, now)).toEqual({ ok: false, reason: 'notAllowed' });
			const opened = await openRevision(db, leader, now);
			if (!opened.ok) throw new Error(opened.reason);
			expect(changes(await elementsOf(db, versionId), await elementsOf(db, opened.versionId))).toEqual([]);
			expect(await openRevision(db, leader, now)).toEqual({ ok: false, reason: 'duplicateRevision' });
			expect((await planOf(db, municipalityId))?.open).toMatchObject({ number: 2 });
			expect((await elementsOf(db, opened.versionId)).some((element) => element.elementId === measure)).toBe(true);
		});

		test('leaves behind what was taken out of the one before', async () => {
			const db = await fresh();
			const { leader, goal, measure } = await drafted(db);
			await elements.addElement(db, leader, { kind: 'measure', ...words('Står att', goal) }, now);
			await elements.removeElement(db, leader, measure, now);
			await adopt(db, leader, adoption, now);
			const opened = await openRevision(db, leader, now);
			if (!opened.ok) throw new Error(opened.reason);
			expect(
				(await db.selectFrom('elementText').select('elementId').where('versionId', '=', opened.versionId).execute()).map(
					(row) => row.elementId
				)
			).not.toContain(measure);
		});

		test('needs a plan', async () => {
			const db = await fresh();
			const { leader } = await aMunicipality(db);
			expect(await openRevision(db, leader, now)).toEqual({ ok: false, reason: 'missingPlan' });
		});

		test('the database itself holds one open revision a plan', async () => {
			const db = await fresh();
			const { municipalityId, planId } = await drafted(db);
			const second = {
				id: 'second',
				municipalityId,
				planId,
				number: 2,
				...planned,
				createdAt: now,
				adoptedAt: null,
				adoptedDate: null,
				adoptedBy: null,
				caseNumber: null,
				contentHash: null
			};
			await expect(db.insertInto('planVersion').values(second).execute()).rejects.toThrow(/unique/i);
		});

		test('says what changed since the version in force, and which inputs asked for it', async () => {
			const db = await fresh();
			const { leader, municipalityId, goal, measure } = await drafted(db);
			await adopt(db, leader, adoption, now);
			await openRevision(db, leader, now);
			const inputId = await anInput(db, leader);
			await decide(
				db,
				leader,
				inputId,
				{
					outcome: 'partly',
					reason: 'Årleg, ikkje halvårleg.',
					internalRemark: 'hemmeleg',
					change: { kind: 'edit', elementId: measure, edition: 1, ...words('Kvart år', goal) }
				},
				now
			);
			const { open, inForce } = (await planOf(db, municipalityId))!;
			const told = await changesBetween(db, municipalityId, inForce, open!);
			expect(told).toMatchObject([
				{
					what: 'changed',
					elementId: measure,
					fields: ['nn', 'nb'],
					because: [{ inputId, outcome: 'partly', reason: 'Årleg, ikkje halvårleg.' }]
				}
			]);
			expect(JSON.stringify(told)).not.toContain('hemmeleg');
		});
	});
});
