import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import * as elements from '#lib/plan/document/elements.server.ts';
import * as decisions from '#lib/plan/inputs/decisions.server.ts';
import * as inputs from '#lib/plan/inputs/commands.server.ts';
import { planOf, versionOf } from '#lib/plan/queries.server.ts';
import * as adoptions from '#lib/plan/document/adoption.server.ts';
import * as revisions from '#lib/plan/document/revision.server.ts';
import * as renumbers from '#lib/plan/document/renumber.server.ts';
import * as versions from '#lib/plan/document/versions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { metadataChanges } from '#lib/plan/document/text.ts';
import { aDraft, aForum, planned, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const { adopt, isIntact, registerAdopted } = adoptions;
const { createPlan, openRevision, updateMetadata } = revisions;
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
	describe('an adopted version', () => {
		/** Each command that writes, tried on what belongs to the adopted version; what it gives is the reason for refusing. */
		type Setting = Awaited<ReturnType<typeof drafted>> & { inputId: string; otherId: string; gatheringId: string };
		const attempts: Record<string, (db: Kysely<Database>, s: Setting) => Promise<{ ok: boolean; reason?: string }>> = {
			addElement: (db, s) => elements.addElement(db, s.leader, { kind: 'measure', ...words('Nytt', s.goal) }, now),
			editElement: (db, s) => elements.editElement(db, s.leader, { elementId: s.measure, edition: 1, ...words('Endra', s.goal) }, now),
			moveElement: (db, s) => elements.moveElement(db, s.leader, { elementId: s.measure, direction: 'up' }, now),
			removeElement: (db, s) => elements.removeElement(db, s.leader, s.measure, now),
			restoreElement: (db, s) => elements.restoreElement(db, s.leader, s.measure, now),
			renumberDraft: (db, s) => renumbers.renumberDraft(db, s.leader, 'decimals', now),
			takeHarvest: (db, s) => inputs.takeHarvest(db, s.leader, s.gatheringId, now),
			addInput: (db, s) => inputs.addInput(db, s.leader, { text: 'Nytt', origin: 'mail', originLabel: '', elementId: null }, now),
			assignInput: (db, s) => inputs.assignInput(db, s.leader, s.inputId, s.measure, now),
			decide: (db, s) => decisions.decide(db, s.leader, s.inputId, { ...no, reason: 'Ombestemt' }, now),
			decideMany: (db, s) => decisions.decideMany(db, s.leader, [s.inputId], { outcome: 'no', reason: 'Nei', elementId: null }, now),
			decideSeen: (db, s) =>
				decisions.decideSeen(
					db,
					s.leader,
					{ shown: [s.inputId], answers: [{ inputId: s.inputId, ...no, reason: 'Nei' }], elementId: null },
					now
				),
			linkInputs: (db, s) => decisions.linkInputs(db, s.leader, [s.inputId, s.otherId], now),
			unlinkInput: (db, s) => decisions.unlinkInput(db, s.leader, s.inputId, now),
			assignMany: (db, s) => decisions.assignMany(db, s.leader, [s.inputId], s.measure, now),
			withdrawInput: (db, s) => inputs.withdrawInput(db, s.leader, s.inputId, now),
			adopt: (db, s) => adopt(db, s.leader, { ...adoption, caseNumber: '18/99' }, now),
			registerAdopted: (db, s) => registerAdopted(db, s.leader, { date: '2015', body: null, caseNumber: null }, now),
			updateMetadata: (db, s) => updateMetadata(db, s.leader, { ...planned, periodTo: 2021, legalStatus: 'temaplan' }, now),
			createPlan: (db, s) => createPlan(db, s.leader, planned, now)
		};
		/** Open a draft beside it or only read, and touch no version that is there. */
		const others = [
			'openRevision',
			'openDraft',
			'nextVersion',
			'freezeVersion',
			'carryLater',
			'elementsOf',
			'lastAdopted',
			'undecided',
			'isIntact',
			'openHearingOf',
			'adoptedText',
			'holdInput',
			'stands',
			'holdOpenRevision',
			'rowsOf',
			'renumbering',
			'freeNumber',
			'setNumber',
			'renumberMoved',
			'isTaken',
			'giveNumber',
			'checkPlans',
			'adoptedHashes'
		];

		const settled = async (db: Kysely<Database>): Promise<Setting> => {
			const setting = await drafted(db);
			const { leader, world } = setting;
			const inputId = await anInput(db, leader);
			const otherId = await anInput(db, leader);
			for (const id of [inputId, otherId]) await decisions.decide(db, leader, id, no, now);
			const { gatheringId } = await aForum(db, world, ['Eit punkt']);
			await adopt(db, leader, adoption, now);
			return { ...setting, inputId, otherId, gatheringId };
		};
		const frozen = async (db: Kysely<Database>, versionId: string) => [
			await db.selectFrom('planVersion').selectAll().where('id', '=', versionId).execute(),
			await db.selectFrom('elementText').selectAll().where('versionId', '=', versionId).orderBy('elementId').execute(),
			await db
				.selectFrom('planInput')
				.leftJoin('decision', 'decision.inputId', 'planInput.id')
				.selectAll()
				.where('versionId', '=', versionId)
				.orderBy('planInput.id')
				.execute()
		];

		test('has every command of the plan in the two tests below', () => {
			const commands = [elements, renumbers, inputs, decisions, adoptions, revisions, versions].flatMap((module) =>
				Object.entries(module).flatMap(([name, value]) => (typeof value === 'function' ? name : []))
			);
			expect(commands.toSorted()).toEqual([...Object.keys(attempts), ...others].toSorted());
		});

		test('refuses every write when no revision is open', async () => {
			const db = await fresh();
			const setting = await settled(db);
			const before = await frozen(db, setting.versionId);
			const refusals: Record<string, string | undefined> = {};
			for (const [name, attempt] of Object.entries(attempts)) refusals[name] = (await attempt(db, setting)).reason;
			expect(refusals).toEqual({
				...Object.fromEntries(Object.keys(attempts).map((name) => [name, 'closedRevision'])),
				registerAdopted: 'conflict',
				createPlan: 'duplicatePlan'
			});
			expect(await frozen(db, setting.versionId)).toEqual(before);
		});

		test('never changes while the revision after it does', async () => {
			const db = await fresh();
			const setting = await settled(db);
			const before = await frozen(db, setting.versionId);
			await openRevision(db, setting.leader, now);
			expect((await attempts.editElement!(db, setting)).ok).toBe(true);
			for (const [name, attempt] of Object.entries(attempts)) if (name !== 'editElement') await attempt(db, setting);
			expect(await frozen(db, setting.versionId)).toEqual(before);
			expect(await isIntact(db, (await versionOf(db, setting.municipalityId, setting.versionId))!)).toBe(true);
		});

		test('keeps its name, period and legal status when the next revision has others, which are told among what changed', async () => {
			const db = await fresh();
			const { leader, stranger, municipalityId, versionId } = await settled(db);
			await openRevision(db, leader, now);
			const next = { ...planned, periodFrom: 2018, periodTo: 2021, legalStatus: 'kommunedelplan' as const };
			expect(await updateMetadata(db, leader, { ...next, periodTo: 2017 }, now)).toEqual({ ok: false, reason: 'invalidPeriod' });
			expect(await updateMetadata(db, stranger, next, now)).toEqual({ ok: false, reason: 'closedRevision' });
			expect(await updateMetadata(db, leader, next, now)).toEqual({ ok: true });
			const { plan, open, inForce } = (await planOf(db, municipalityId))!;
			expect(plan).toMatchObject(planned);
			expect(open).toMatchObject(next);
			expect(metadataChanges(inForce, open!, 'nn')).toEqual([
				{ label: 'Planperiode', from: '2016–2019', to: '2018–2021' },
				{ label: 'Planstatus', from: 'Ikkje avklart', to: 'Kommunedelplan' }
			]);
			await adopt(db, leader, { ...adoption, date: '2018-01-15' }, now);
			expect((await planOf(db, municipalityId))!.plan).toMatchObject(next);
			const old = (await versionOf(db, municipalityId, versionId))!;
			expect(old).toMatchObject(planned);
			expect(await isIntact(db, old)).toBe(true);
		});
	});
});
