import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { adopt, isIntact } from '#lib/plan/document/adoption.server.ts';
import { addElement, editElement, moveElement, removeElement, restoreElement } from '#lib/plan/document/elements.server.ts';
import { inDocumentOrder, inHashedOrder, isNumber, numbersInOrder, styleOf } from '#lib/plan/document/model.ts';
import { changesBetween, documentOf, takenOut } from '#lib/plan/document/queries.server.ts';
import { renumberDraft } from '#lib/plan/document/renumber.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import type { ElementKind } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { pdfOf, pdfParts } from '../../support/office.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';
import { aDraft, words } from '../../support/plan.ts';

async function drafted(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const add = async (kind: ElementKind, nn: string, parentId: string | null = null, number: string | null = null) => {
		const added = await addElement(db, world.leader, { kind, number, ...words(nn, parentId) }, now);
		if (!added.ok) throw new Error(added.reason);
		return added;
	};
	const numbers = async () => {
		const { versions } = (await planOf(db, world.municipalityId))!;
		const document = await documentOf(db, world.municipalityId, versions[0]!.id);
		return document.map(({ number, nn }) => `${number} ${nn}`);
	};
	return { ...world, ...draft, add, numbers };
}
const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };

describe('a number', () => {
	test('is what a plan can print', () => {
		for (const number of ['3', '3a', '3.2.1', 'B-4', '3.b', 'Æ1']) expect(isNumber(number)).toBe(true);
		for (const number of ['', '~1', '3.', '.3', '3 a', '<b>', '1234567890123', '3..2']) expect(isNumber(number)).toBe(false);
	});

	test('with three parts is reckoned under what it stands under', () => {
		expect(styleOf(['1', '1.1', '1.1.2'])).toBe('decimals');
		expect(styleOf(['1', '1a', '1.1'])).toBe('letters');
		const element = (elementId: string, kind: 'goal' | 'subGoal' | 'measure', parentId: string | null, position: number) => ({
			elementId,
			kind,
			parentId,
			position,
			number: elementId
		});
		const elements = [
			element('g', 'goal', null, 1),
			element('s', 'subGoal', 'g', 1),
			element('under s', 'measure', 's', 1),
			element('own', 'measure', 'g', 2)
		];
		expect([...numbersInOrder(elements, 'decimals')]).toEqual([
			['g', '1'],
			['own', '1.1'],
			['s', '1.2'],
			['under s', '1.2.1']
		]);
		expect([...numbersInOrder(elements, 'letters')]).toEqual([
			['g', '1'],
			['own', '1.1'],
			['s', '1a'],
			['under s', '1.2']
		]);
	});
});

