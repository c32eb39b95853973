import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { isIntact, registerAdopted } from '#lib/plan/document/adoption.server.ts';
import { changesBetween } from '#lib/plan/document/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { correct, describeImport, discardImport, startImport, type Correction } from '#lib/plan/import/commands.server.ts';
import { finishImport } from '#lib/plan/import/finish.server.ts';
import { textOf } from '#lib/plan/source/block.ts';
import type { Purpose } from '#lib/plan/import/model.ts';
import { importOf, lookedThrough } from '#lib/plan/import/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft } from '../../support/plan.ts';
import { pastedText, printedPlan, sheetOf, styledDocx, unstyledDocx, type PrintedPlan } from '../../support/plans.ts';
import { workbook } from '../../support/workbook.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const unitNames = ['Nav Stord', 'Bustadkontoret', 'Heimetenestene', 'Tildelingskontoret'];
const plan = printedPlan('Bustadsosial handlingsplan 2016–2019', unitNames);

/** A desk where a plan is brought in: what is done to it is done to its newest edition. */
async function aDesk(db: Kysely<Database>, world: World, sent: { bytes?: Uint8Array<ArrayBuffer>; name?: string; text?: string }) {
	const file = sent.bytes && new File([sent.bytes], sent.name ?? 'plan.docx');
	const started = await startImport(db, world.leader, { file, text: sent.text ?? '', locale: 'nn' }, now);
	if (!started.ok) throw new Error(started.reason);
	const { importId } = started;
	const found = async () => (await importOf(db, world.municipalityId, importId))!;
	const at = async () => ({ importId, edition: (await found()).edition });
	const looked = async () => lookedThrough(db, world.municipalityId, await found(), now);
	const lineOf = async (text: string) => (await found()).lines.find((line) => line.text.includes(text))!;
	const fix = async (correction: Correction) => {
		const done = await correct(db, world.leader, await at(), correction, now);
		if (!done.ok) throw new Error(done.reason);
	};
	const say = async (purpose: Partial<Purpose>) =>
		describeImport(db, world.leader, await at(), { ...(await found()).purpose, ...purpose }, now);
	const finish = async () => finishImport(db, world.leader, await at(), now);
	return { importId, found, at, looked, lineOf, fix, say, finish };
}

const outline = (of: PrintedPlan) =>
	of.goals.flatMap((goal) => [
		['goal', goal.number, goal.text],
		...goal.subGoals.flatMap((sub) => [
			['subGoal', sub.number, sub.text],
			...sub.measures.map(({ number, text }) => ['measure', number, text])
		])
	]);

onBothDatabases('a plan of before', (fresh) => {
	describe('comes in as it is printed', () => {
		const builds: [string, () => Promise<{ bytes?: Uint8Array<ArrayBuffer>; name?: string; text?: string }>, boolean][] = [
			['a Word file with styles and lists', async () => ({ bytes: await styledDocx(plan) }), true],
			['a Word file made of a PDF, with its measures in tables', async () => ({ bytes: await unstyledDocx(plan) }), false],
			['an Excel table of measures', async () => ({ bytes: workbook(sheetOf(plan)), name: 'tiltak.xlsx' }), true],
			['pasted text', async () => ({ text: pastedText(plan) }), true]
		];
		test.each(builds)('%s: 3 goals and 40 measures with under ten corrections', async (name, sent, hasLaws) => {
			const db = await fresh();
			const world = await aMunicipality(db);
			const desk = await aDesk(db, world, await sent());
			await desk.say({
				nameNn: 'Handlingsplan',
				periodFrom: 2016,
				periodTo: 2019,
				date: '2016-03-10',
				body: 'Kommunestyret',
				caseNumber: '16/4'
			});
			const { corrections } = await desk.found();
			console.info(`${name}: ${corrections} corrections`);
			expect(corrections).toBeLessThan(10);

			// Every piece of the source is in a line: nothing is dropped in silence.
			const { blocks, lines } = await desk.found();
			const used = new Set(lines.flatMap(({ from }) => from));
			expect(blocks.flatMap((block, at) => (used.has(at) ? [] : [textOf(block)]))).toEqual([]);

			const { unread } = await desk.looked();
			const unreadTexts = new Set(
				[...unread].flatMap(([id, fields]) => fields.map((field) => lines.find((line) => line.id === id)![field]))
			);
			expect([...unreadTexts].toSorted()).toEqual(['Tildelingskontoret', 'ca. 200 000', 'hausten 2018', 'løpande']);

			const done = await desk.finish();
			if (!done.ok) throw new Error(done.reason);
			const elements = await elementsOf(db, done.versionId);
			const ofGoals = elements.filter(({ kind }) => ['goal', 'subGoal', 'measure'].includes(kind));
			expect(ofGoals.map(({ kind, number, nn }) => [kind, number, nn.split('\n')[0]])).toEqual(outline(plan));
			expect(ofGoals.find(({ number }) => number === '1.1.1')).toMatchObject({
				unitId: world.units.nav,
				deadline: '2018-12-31',
				costKr: 350_000,
				legalBasis: hasLaws ? 'Bustadsosiallova § 5' : null
			});
			expect(ofGoals.find(({ number }) => number === '1.1.2')).toMatchObject({ deadline: '2017-03-31', costKr: 500_000 });
			expect(ofGoals.find(({ number }) => number === '1.1.3')).toMatchObject({ deadline: '2019-12-31', costKr: 0 });
			// What was not understood stands as it was written.
			expect(ofGoals.find(({ number }) => number === '1.1.6')).toMatchObject({
				deadline: null,
				nn: expect.stringContaining('Frist: løpande')
			});
			expect(ofGoals.find(({ number }) => number === '1.1.4')).toMatchObject({ unitId: null, roleNn: 'Tildelingskontoret' });
			expect(ofGoals.find(({ number }) => number === '1.1.5')!.nn).toContain('ca. 200 000');
			const isIn = (text: string) => elements.some(({ nn }) => nn.includes(text));
			if (name !== 'an Excel table of measures')
				expect(plan.chapters.flatMap(({ title, paragraphs }) => [title, ...paragraphs]).filter((text) => !isIn(text))).toEqual([]);
		});
	});
});
