import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { fieldsIn } from '#lib/plan/document/model.ts';
import { keepPackage } from '#lib/plan/package/commands.server.ts';
import { verdictOn } from '#lib/plan/package/verify.server.ts';
import { openPlanPage } from '#lib/plan/published/commands.server.ts';
import { publishedFile, publishedPlan, toldPlan } from '#lib/plan/published/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { unzipped } from '../../support/office.ts';
import { adoptedStory, adoption, pointTexts, published } from '../../support/story.ts';
import { aDraft } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('the public page of the plan', (fresh) => {
	test('is there when who leads has opened it, until they close it, and never before a plan is adopted', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, staff } = world;
		const { planId } = await aDraft(db, world);
		expect(await openPlanPage(db, staff, true, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await openPlanPage(db, leader, true, now)).toEqual({ ok: false, reason: 'missingPlan' });
		await adopt(db, leader, adoption, now);
		expect(await publishedPlan(db, planId)).toBeUndefined();
		expect(await openPlanPage(db, leader, true, now)).toMatchObject({ ok: true });
		expect(await publishedPlan(db, planId)).toMatchObject({ inForce: { number: 1 } });
		await openPlanPage(db, leader, false, now);
		expect(await publishedPlan(db, planId)).toBeUndefined();
		expect(await publishedFile(db, planId, 'plan.zip')).toBeUndefined();
	});

	test('shows the plan in force and never the draft, with what became of each published point, and hides what points at somebody', async () => {
		const db = await fresh();
		const { world, leader, municipalityId, gatheringId, pointIds, measure } = await adoptedStory(db);
		const extra = { id: 'nobody-asked', text: 'Noko heilt anna' };
		await published(db, world, gatheringId, [...pointTexts.map((text, at) => ({ id: pointIds[at]!, text })), extra]);
		await openPlanPage(db, leader, true, now);
		const opened = await openRevision(db, leader, now);
		if (!opened.ok) throw new Error(opened.reason);
		const draft = (await elementsOf(db, opened.versionId)).find(({ elementId }) => elementId === measure)!;
		await editElement(db, leader, { elementId: measure, edition: draft.edition, ...fieldsIn(draft), nn: 'HEMMELEG UTKAST' }, now);
		const { plan } = (await planOf(db, municipalityId))!;
		const page = (await publishedPlan(db, plan.id))!;
		expect([...page.counts]).toEqual([
			['inPlan', 3],
			['inSummary', 1]
		]);
		expect(page.came).toMatchObject([{ measure: { elementId: measure }, points: pointTexts.slice(0, 2), hidden: 1 }]);
		expect(JSON.stringify(page)).not.toMatch(/HEMMELEG|Kari/);
		await openPlanPage(db, leader, false, now);
		// Whoever reads what is decided has it by their account.
		expect(await toldPlan(db, leader)).toEqual(page);
	});

	test('gives the files as they were kept, each of which the checking page knows, without the thread of every note and the table of remarks, which has names; a stranger makes none', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await adoptedStory(db);
		const { plan, inForce } = (await planOf(db, municipalityId))!;
		await openPlanPage(db, leader, true, now);
		expect(await publishedFile(db, plan.id, 'plan.zip')).toBeUndefined();
		expect(await publishedPlan(db, plan.id)).toMatchObject({ hasFiles: false });
		await keepPackage(db, leader, inForce!.id, now);
		const zip = (await publishedFile(db, plan.id, 'plan.zip'))!;
		expect((await publishedFile(db, plan.id, 'plan.zip'))!.content.equals(zip.content)).toBe(true);
		const files = unzipped(zip.content);
		expect([...files.keys()].toSorted()).toEqual(
			[
				'SHA256SUMS',
				...['nb', 'nn'].flatMap((form) => [`${form}/plan.docx`, `${form}/plan.pdf`]),
				'log.json',
				'plan.json',
				'verify.mjs'
			].toSorted()
		);
		expect(createHash('sha256').update(files.get('plan.json')!).digest('hex')).toBe(inForce!.contentHash);
		const one = (await publishedFile(db, plan.id, 'nn/plan.pdf'))!;
		expect(await verdictOn(db, one.content)).toMatchObject({ state: 'same' });
		// Remarks and changes name who sent a remark to a public hearing, where the page promises that no name is shown.
		for (const name of [
			'package.zip',
			'thread.json',
			'arkivmelding.xml',
			'nothing.pdf',
			'nn/remarks.pdf',
			'nb/remarks.docx',
			'nn/changes.pdf'
		])
			expect(await publishedFile(db, plan.id, name)).toBeUndefined();
	});
});
