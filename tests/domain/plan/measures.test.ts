import { describe, expect, test } from 'vitest';
import { addElement, editElement } from '#lib/plan/document/elements.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { takeFindings } from '#lib/plan/inputs/findings.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { editedElement } from '#lib/plan/document/input.ts';
import { gapsIn, nothingMore } from '#lib/plan/document/model.ts';
import * as analysis from '#lib/plan/inputs/preAnalysis.server.ts';
import { changesBetween, documentOf } from '#lib/plan/document/queries.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { adopt, isIntact } from '#lib/plan/document/adoption.server.ts';
import { lastAdopted } from '#lib/plan/document/versions.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { newPreAnalysis } from '#lib/plan/inputs/input.ts';
import { parseForm } from '#lib/form.ts';
import { newId } from '#lib/ids.ts';
import { onBothDatabases } from '../../support/database.ts';
import { said } from '../../support/office.ts';
import { aDraft, aForum, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const more = {
	aimNn: 'Ungdom skal ha ein stad å bu fyrste natta',
	costKr: 120_000,
	legalBasis: 'bustadsosiallova § 5',
	notMeasurableNn: 'det er for få'
};

onBothDatabases('what a measure says', (fresh) => {
	test('is what shall be different, its cost, what it rests on and why it can’t be measured: in the plan, in its documents and among the changes', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { goal, measure } = await aDraft(db, world);
		await adopt(db, leader, adoption, now);
		const opened = await openRevision(db, leader, now);
		if (!opened.ok) throw new Error(opened.reason);
		const fields = { ...words('Arrangere bustadsosialt forum', goal), ...more };
		expect((await editElement(db, leader, { elementId: measure, edition: 1, ...fields }, now)).ok).toBe(true);
		expect((await documentOf(db, municipalityId, opened.versionId)).find((one) => one.elementId === measure)).toMatchObject(more);
		const written = await documentFor(db, leader, opened.versionId, 'plan', 'nn');
		expect(said(written!)).toContain('["Kostnad i perioden","120\u00a0000 kr"]');
		expect(said(written!)).toContain('["Ikkje målbart, fordi","det er for få"]');
		const { open, inForce } = (await planOf(db, municipalityId))!;
		expect(await changesBetween(db, municipalityId, inForce, open!)).toMatchObject([{ fields: Object.keys(more) }]);
	});

	test('keeps the hash of a version that was adopted before measures could say it, and is part of the hash when it is said', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { measure } = await aDraft(db, world);
		const adopted = await adopt(db, leader, adoption, now);
		if (!adopted.ok) throw new Error(adopted.reason);
		const version = (await lastAdopted(db, municipalityId))!;
		expect(await isIntact(db, version)).toBe(true);
		await db.updateTable('elementText').set({ costKr: 1 }).where('elementId', '=', measure).execute();
		expect(await isIntact(db, version)).toBe(false);
	});

	test('is whole kroner, and an indicator of the municipality’s own', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, stranger } = world;
		const { goal } = await aDraft(db, world);
		const theirs = newId();
		await db
			.insertInto('indicator')
			.values({
				id: theirs,
				municipalityId: stranger.municipalityId,
				elementId: null,
				nameNn: 'x',
				nameNb: 'x',
				level: 'system',
				unit: '%',
				source: 's',
				qualityNote: null,
				baselineId: null
			})
			.execute();
		const add = (fields: object) => addElement(db, leader, { kind: 'measure', ...words('Nytt', goal), ...fields }, now);
		expect(await add({ costKr: -1 })).toEqual({ ok: false, reason: 'invalidCost' });
		expect(await add({ costKr: 0.5 })).toEqual({ ok: false, reason: 'invalidCost' });
		expect(await add({ indicatorId: theirs })).toEqual({ ok: false, reason: 'conflict' });
	});

	test('is begun from who the forum said starts and when, and a harvest that is taken in leads to its first point', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId, units } = world;
		const { versionId } = await aDraft(db, world);
		const { gatheringId, pointIds } = await aForum(db, world, ['Eitt telefonnummer', 'Same skjema']);
		await db
			.updateTable('forumPoint')
			.set({ starterUnitId: units.nav, starterRole: 'rettleiar', startBy: '2018-05-01' })
			.where('id', '=', pointIds[0]!)
			.execute();
		const taken = await takeHarvest(db, leader, gatheringId, now);
		const [first, second] = await inputsOf(db, municipalityId, versionId);
		expect(taken).toEqual({ ok: true, added: 2, firstId: first!.id });
		expect(first!.starter).toEqual({ unitId: units.nav, role: 'rettleiar', by: '2018-05-01' });
		expect(second!.starter).toBeNull();
	});
});

