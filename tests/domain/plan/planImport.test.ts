import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { adoptedText, isIntact } from '#lib/plan/document/adoption.server.ts';
import { changesBetween } from '#lib/plan/document/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { correct, describeImport, discardImport, startImport, type Correction } from '#lib/plan/import/commands.server.ts';
import { finishImport } from '#lib/plan/import/finish.server.ts';
import { textOf } from '#lib/plan/source/block.ts';
import type { Purpose } from '#lib/plan/import/model.ts';
import { importOf, lookedThrough } from '#lib/plan/import/queries.server.ts';
import { importRule } from '#lib/plan/import/retention.server.ts';
import { planOf, whoEntered } from '#lib/plan/queries.server.ts';
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

type Desk = Awaited<ReturnType<typeof aDesk>>;

/** What somebody has to correct of each plan: what its source does not say. */
const corrections: Record<string, (desk: Desk) => Promise<void>> = {
	'a Word file with styles and lists': async ({ fix, lineOf }) => {
		const measure = await lineOf('Kartlegge behovet for butilbod for alle tilsette');
		await fix({ what: 'kind', ids: [measure.id], kind: 'measure' });
		await fix({ what: 'join', id: measure.id + 1 });
	},
	'a Word file made of a PDF, with its measures in tables': async ({ fix, lineOf }) => {
		await fix({ what: 'split', id: (await lineOf('Tilby økonomisk rettleiing for unge')).id });
		const { id } = await lineOf('Gi opplæring i bustøtte for unge');
		await fix({ what: 'fields', id, fields: { number: '1.1.7', unit: 'Heimetenestene', deadline: 'juni 2019', cost: 'kr 350 000' } });
	},
	'an Excel table of measures': async () => {},
	'pasted text': async ({ fix, lineOf }) => {
		const measure = await lineOf('Kartlegge behovet for butilbod for alle tilsette');
		await fix({ what: 'kind', ids: [measure.id], kind: 'measure' });
		await fix({ what: 'join', id: measure.id + 1 });
	}
};

const builds: [string, () => Promise<{ bytes?: Uint8Array<ArrayBuffer>; name?: string; text?: string }>][] = [
	['a Word file with styles and lists', async () => ({ bytes: await styledDocx(plan) })],
	['a Word file made of a PDF, with its measures in tables', async () => ({ bytes: await unstyledDocx(plan) })],
	['an Excel table of measures', async () => ({ bytes: workbook(sheetOf(plan)), name: 'tiltak.xlsx' })],
	['pasted text', async () => ({ text: pastedText(plan) })]
];
const adopted = { nameNn: 'Handlingsplan', nameNb: 'Handlingsplan', body: 'Kommunestyret' };
const for2016 = { ...adopted, periodFrom: 2016, periodTo: 2019, date: '2016-03-10', caseNumber: '16/4' };
const for2012 = { ...adopted, periodFrom: 2012, periodTo: 2015, date: '2012-02', caseNumber: '12/9' };
const small = (first: string, more = '') =>
	`# Mål og tiltak\n## Mål 1: Alle skal ha ein trygg stad å bu\n1.1 ${first}\nAnsvar: Nav Stord. Frist: 2014\n${more}`;

