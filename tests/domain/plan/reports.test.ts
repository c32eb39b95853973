import { lineOf } from '#lib/plan/indicators/line.ts';
import { targetInWords, unitTyped, unitWords } from '#lib/plan/indicators/text.ts';
import { describe, expect, test } from 'vitest';
import { docx } from '#lib/documents/docx.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { setCost } from '#lib/gatherings/commands.server.ts';
import { heldGatherings } from '#lib/plan/reports/heldGatherings.server.ts';
import { readingForm } from '#lib/plan/indicators/input.ts';
import { endsOf, guarded, wayTo } from '#lib/plan/indicators/model.ts';
import { addReading, removeReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { indicators, rawReadings } from '#lib/plan/indicators/queries.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { factsOf } from '#lib/plan/reports/queries.server.ts';
import { reportFor } from '#lib/plan/reports/build.server.ts';
import { halvesOf } from '#lib/plan/reports/model.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { openRevision } from '#lib/plan/document/revision.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { parseForm } from '#lib/form.ts';
import { onBothDatabases } from '../../support/database.ts';
import { paragraphs, said } from '../../support/office.ts';
import { aDraft, aForum } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const homeless = {
	id: null,
	nameNn: 'Bustadlause',
	nameNb: 'Bostedsløse',
	level: 'individual' as const,
	unit: 'personar',
	source: 'Nav',
	qualityNote: 'talt i veke 48'
};
const reading = { at: '2016', value: 3, shown: '3', publishedIn: null, isBaseline: false };

describe('a number about people', () => {
	const names = { nameNn: 'I arbeid', nameNb: 'I arbeid' };
	const person = { level: 'individual' as const, unit: 'personar', ...names };
	const raw = { id: 'r', at: '2016', value: 4, shown: '4', publishedIn: null };

	test('is held back under five, unless it is public already; shares, homes and activities are not people', () => {
		expect(guarded(person, raw)).toMatchObject({ value: null, shown: '' });
		expect(guarded(person, { ...raw, value: 0, shown: 'ingen' })).toMatchObject({ value: null, shown: '' });
		expect(guarded(person, { ...raw, value: 5, shown: '5' }).value).toBe(5);
		expect(guarded(person, { ...raw, publishedIn: 'Veiviseren' }).value).toBe(4);
		expect(guarded({ level: 'individual', unit: '%', ...names }, raw).value).toBe(4);
		expect(guarded({ level: 'system', unit: 'homes', nameNn: 'Bustader for unge', nameNb: 'Boliger for unge' }, raw).value).toBe(4);
		expect(guarded({ level: 'activity', unit: 'samlingar', nameNn: 'Møte med brukarar', nameNb: 'Møter med brukere' }, raw).value).toBe(4);
	});

	test.each([
		['persons', 'I mellombels bustad'],
		['households', 'På venteliste'],
		['barnefamiliar', 'På venteliste'],
		['pieces', 'Bustadlause'],
		['', 'Unge utan fast bustad']
	])('is held back at every level where people are counted: in %j, %s', (unit, nameNn) => {
		for (const level of ['system', 'activity'] as const) expect(guarded({ level, unit, nameNn, nameNb: '' }, raw).value).toBeNull();
	});

	test('began at its baseline, else at the first date, and is now at the last date that is told of', () => {
		const at = (id: string, when: string | null) => ({ ...raw, id, at: when, value: 9, shown: '9' });
		const readings = [at('a', '2008'), at('b', '2012'), at('c', '2016-03'), at('d', null)];
		const ids = (ends: ReturnType<typeof endsOf>) => [ends.first?.id, ends.last?.id];
		expect(ids(endsOf({ readings, baselineId: null }, '2017-12-31'))).toEqual(['a', 'c']);
		expect(ids(endsOf({ readings, baselineId: 'b' }, '2013-12-31'))).toEqual([undefined, 'b']);
		expect(ids(endsOf({ readings: [at('d', null)], baselineId: null }, '2017-12-31'))).toEqual([undefined, 'd']);
	});

	test('has come some part of the way from where it began to its target, further away, or nobody may know', () => {
		const at = (when: string, value: number | null) => ({ ...raw, id: when, at: when, value, shown: String(value) });
		const way = (values: (number | null)[], targetValue: number | null) =>
			wayTo(
				{ readings: values.map((value, nth) => at(String(2008 + nth), value)), baselineId: null, targetValue, targetYear: 2019 },
				'2018-01-01'
			);
		expect([way([23, 17], 5), way([20, 22], 10), way([20, 5], 10), way([40, 60], 80)]).toEqual([33, -20, 150, 50]);
		expect([way([23, null], 5), way([23], 5), way([23, 17], null), way([5, 7], 5)]).toEqual([null, null, null, null]);
	});

	test('stands on the line with its target after it, and the target is told with how far it is', () => {
		const readings = [
			{ ...raw, id: 'a', at: '2008', value: 20, shown: '20' },
			{ ...raw, id: 'b', at: '2016', value: 15, shown: '15' }
		];
		const target = { targetValue: 0, targetYear: 2019 };
		const words = { label: '', periodBegins: '', target: 'Mål 2019', when: '', unit: '' };
		const { lines, labels } = lineOf(readings, null, words, target);
		const [broken, line] = [lines.find(({ kind }) => kind === 'target')!, lines.find(({ kind }) => kind === 'readings')!];
		expect(broken.points[0]).toEqual(line.points[1]);
		expect(broken.points[1]![0]).toBeGreaterThan(line.points[1]![0]);
		expect(labels.map(({ text }) => text)).toContain('Mål 2019');
		expect(lineOf(readings, null, words).lines.map(({ kind }) => kind)).not.toContain('target');
		const told = { ...target, readings, baselineId: null, unit: 'persons' };
		expect(targetInWords(told, '2018-01-01', 'nn')).toBe('Mål: 0 innan utgangen av 2019. 25\u00a0% av vegen dit.');
		expect(targetInWords({ ...told, targetValue: null }, '2018-01-01', 'nn')).toBeNull();
	});

	test('is counted in a unit that everybody reads in their own language, or in one of the municipality’s own', () => {
		expect(['Personar', 'personer', 'people', '%', 'kopper'].map(unitTyped)).toEqual(['persons', 'persons', 'persons', '%', 'kopper']);
		expect((['nn', 'nb', 'en'] as const).map((locale) => unitWords('persons', locale))).toEqual(['personar', 'personer', 'people']);
		expect(unitWords('kopper', 'en')).toBe('kopper');
	});

	test('is typed as people write it', () => {
		const form = (fields: Record<string, string>) => {
			const data = new FormData();
			for (const [name, value] of Object.entries({ indicatorId: 'i', ...fields })) data.set(name, value);
			return parseForm(readingForm, data);
		};
		expect(form({ value: '1 063,5', at: '2016-03' })).toMatchObject({ ok: true, data: { value: 1063.5, shown: '1063,5', at: '2016-03' } });
		expect(form({ value: '45', shown: 'ca. 45', isBaseline: '1' })).toMatchObject({
			ok: true,
			data: { shown: 'ca. 45', at: null, isBaseline: true }
		});
		expect(form({ value: 'førti', at: '2016-13' })).toMatchObject({
			ok: false,
			errors: { value: expect.any(String), at: expect.any(String) }
		});
	});

	test('belongs to the halves of the period that have begun', () => {
		expect(halvesOf({ periodFrom: 2017, periodTo: 2019 }, '2018-01-15')).toEqual(['2018-1', '2017-2', '2017-1']);
	});
});

onBothDatabases('reports', (fresh) => {
	test('an indicator is entered with its numbers, a baseline and what they are worth, and a number can be taken away', async () => {
		const db = await fresh();
		const { leader, staff, stranger, municipalityId } = await aMunicipality(db);
		expect(await saveIndicator(db, staff, homeless, now)).toEqual({ ok: false, reason: 'notAllowed' });
		const saved = await saveIndicator(db, leader, homeless, now);
		if (!saved.ok) throw new Error(saved.reason);
		const id = saved.indicatorId;
		expect(await saveIndicator(db, leader, { ...homeless, id, targetValue: 5 }, now)).toEqual({ ok: false, reason: 'invalidTarget' });
		expect(await saveIndicator(db, leader, { ...homeless, id, targetValue: 5, targetYear: 2019 }, now)).toMatchObject({ ok: true });
		expect((await indicators(db, municipalityId))[0]).toMatchObject({ targetValue: 5, targetYear: 2019 });
		expect(await saveIndicator(db, stranger, { ...homeless, id }, now)).toEqual({ ok: false, reason: 'notFound' });
		const add = (more: object) => addReading(db, leader, { indicatorId: id, ...reading, ...more }, now);
		expect(await add({ at: '2018-02' })).toEqual({ ok: false, reason: 'invalidFuture' });
		expect(await add({ at: 'i fjor' })).toEqual({ ok: false, reason: 'invalidDate' });
		expect(await add({ value: Number.NaN })).toEqual({ ok: false, reason: 'invalidValue' });
		expect(await addReading(db, stranger, { indicatorId: id, ...reading }, now)).toEqual({ ok: false, reason: 'notFound' });
		const first = await add({ at: '2008', value: 23, shown: '23', isBaseline: true });
		if (!first.ok) throw new Error(first.reason);
		await add({});
		const [shown] = await indicators(db, municipalityId);
		expect(shown).toMatchObject({
			qualityNote: 'talt i veke 48',
			baselineId: first.readingId,
			readings: [{ value: 23 }, { value: null, shown: '' }]
		});
		expect((await rawReadings(db, municipalityId)).get(id)?.map((one) => one.value)).toEqual([23, 3]);
		expect(await removeReading(db, stranger, first.readingId, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await removeReading(db, staff, first.readingId, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await removeReading(db, leader, first.readingId, now)).toEqual({ ok: true });
		expect((await indicators(db, municipalityId))[0]).toMatchObject({ baselineId: null, readings: [{ at: '2016' }] });
	});

	test('tell what the gathering itself says that it cost; it can be changed and taken back', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, staff, stranger, municipalityId } = world;
		const { gatheringId } = await aForum(db, world, []);
		const years = { from: 2016, to: 2018 };
		expect(await setCost(db, staff, gatheringId, { kroner: 1, what: '' }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await setCost(db, stranger, gatheringId, { kroner: 1, what: '' }, now)).toEqual({ ok: false, reason: 'notFound' });
		for (const kroner of [-1, 0.5, Number.NaN, 1e9])
			expect(await setCost(db, leader, gatheringId, { kroner, what: '' }, now)).toEqual({ ok: false, reason: 'invalid' });
		for (const kroner of [4_000, 4_500]) await setCost(db, leader, gatheringId, { kroner, what: 'mat' }, now);
		await db.updateTable('gathering').set({ startTime: '09:00', endTime: '15:00' }).where('id', '=', gatheringId).execute();
		expect(await heldGatherings(db, municipalityId, years)).toMatchObject([{ kr: 4_500, note: 'mat', attended: 46, hours: 276 }]);
		await setCost(db, leader, gatheringId, { kroner: null, what: '' }, now);
		expect(await heldGatherings(db, municipalityId, years)).toMatchObject([{ kr: null }]);
	});

	test('count once what was asked once, also when it was put off to the next revision', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		const { measure, versionId } = await aDraft(db, world);
		const { gatheringId } = await aForum(db, world, ['Gjer dette kvart år', 'Vent med dette']);
		await takeHarvest(db, leader, gatheringId, now);
		const [first, second] = await inputsOf(db, municipalityId, versionId);
		const say = { reason: 'Fordi.', internalRemark: null };
		await decide(db, leader, first!.id, { outcome: 'in', ...say, change: { kind: 'existing', elementId: measure } }, now);
		await decide(db, leader, second!.id, { outcome: 'later', ...say, change: { kind: 'none' } }, now);
		await adopt(db, leader, adoption, now);
		expect(await openRevision(db, leader, now)).toMatchObject({ carried: 1 });
		const found = (await planOf(db, municipalityId))!;
		const home = { municipalityId, municipalityName: 'Stord kommune' };
		const asked = { plan: found.plan, versionId, locale: 'nn' as const, today: '2018-06-01', until: '2018-06-01' };
		const counts = (await factsOf(db, home, asked)).asked;
		expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(2);
		expect(counts.get('later'), 'it waits again').toBeUndefined();
	});

	test('tell change for individuals first and activity last and quiet, never small numbers, and the same in Word as on the page', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { leader, municipalityId } = world;
		expect(await reportFor(db, leader, 'half', '2017-2', 'nn', now)).toBeUndefined();
		const { measure, versionId } = await aDraft(db, world);
		const { gatheringId } = await aForum(db, world, ['Gjer dette kvart år', 'Noko anna']);
		await takeHarvest(db, leader, gatheringId, now);
		const [first, second] = await inputsOf(db, municipalityId, versionId);
		const say = { reason: 'Fordi.', internalRemark: 'HEMMELEG' };
		await decide(db, leader, first!.id, { outcome: 'in', ...say, change: { kind: 'existing', elementId: measure } }, now);
		await decide(db, leader, second!.id, { outcome: 'no', ...say, change: { kind: 'none' } }, now);
		await adopt(db, leader, adoption, now);
		await reportStatus(db, leader, { elementId: measure, status: 'ongoing', date: '2018-01-12', note: 'To er planlagde' }, now);
		const saved = await saveIndicator(db, leader, homeless, now);
		if (!saved.ok) throw new Error(saved.reason);
		await addReading(db, leader, { indicatorId: saved.indicatorId, ...reading, at: '2014', value: 23, shown: '23' }, now);
		await addReading(db, leader, { indicatorId: saved.indicatorId, ...reading }, now);
		for (const kind of ['half', 'final'] as const) {
			const document = (await reportFor(db, leader, kind, '2018-1', 'nn', now))!;
			const text = said(document);
			expect(text).toContain('Utvikling i perioden');
			expect(text).toContain('færre enn 5 (2016)');
			expect(text).not.toMatch(/HEMMELEG|effekt|\b3 \(2016\)/i);
			const headings = document.blocks.filter((block) => 'heading' in block);
			expect(headings.at(-1)).toMatchObject({ heading: 'Aktivitet', quiet: true });
			const word = paragraphs(await docx(document)).map((paragraph) => paragraph.text);
			for (const { heading } of headings) expect(word).toContain(heading);
		}
		const half = said((await reportFor(db, leader, 'half', '2018-1', 'nn', now))!);
		expect(half).toContain('To er planlagde');
		const final = said((await reportFor(db, leader, 'final', '2018-1', 'nn', now))!);
		expect(final).toContain('["Innspel til planen","2"]');
		expect(final).toContain('1.1 Arrangere bustadsosialt forum');
	});
});