describe('the form of a measure', () => {
	const cost = (costKr: string) => {
		const form = new FormData();
		for (const [name, value] of Object.entries({ elementId: 'e', edition: '1', nn: 'Tiltak', costKr })) form.set(name, value);
		const parsed = parseForm(editedElement, form);
		return parsed.ok ? parsed.data.costKr : parsed.errors.costKr;
	};

	test('reads kroner as people write them, and says beside the field what it can’t read', () => {
		expect(['', '0', '120 000', '120\u00a0000', 'kr 120.000,-', '1 200 kr'].map(cost)).toEqual([null, 0, 120_000, 120_000, 120_000, 1200]);
		for (const wrong of ['ca. tusen', '-5', '12,50', '1e9']) expect(cost(wrong)).toMatch(/heile kroner/);
	});

	test('says what a measure does not say yet; a series needs no deadline, and goals need nothing', () => {
		const bare = { kind: 'measure' as const, nn: 'x', nb: '', parentId: null, ...nothingMore };
		expect(gapsIn(bare)).toEqual(['responsible', 'deadline', 'aim', 'indicator']);
		expect(gapsIn({ ...bare, unitId: 'u', seriesId: 's', aimNb: 'a', notMeasurableNn: 'b' })).toEqual([]);
		expect(gapsIn({ ...bare, kind: 'goal' })).toEqual([]);
	});

	test('takes findings as they are copied from a report, a line each', () => {
		const form = new FormData();
		for (const [name, value] of Object.entries({
			title: 'Føranalyse',
			year: '2014',
			findings: '• auke sirkulasjonen\r\n\r\n2) 3-roms manglar\n– \n'
		}))
			form.set(name, value);
		expect(parseForm(newPreAnalysis, form)).toMatchObject({ ok: true, data: { findings: ['auke sirkulasjonen', '3-roms manglar'] } });
	});
});

onBothDatabases('the pre-analysis', (fresh) => {
	test('is entered, corrected and added to, and each finding is answered by what the plan says', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { goal, measure } = await aDraft(db, world);
		const added = await analysis.addPreAnalysis(db, leader, { title: 'Rambøll', year: 2014, findings: ['eitt', 'to'] }, now);
		if (!added.ok) throw new Error(added.reason);
		const edit = { id: added.preAnalysisId, title: 'Føranalysen', year: 2014, findings: ['tre'] };
		expect(await analysis.editPreAnalysis(db, leader, edit, now)).toEqual({ ok: true });
		const [one] = await analysis.preAnalyses(db, municipalityId);
		expect(one).toMatchObject({ title: 'Føranalysen', findings: [{ text: 'eitt' }, { text: 'to' }, { text: 'tre' }] });
		const [first, second, third] = one!.findings.map((finding) => finding.id) as [string, string, string];
		expect(await analysis.editFinding(db, leader, { findingId: first, text: 'eitt, retta' }, now)).toEqual({ ok: true });
		for (const elementIds of [[goal, measure], [measure]])
			expect(await analysis.answerFinding(db, leader, { findingId: first, elementIds }, now)).toEqual({ ok: true });
		expect(await takeFindings(db, leader, now)).toEqual({ ok: true, added: 2 });
		expect((await analysis.preAnalyses(db, municipalityId))[0]!.findings).toMatchObject([
			{ text: 'eitt, retta', elementIds: [measure], isAsked: false },
			{ text: 'to', elementIds: [], isAsked: true },
			{ text: 'tre', isAsked: true }
		]);
		for (const findingId of [first, second])
			expect(await analysis.removeFinding(db, leader, findingId, now)).toEqual({ ok: false, reason: 'conflictUse' });
		const later = await analysis.addPreAnalysis(db, leader, { title: 'Ny', year: 2018, findings: ['fire'] }, now);
		expect(later.ok).toBe(true);
		const fourth = (await analysis.preAnalyses(db, municipalityId))[1]!.findings[0]!.id;
		expect(await analysis.removeFinding(db, leader, fourth, now)).toEqual({ ok: true });
		expect(third).not.toBe(fourth);
	});

	test('is changed by those who lead the revision, of their own municipality only, and needs words', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, staff, stranger } = world;
		const { measure } = await aDraft(db, world);
		const added = await analysis.addPreAnalysis(db, leader, { title: 'Rambøll', year: 2014, findings: ['eitt'] }, now);
		if (!added.ok) throw new Error(added.reason);
		const id = added.preAnalysisId;
		const findingId = (await analysis.preAnalyses(db, world.municipalityId))[0]!.findings[0]!.id;
		const all = (actor: typeof staff, title: string, text: string) => [
			analysis.editPreAnalysis(db, actor, { id, title, year: 2014, findings: [] }, now),
			analysis.editFinding(db, actor, { findingId, text }, now)
		];
		for (const one of await Promise.all(all(staff, 'x', 'x'))) expect(one).toEqual({ ok: false, reason: 'notAllowed' });
		for (const one of await Promise.all(all(stranger, 'x', 'x'))) expect(one).toEqual({ ok: false, reason: 'notFound' });
		for (const one of await Promise.all(all(leader, '', ''))) expect(one).toEqual({ ok: false, reason: 'missing' });
		expect(await analysis.addPreAnalysis(db, staff, { title: 'x', year: 2014, findings: [] }, now)).toMatchObject({ reason: 'notAllowed' });
		expect(await analysis.answerFinding(db, stranger, { findingId, elementIds: [] }, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await analysis.answerFinding(db, leader, { findingId, elementIds: [measure, 'x'] }, now)).toEqual({
			ok: false,
			reason: 'conflict'
		});
		expect(await analysis.removeFinding(db, staff, findingId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await analysis.removeFinding(db, stranger, findingId, now)).toEqual({ ok: false, reason: 'notFound' });
	});
});