onBothDatabases('a plan of before', (fresh) => {
	const opened = async () => {
		const db = await fresh();
		return { db, world: await aMunicipality(db) };
	};

	describe('comes in as it is printed', () => {
		test.each(builds)('%s: 3 goals and 40 measures with under ten corrections', async (name, sent) => {
			const { db, world } = await opened();
			const desk = await aDesk(db, world, await sent());
			await corrections[name]!(desk);
			await desk.say(for2016);
			const found = await desk.found();
			console.info(`${name}: ${found.corrections} corrections`);
			expect(found.corrections).toBeLessThan(10);

			// Every piece of the source is in a line: nothing is dropped in silence.
			const { blocks, lines } = found;
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
			const element = (wanted: string) => ofGoals.find(({ number }) => number === wanted)!;
			expect(element('1.1.1')).toMatchObject({ unitId: world.units.nav, deadline: '2018-12-31', costKr: 350_000 });
			expect(element('1.1.2')).toMatchObject({ deadline: '2017-03-31', costKr: 500_000 });
			expect(element('1.1.3')).toMatchObject({ deadline: '2019-12-31', costKr: 0 });
			expect(element('1.1.7')).toMatchObject({ unitId: world.units.heime, deadline: '2019-06-30', costKr: 350_000 });
			expect(element('3.2.6')).toMatchObject({ roleNn: 'Tildelingskontoret', deadline: '2016-12-31', costKr: 1_200_000 });
			// What was not understood stands as it was written.
			expect(element('1.1.6')).toMatchObject({ deadline: null, nn: expect.stringContaining('Frist: løpande') });
			expect(element('1.1.4')).toMatchObject({ unitId: null, roleNn: 'Tildelingskontoret' });
			expect(element('1.1.5').nn).toContain('Kostnad: ca. 200 000');
			if (name === 'an Excel table of measures') {
				expect(element('2.1.1').nn).toContain('Merknad: Sjå vedlegg');
				expect(element('1.1.1').legalBasis).toBe('Bustadsosiallova § 5');
			} else {
				const isIn = (text: string) => elements.some(({ nn }) => nn.includes(text));
				expect(plan.chapters.flatMap(({ title, paragraphs }) => [title, ...paragraphs]).filter((text) => !isIn(text))).toEqual([]);
			}
		});
	});

	describe('that was adopted', () => {
		test('stands by its years whenever it is entered, and can be compared with the others and the draft', async () => {
			const { db, world } = await opened();
			const { municipalityId } = world;
			const later = await aDesk(db, world, { text: small('Lage ein plan for kjøp av bustader', '1.2 Halde bustadsosialt forum') });
			await later.say(for2016);
			const second = await later.finish();
			const earlier = await aDesk(db, world, { text: small('Lage plan for kjøp av bustader', '1.2 Opne eit bustadkontor') });
			await earlier.say(for2012);
			// The same measures are proposed, and so when somebody says yes; the rest is new.
			const { proposals } = await earlier.looked();
			expect(proposals.map(({ known, sameWords }) => [known.nn, sameWords])).toEqual([
				['Mål og tiltak', true],
				['Alle skal ha ein trygg stad å bu', true],
				['Lage ein plan for kjøp av bustader', false]
			]);
			await earlier.fix({ what: 'same', pairs: proposals.map(({ lineId, known }) => ({ id: lineId, elementId: known.elementId })) });
			const first = await earlier.finish();
			if (!first.ok || !second.ok) throw new Error('refused');

			const drafted = await aDesk(db, world, { text: small('Lage ein plan for kjøp og sal av bustader') });
			await drafted.say({ ...adopted, becomes: 'draft', periodFrom: 2020, periodTo: 2023 });
			const again = (await drafted.looked()).proposals.map(({ lineId, known }) => ({ id: lineId, elementId: known.elementId }));
			await drafted.fix({ what: 'same', pairs: again });
			const open = await drafted.finish();
			if (!open.ok) throw new Error(open.reason);

			const found = (await planOf(db, municipalityId))!;
			expect(found.versions.map(({ id }) => id)).toEqual([open.versionId, second.versionId, first.versionId]);
			expect([found.open?.id, found.inForce?.id]).toEqual([open.versionId, second.versionId]);
			const [, to, from] = found.versions;
			const told = (await changesBetween(db, municipalityId, from, to!)).map((change) => [
				change.what,
				change.what === 'changed' ? change.next.nn : change.what === 'added' ? change.next.nn : change.previous.nn
			]);
			expect(told).toEqual([
				['changed', 'Lage ein plan for kjøp av bustader'],
				['removed', 'Opne eit bustadkontor'],
				['added', 'Halde bustadsosialt forum']
			]);
			expect((await changesBetween(db, municipalityId, to, found.open!)).map(({ what }) => what)).toEqual(['changed', 'removed']);
		});

		test('says in what is hashed, and in the trail, that it was entered by hand, and is whole', async () => {
			const { db, world } = await opened();
			const desk = await aDesk(db, world, { text: small('Opne eit bustadkontor') });
			await desk.say(for2012);
			const done = await desk.finish();
			if (!done.ok) throw new Error(done.reason);
			const version = (await planOf(db, world.municipalityId))!.inForce!;
			expect(version).toMatchObject({ enteredAt: now, enteredBy: world.leader.id, adoptedDate: '2012-02', caseNumber: '12/9' });
			expect(JSON.parse(await adoptedText(db, version))).toMatchObject({ version: { enteredAt: now } });
			expect(await isIntact(db, version)).toBe(true);
			expect(await isIntact(db, { ...version, enteredAt: null })).toBe(false);
			const verbs = (await db.selectFrom('audit').select('verb').orderBy('seq').execute()).map(({ verb }) => verb);
			expect(verbs).toContain('version.enter');
			expect(verbs).not.toContain('version.adopt');
			expect(await whoEntered(db, version)).toBe(world.leader.name);
			// Twice the same is refused.
			const again = await aDesk(db, world, { text: small('Opne eit bustadkontor') });
			await again.say({ ...for2012, date: '2012-02-09' });
			expect(await again.finish()).toEqual({ ok: false, reason: 'duplicateVersion' });
		});

		test('names units by the day it was adopted: the one of that name then, or the one that has its duties', async () => {
			const { db, world } = await opened();
			const { municipalityId, units } = world;
			const id = newId();
			const former = {
				nameNn: 'Tildelingskontoret',
				nameNb: '',
				kind: 'internal' as const,
				colour: 5,
				validFrom: null,
				validTo: '2017-12-31'
			};
			await db
				.insertInto('unit')
				.values({ id, municipalityId, ...former, successorId: units.bustadkontor })
				.execute();
			const unitFor = async (purpose: Partial<Purpose>) => {
				const desk = await aDesk(db, world, { text: small('Noko').replace('Nav Stord', 'Tildelingskontoret') });
				await desk.say(purpose);
				return [...(await desk.looked()).unitOf.values()].map((unit) => unit.id);
			};
			expect(await unitFor(for2012)).toEqual([id]);
			expect(await unitFor({ ...for2016, date: '2018-01-11' })).toEqual([units.bustadkontor]);
			expect(await unitFor({ ...adopted, becomes: 'draft', periodFrom: 2016, periodTo: 2019 })).toEqual([units.bustadkontor]);
		});
	});

	test('keeps what somebody has corrected, and refuses what was corrected from an older page, by others, or of another municipality', async () => {
		const { db, world } = await opened();
		const desk = await aDesk(db, world, { text: small('Opne eit kontor', '1.2 Kartlegge') });
		const before = await desk.at();
		const { id } = await desk.lineOf('Kartlegge');
		await desk.fix({ what: 'move', id, direction: 'up' });
		expect((await desk.found()).lines.map(({ text }) => text).slice(-2)).toEqual(['Kartlegge', 'Opne eit kontor']);
		const change = { what: 'kind', ids: [id], kind: 'out' } as const;
		expect(await correct(db, world.leader, before, change, now)).toEqual({ ok: false, reason: 'conflictEdition' });
		expect(await correct(db, world.staff, await desk.at(), change, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await correct(db, world.stranger, await desk.at(), change, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await discardImport(db, world.stranger, desk.importId)).toEqual({ ok: false, reason: 'notFound' });
		expect(await desk.fix({ what: 'kind', ids: [id], kind: 'goal' })).toBeUndefined();
		await discardImport(db, world.leader, desk.importId);
		expect(await importOf(db, world.municipalityId, desk.importId)).toBeUndefined();
	});

	test('goes into no plan while a measure stands under nothing, a number stands twice, or a draft is under way', async () => {
		const { db, world } = await opened();
		const loose = await aDesk(db, world, { text: 'Tiltak 1: Opne eit kontor\nTiltak 1: Kartlegge' });
		await loose.say(for2012);
		expect(await loose.finish()).toEqual({ ok: false, reason: 'invalidParent', count: 2 });
		const twice = await aDesk(db, world, { text: small('Opne eit kontor', '1.1 Kartlegge') });
		expect(await twice.finish()).toEqual({ ok: false, reason: 'missingName' });
		await twice.say(for2012);
		expect(await twice.finish()).toEqual({ ok: false, reason: 'duplicateNumber', number: '1.1' });
		await aDraft(db, world);
		const draft = await aDesk(db, world, { text: small('Opne eit kontor') });
		await draft.say({ ...adopted, becomes: 'draft', periodFrom: 2020, periodTo: 2023 });
		expect(await draft.finish()).toEqual({ ok: false, reason: 'conflictRevision' });
		await draft.say({ ...for2012, date: '2030' });
		expect(await draft.finish()).toEqual({ ok: false, reason: 'invalidFuture' });
	});

	test('is deleted a month after it was left', async () => {
		const { db, world } = await opened();
		const desk = await aDesk(db, world, { text: small('Opne eit kontor') });
		const due = (day: string) => importRule.due(db, world.municipalityId, day);
		expect(await due('2018-01-15')).toEqual([]);
		expect(await due('2018-01-16')).toEqual([desk.importId]);
		await importRule.purge(db, [desk.importId]);
		expect(await importOf(db, world.municipalityId, desk.importId)).toBeUndefined();
	});
});