onBothDatabases('the printed numbers of a plan', (fresh) => {
	test('can be set by hand, once each', async () => {
		const db = await fresh();
		const { leader, goal, measure, add, numbers } = await drafted(db);
		expect(await addElement(db, leader, { kind: 'measure', number: '1.1', ...words('Same nummer', goal) }, now)).toEqual({
			ok: false,
			reason: 'duplicateNumber',
			number: '1.1'
		});
		expect(await addElement(db, leader, { kind: 'measure', number: 'nr. 2', ...words('Ikkje eit nummer', goal) }, now)).toEqual({
			ok: false,
			reason: 'invalidNumber'
		});
		await add('measure', 'Slik det er trykt', goal, '3.2.1');
		const edited = { elementId: measure, edition: 1, ...words('Arrangere bustadsosialt forum', goal) };
		expect(await editElement(db, leader, { ...edited, number: '3.2.1' }, now)).toMatchObject({ reason: 'duplicateNumber' });
		expect(await editElement(db, leader, { ...edited, number: '3.1' }, now)).toEqual({ ok: true, edition: 2 });
		expect(await numbers()).toEqual(['1 Innsatsen skal vere heilskapleg', '3.1 Arrangere bustadsosialt forum', '3.2.1 Slik det er trykt']);
	});

	test('that an earlier version had are not given to something else', async () => {
		const db = await fresh();
		const { leader, goal, add } = await drafted(db);
		const gone = await add('measure', 'Teke ut i neste', goal);
		expect(gone.number).toBe('1.2');
		await adopt(db, leader, adoption, now);
		await openRevision(db, leader, now);
		await removeElement(db, leader, gone.elementId, now);
		await adopt(db, leader, { ...adoption, caseNumber: '18/13' }, now);
		await openRevision(db, leader, now);
		expect((await add('measure', 'Nytt', goal)).number).toBe('1.3');
	});

	test('follow the order of the document when what stands under a goal moves', async () => {
		const db = await fresh();
		const { leader, add, numbers } = await drafted(db);
		const two = await add('goal', 'To');
		const sub = await add('subGoal', 'Delmål', two.elementId);
		const [a, b] = [await add('measure', 'A', sub.elementId), await add('measure', 'B', sub.elementId)];
		await moveElement(db, leader, { elementId: b.elementId, direction: 'up' }, now);
		const three = await add('goal', 'Tre');
		await editElement(db, leader, { elementId: sub.elementId, edition: 1, ...words('Delmål', three.elementId) }, now);
		expect([a.number, b.number]).toEqual(['2.1', '2.2']);
		expect((await numbers()).slice(-4)).toEqual(['3 Tre', '3a Delmål', '3.1 B', '3.2 A']);
	});

	test('are reckoned anew by one command, which tells what they were, and so does the comparison', async () => {
		const db = await fresh();
		const { leader, staff, municipalityId, goal, measure, add, numbers } = await drafted(db);
		expect(await renumberDraft(db, staff, 'letters', now)).toEqual({ ok: false, reason: 'notAllowed' });
		const second = await add('measure', 'To', goal);
		const third = await add('measure', 'Tre', goal);
		await adopt(db, leader, adoption, now);
		expect(await renumberDraft(db, leader, 'letters', now)).toEqual({ ok: false, reason: 'closedRevision' });
		await openRevision(db, leader, now);
		await moveElement(db, leader, { elementId: third.elementId, direction: 'up' }, now);
		await moveElement(db, leader, { elementId: third.elementId, direction: 'up' }, now);
		await removeElement(db, leader, measure, now);
		expect(await renumberDraft(db, leader, 'letters', now)).toEqual({
			ok: true,
			renumbered: [{ elementId: third.elementId, from: '1.3', to: '1.1' }]
		});
		expect(await numbers()).toEqual(['1 Innsatsen skal vere heilskapleg', '1.1 Tre', '1.2 To']);
		const { open, inForce } = (await planOf(db, municipalityId))!;
		const told = await changesBetween(db, municipalityId, inForce, open!);
		expect(told.find(({ elementId }) => elementId === third.elementId)).toMatchObject({
			previous: { number: '1.3' },
			next: { number: '1.1' }
		});
		expect(told.some(({ elementId }) => elementId === second.elementId)).toBe(false);
		// What was taken out has lost its number to another, and gets a free one when it comes back.
		expect(await takenOut(db, municipalityId, open!.id)).toMatchObject([{ elementId: measure, number: '1.1' }]);
		expect(await restoreElement(db, leader, measure, now)).toEqual({ ok: true });
		expect((await numbers()).find((line) => line.endsWith('bustadsosialt forum'))).toBe('1.4 Arrangere bustadsosialt forum');
	});

	test('that only became others are told, and change no word', async () => {
		const db = await fresh();
		const { leader, municipalityId, measure } = await drafted(db);
		await adopt(db, leader, adoption, now);
		await openRevision(db, leader, now);
		const { open, inForce } = (await planOf(db, municipalityId))!;
		await editElement(
			db,
			leader,
			{
				elementId: measure,
				edition: 1,
				number: '4',
				...words('Arrangere bustadsosialt forum', (await documentOf(db, municipalityId, open!.id))[0]!.elementId)
			},
			now
		);
		expect(await changesBetween(db, municipalityId, inForce, open!)).toMatchObject([
			{ what: 'changed', elementId: measure, fields: [], moved: false, previous: { number: '1.1' }, next: { number: '4' } }
		]);
	});
});

