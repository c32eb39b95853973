import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { addReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { knownSum, sumInWords } from '#lib/plan/sums.ts';
import { chooseStory } from '#lib/plan/story/commands.server.ts';
import { storyDocument } from '#lib/plan/story/document.ts';
import { inOrder, mayBeQuoted, type Candidate } from '#lib/plan/story/rule.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { paragraphs, pdfOf, pdfPages, said } from '../../support/office.ts';
import { aDraft } from '../../support/plan.ts';
import { adoptedStory, adoption, pointTexts as texts, published } from '../../support/story.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

async function anIndicator(db: Kysely<Database>, { leader }: World, nameNn: string, values: [string, number][]) {
	const named = { id: null, nameNn, nameNb: nameNn, level: 'individual' as const, unit: 'persons', source: 'Nav', qualityNote: null };
	const saved = await saveIndicator(db, leader, named, now);
	if (!saved.ok) throw new Error(saved.reason);
	for (const [at, value] of values)
		await addReading(
			db,
			leader,
			{ indicatorId: saved.indicatorId, at, value, shown: `${value}`, publishedIn: null, isBaseline: false },
			now
		);
	return saved.indicatorId;
}

describe('what the politicians’ page quotes', () => {
	const point: Candidate = {
		id: 'a',
		text: 'Same skjema',
		isFirst: false,
		votes: 3,
		tables: [1],
		theme: 'T',
		when: '2016-03',
		attended: 46,
		measureId: 'm'
	};

	test('is by a rule: first what the forum put first, then what most dots were given, then the newest', () => {
		const [first, most, newest, oldest] = [
			{ ...point, id: 'd', isFirst: true, votes: 1 },
			{ ...point, id: 'c', votes: 9 },
			{ ...point, id: 'b', when: '2017-03' },
			point
		];
		expect(inOrder([oldest, newest, most, first]).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
	});

	test('points at nobody: no name, number or address, nor what so few said that it could be one of them', () => {
		expect(mayBeQuoted(point)).toBe(true);
		expect(mayBeQuoted({ ...point, attended: null })).toBe(true);
		expect(mayBeQuoted({ ...point, attended: 4 })).toBe(false);
		for (const text of ['Ring Kari Nordmann', 'Ring 971 23 456', 'Skriv til kari@stord.example'])
			expect(mayBeQuoted({ ...point, text })).toBe(false);
	});
});

test('a sum says of how many it is known, and is none when nothing is', () => {
	const say = (sum: number) => `${sum} kr`;
	expect(knownSum([null, 4, 0])).toEqual({ sum: 4, known: 2, all: 3 });
	expect(sumInWords('nn', knownSum([null, 4, 0]), say, 'ikkje oppgitt')).toBe('4 kr (kjend for 2 av 3)');
	expect(sumInWords('nn', knownSum([4, 0]), say, 'ikkje oppgitt')).toBe('4 kr');
	expect(sumInWords('nn', knownSum([null, null]), say, 'ikkje oppgitt')).toBe('ikkje oppgitt');
});

onBothDatabases('the politicians’ page', (fresh) => {
	test('says what is missing where there is nothing to tell, and is not there before a plan is adopted', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		expect(await storyOf(db, world.leader, 'nn', now)).toBeUndefined();
		await aDraft(db, world);
		await adopt(db, world.leader, adoption, now);
		const text = said(storyDocument((await storyOf(db, world.leader, 'nn', now))!));
		expect(text.match(/Her manglar/g)).toHaveLength(3);
		expect(text).toContain('["Tiltaka i planen","ikkje oppgitt"]');
		expect(text).toContain('Foruma har ikkje gjeve innspel til planen enno.');
	});

	test('tells three sentences, a quote from its table to its measure, a line, the cost and what it meets, on exactly one A4', async () => {
		const db = await fresh();
		const { world, leader, gatheringId, pointIds, measure, told } = await adoptedStory(db);
		await published(
			db,
			world,
			gatheringId,
			texts.map((text, at) => ({ id: pointIds[at]!, text, votes: at, first: at === 1 }))
		);
		await anIndicator(db, world, 'Bustadlause', [
			['2008', 23],
			['2012', 17],
			['2017', 3],
			['2018', 10]
		]);
		await reportStatus(db, leader, { elementId: measure, status: 'ongoing', date: '2018-01-12' }, now);
		await setCost(db, leader, gatheringId, { kroner: 4_500, what: 'mat' }, now);
		const story = await told();
		expect(
			story.candidates.map(({ text }) => text),
			'never the one that names somebody'
		).toEqual([texts[1], texts[0]]);
		const document = storyDocument(story);
		const text = said(document);
		expect(text).toContain('Bustadlause (personar): frå 23 (2008) til 10 (2018).');
		expect(text).toContain('Foruma har gjeve 3 innspel til planen, og kommunen har teke inn 3 heilt eller delvis.');
		expect(text).toContain('Av 1 tiltak i planen har kommunen gjennomført 0, og 1 er i gang.');
		const thread = document.blocks.find((block) => 'thread' in block)!.thread;
		expect(JSON.stringify(thread)).toMatch(
			/Éin stad å ringje.*Bord 4.*Forumet sette dette fyrst.*Fordi\..*1\.1 .*Arrangere.*Stord kommunestyre.*I gang/
		);
		expect(text).toContain('["Betalt","4\u00a0500 kr"]');
		expect(text).toContain('["Mål 1","Innsatsen skal vere heilskapleg"]');
		const chart = document.blocks.find((block) => 'chart' in block)!.chart;
		expect(chart.rows, 'fewer than five are on no line').toEqual([
			['2008', '23'],
			['2012', '17'],
			['2018', '10']
		]);
		expect(text).not.toMatch(/HEMMELEG|Kari|effekt/);
		const pages = await pdfPages(await pdfOf(document, now));
		expect(pages).toHaveLength(1);
		for (const words of ['Éin stad å ringje', 'Stord kommunestyre', 'Innsatsen skal vere heilskapleg']) expect(pages[0]).toContain(words);
		const word = paragraphs(await docx(document)).map((paragraph) => paragraph.text);
		for (const words of ['«Éin stad å ringje»', '23', '10']) expect(word).toContain(words);
	});

	test('is changed by who leads, and given back to the rule; nobody overwrites what another chose', async () => {
		const db = await fresh();
		const { world, leader, staff, gatheringId, pointIds, told } = await adoptedStory(db);
		await published(
			db,
			world,
			gatheringId,
			texts.map((text, at) => ({ id: pointIds[at]!, text, first: at === 1 }))
		);
		const line = await anIndicator(db, world, 'På venteliste', [
			['2016', 9],
			['2017', 8]
		]);
		await anIndicator(db, world, 'Bustadlause', [
			['2008', 23],
			['2012', 17],
			['2016', 10]
		]);
		expect((await told()).line?.nameNn).toBe('Bustadlause');
		const chosen = { pointId: pointIds[0]!, indicatorId: line, words: 'Vi er nøgde.', edition: 0 };
		const choose = (more: object, who = leader) => chooseStory(db, who, { ...chosen, ...more }, now);
		expect(await choose({}, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await choose({ pointId: pointIds[2] }), 'it names somebody').toEqual({ ok: false, reason: 'missingPoint' });
		expect(await choose({ indicatorId: 'nope' })).toEqual({ ok: false, reason: 'missingLine' });
		expect(await choose({ words: 'Ring 971 23 456' })).toMatchObject({ ok: false, reason: 'invalidPerson', kinds: ['phone'] });
		expect(await choose({})).toEqual({ ok: true });
		expect(await choose({ words: 'Eg òg.' })).toEqual({ ok: false, reason: 'conflict' });
		const text = said(storyDocument(await told('nb')));
		expect(text).toContain('Vi er nøgde.');
		expect(text).toContain(texts[0]);
		expect(text).toContain('På venteliste');
		expect(await choose({ pointId: null, indicatorId: null, words: '', edition: 1 })).toEqual({ ok: true });
		expect((await told()).quoted?.candidate.text).toBe(texts[1]);
	});

	test('is one A4 however long its words are', async () => {
		const db = await fresh();
		const { world, leader, gatheringId, pointIds, measure, told } = await adoptedStory(db);
		const long = 'Vi vil ha éin stad å ringje når nokon manglar ein stad å bu i kveld. '.repeat(4).trim();
		await published(db, world, gatheringId, [{ id: pointIds[0]!, text: long, first: true }]);
		await db
			.updateTable('elementText')
			.set({ nn: long.repeat(6), nb: long.repeat(6), legalBasis: long.repeat(3) })
			.where('elementId', '=', measure)
			.execute();
		await anIndicator(db, world, long, [
			['2016', 9],
			['2017', 8]
		]);
		await chooseStory(db, leader, { pointId: null, indicatorId: null, words: long.repeat(3), edition: 0 }, now);
		expect(await pdfPages(await pdfOf(storyDocument(await told()), now))).toHaveLength(1);
	});
});