onBothDatabases('the order of a plan', (fresh) => {
	test('is one on the page and in Word and PDF: a goal’s own measures before its sub-goals, headings without a gap', async () => {
		const db = await fresh();
		const { leader, municipalityId, versionId, goal, add } = await drafted(db);
		const sub = await add('subGoal', 'Delmål', goal);
		await add('measure', 'Under delmålet', sub.elementId);
		await add('measure', 'Målet sitt eige', goal);
		await moveElement(db, leader, { elementId: sub.elementId, direction: 'up' }, now);
		const page = (await documentOf(db, municipalityId, versionId)).map(({ number, nn }) => `${number}: ${nn}`);
		expect(page.map((line) => line.split(': ')[1])).toEqual([
			'Innsatsen skal vere heilskapleg',
			'Arrangere bustadsosialt forum',
			'Målet sitt eige',
			'Delmål',
			'Under delmålet'
		]);
		const file = await documentFor(db, { municipalityId, municipalityName: 'Stord' }, versionId, 'plan', 'nn');
		const headings = file!.blocks.flatMap((block) =>
			'heading' in block
				? [
						{
							level: block.level,
							text: [block.heading]
								.flat()
								.map((part) => (typeof part === 'string' ? part : (part as { text: string }).text))
								.join('')
						}
					]
				: []
		);
		expect(headings.slice(0, page.length).map(({ text }) => text.replace(/^\S+ /, ''))).toEqual(page);
		expect(headings.map(({ level }) => level)).toEqual([1, 2, 2, 2, 3, 1]);
		const roles = (await pdfParts(await pdfOf(file!, now))).flatMap(({ role }) => (/^H\d$/.test(role!) ? [role] : []));
		expect(roles).toEqual(['H1', 'H2', 'H3', 'H3', 'H3', 'H4', 'H2']);
	});

	test('that adopted versions were hashed in stays: siblings of all kinds by position', () => {
		const element = (elementId: string, kind: 'goal' | 'subGoal' | 'measure', parentId: string | null, position: number) => ({
			elementId,
			kind,
			parentId,
			position,
			number: elementId
		});
		const elements = [
			element('own', 'measure', 'g', 2),
			element('under s', 'measure', 's', 1),
			element('s', 'subGoal', 'g', 1),
			element('g', 'goal', null, 1)
		];
		expect(inHashedOrder(elements).map(({ elementId }) => elementId)).toEqual(['g', 's', 'under s', 'own']);
	});

	test('loses nothing from sight whose parent is missing', () => {
		const orphan = { elementId: 'o', kind: 'measure' as const, parentId: 'gone', position: 1, number: '1.1' };
		expect(inDocumentOrder([orphan])).toEqual([orphan]);
	});
});

onBothDatabases('the text of a plan', (fresh) => {
	test('is chapters with paragraphs and appendices, numbered by themselves, versioned as the measures are', async () => {
		const db = await fresh();
		const { leader, municipalityId, goal, add, numbers } = await drafted(db);
		const appendix = await add('appendix', 'Boligtal');
		const chapter = await add('chapter', 'Bakgrunn');
		expect([chapter.number, appendix.number]).toEqual(['1', 'A']);
		const long = `${'Mange ord. '.repeat(800)}\n\nNeste avsnitt.`;
		const text = await add('paragraph', long, chapter.elementId);
		expect(text.number).toBe('1-1');
		expect((await add('paragraph', 'Kjelder', appendix.elementId)).number).toBe('A-1');
		for (const parentId of [goal, text.elementId, null])
			expect(await addElement(db, leader, { kind: 'paragraph', ...words('Utan kapittel', parentId) }, now)).toMatchObject({
				reason: 'invalidParent'
			});
		expect(await addElement(db, leader, { kind: 'measure', ...words('I eit kapittel', chapter.elementId) }, now)).toMatchObject({
			reason: 'invalidParent'
		});
		// A chapter may stand before the goals; an appendix never does.
		for (let times = 0; times < 3; times++) await moveElement(db, leader, { elementId: chapter.elementId, direction: 'up' }, now);
		await moveElement(db, leader, { elementId: appendix.elementId, direction: 'up' }, now);
		expect((await numbers()).map((line) => line.slice(0, 12))).toEqual([
			'1 Bakgrunn',
			'1-1 Mange or',
			'1 Innsatsen ',
			'1.1 Arranger',
			'A Boligtal',
			'A-1 Kjelder'
		]);
		await adopt(db, leader, adoption, now);
		await openRevision(db, leader, now);
		const { open, inForce } = (await planOf(db, municipalityId))!;
		expect(await isIntact(db, inForce!)).toBe(true);
		await editElement(db, leader, { elementId: text.elementId, edition: 1, ...words('Kortare.', chapter.elementId) }, now);
		expect(await changesBetween(db, municipalityId, inForce, open!)).toMatchObject([
			{ what: 'changed', elementId: text.elementId, fields: ['nn', 'nb'] }
		]);
	});

	test('is in Word and PDF whole, with contents and all measures in one table', async () => {
		const db = await fresh();
		const { municipalityId, versionId, add } = await drafted(db);
		const chapter = await add('chapter', 'Bakgrunn');
		await add('paragraph', 'Fyrste.\n\nAndre.', chapter.elementId);
		await add('chapter', 'Lovverk');
		await add('appendix', 'Tal');
		const file = (await documentFor(db, { municipalityId, municipalityName: 'Stord' }, versionId, 'plan', 'nn'))!;
		const shown = JSON.stringify(file.blocks);
		for (const words of ['Innhald', 'Kapittel 1: ', 'Vedlegg A: ', '"Fyrste."', '"Andre."']) expect(shown).toContain(words);
		const tables = file.blocks.flatMap((block) => ('table' in block ? [block.table] : []));
		expect(tables).toHaveLength(1);
		expect(tables[0]!.rows.map(([number]) => number)).toEqual(['1.1']);
		expect(shown.indexOf('Tiltaka i tabell')).toBeLessThan(shown.lastIndexOf('Vedlegg A: '));
	});
});
