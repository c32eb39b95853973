import { describe, expect, test } from 'vitest';
import { breaksOfSchoolYear, saveSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import * as input from '#lib/cycle/dates/input.ts';
import { suggestionsFor, wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { breakName, langOfBreak, readLines, schoolYearOf, type TypedBreak } from '#lib/cycle/dates/schoolYears.ts';
import { parseForm } from '#lib/form.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const line = (nameNn: string, fromDate: string, toDate = '', id: string | null = null): TypedBreak => ({
	id,
	nameNn,
	nameNb: nameNn,
	fromDate,
	toDate
});
const winter = line('vinterferien', '2018-02-26', '2018-03-02');
const christmas = line('juleferien', '2017-12-21', '2018-01-02');

describe('a school year', () => {
	test('goes from August through July, and its summer reaches into the next', () => {
		expect(['2017-08-01', '2018-07-31', '2018-08-01'].map(schoolYearOf)).toEqual([2017, 2017, 2018]);
		expect(readLines(2017, [line('sommarferien', '2018-06-22', '2018-08-15')], []).wrong).toEqual([]);
	});

	test('says of each line that is wrong what is wrong and where; a line without days is none', () => {
		const lines = [
			winter,
			line('', '2018-05-11'),
			line('x'.repeat(81), '2018-05-11'),
			line('planleggingsdag', '', '2018-05-11'),
			line('planleggingsdag', '31. april'),
			line('planleggingsdag', '2018-05-11', 'fredag'),
			line('påskeferien', '2018-04-02', '2018-03-26'),
			line('haustferien', '2018-10-08', '2018-10-12'),
			line('sommarferien', '2018-06-22', '2019-08-15'),
			line('planleggingsdag', '2018-03-02'),
			line('planleggingsdag', '2017-08-14'),
			line('', '')
		];
		const last = { fromDate: '2017-06-22', toDate: '2017-08-16' };
		expect(readLines(2017, lines, [last]).wrong.map(({ at, field, fault }) => [at, field, fault])).toEqual([
			[1, 'name', 'noName'],
			[2, 'name', 'tooLong'],
			[3, 'from', 'noFirstDay'],
			[4, 'from', 'wrongDate'],
			[5, 'to', 'wrongDate'],
			[6, 'to', 'endsBeforeItBegins'],
			[7, 'from', 'outsideSchoolYear'],
			[8, 'to', 'outsideSchoolYear'],
			[9, 'from', 'overlapsBreak'],
			[10, 'from', 'overlapsBreak']
		]);
	});

	test('has breaks with an English name where every school year has them, and a municipality’s own in Norwegian', () => {
		const own = { nn: 'planleggingsdag', nb: 'planleggingsdag' };
		expect([breakName('en', { nn: 'Vinterferien', nb: 'Vinterferien' }), breakName('en', own)]).toEqual([
			'the winter break',
			'planleggingsdag'
		]);
		expect([langOfBreak('en', { nb: 'vinterferien' }), langOfBreak('en', own)]).toEqual([undefined, 'nb']);
	});

	test('is typed as people write days, a year left out being the one in the school year', () => {
		const typed = [
			line('juleferien', '21.12.', '2. januar'),
			line('vinterferien', '26.2.18', '2/3'),
			line('sommarferien', '22. juni', '15.8.')
		];
		expect(readLines(2017, typed, []).lines.map(({ fromDate, toDate }) => [fromDate, toDate])).toEqual([
			['2017-12-21', '2018-01-02'],
			['2018-02-26', '2018-03-02'],
			['2018-06-22', '2018-08-15']
		]);
	});

	test('is read from its form: a usual break keeps its two names, one that is typed anew has the same in both', () => {
		const form = new FormData();
		const typed = { 'id-0': 'a', 'nn-0': 'haustferien', 'nb-0': 'høstferien', 'from-0': '2017-10-09', 'to-0': '' };
		for (const [name, value] of Object.entries({
			...typed,
			'nn-1': 'Fri',
			'nb-1': 'Fri',
			'name-1': ' Plan  dag ',
			'from-1': ' ',
			'to-1': ''
		}))
			form.set(name, value);
		expect(parseForm(input.schoolYear, form)).toEqual({
			ok: true,
			data: [
				{ id: 'a', nameNn: 'haustferien', nameNb: 'høstferien', fromDate: '2017-10-09', toDate: '' },
				{ id: null, nameNn: 'Plan dag', nameNb: 'Plan dag', fromDate: '', toDate: '' }
			]
		});
	});
});

onBothDatabases('school years', (fresh) => {
	test('are entered, changed and taken away as a whole; what another entered meanwhile stays', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		expect(await saveSchoolYear(db, leader, 2017, [christmas, winter, line('', '')], now)).toEqual({ ok: true, breaks: 2 });
		const [one, two] = await breaksOfSchoolYear(db, municipalityId, 2017);
		expect(await saveSchoolYear(db, leader, 2017, [line('planleggingsdag', '2018-05-11')], now)).toEqual({ ok: true, breaks: 3 });
		const changed = [
			{ ...christmas, id: one!.id, fromDate: '', toDate: '' },
			{ ...winter, id: two!.id, toDate: '2018-03-05' }
		];
		expect(await saveSchoolYear(db, leader, 2017, changed, now)).toEqual({ ok: true, breaks: 2 });
		expect(await breaksOfSchoolYear(db, municipalityId, 2017)).toMatchObject([
			{ id: two!.id, fromDate: '2018-02-26', toDate: '2018-03-05' },
			{ nameNn: 'planleggingsdag', fromDate: '2018-05-11', toDate: '2018-05-11' }
		]);
	});

	test('are refused as a whole when one line is wrong, or when they overlap what is entered', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		await saveSchoolYear(db, leader, 2017, [line('sommarferien', '2018-06-22', '2018-08-15')], now);
		expect(
			await saveSchoolYear(db, leader, 2018, [line('haustferien', '2018-10-08', '2018-10-12'), line('fri', '2018-08-13')], now)
		).toEqual({
			ok: false,
			reason: 'invalid',
			year: 2018,
			wrong: [{ at: 1, field: 'from', fault: 'overlapsBreak' }]
		});
		expect(await breaksOfSchoolYear(db, municipalityId, 2018)).toEqual([]);
	});

	test('are the municipality’s own, are in the wheel of every year they touch, and no day in them is suggested', async () => {
		const db = await fresh();
		const { leader, stranger, municipalityId, seriesId } = await aMunicipality(db);
		const wanted = { seriesId, year: 2018, today: '2018-01-15', gatherings: [] };
		const first = (await suggestionsFor(db, municipalityId, wanted, 'nn'))!.dates[0]!.date;
		await saveSchoolYear(db, leader, 2017, [christmas, line('planleggingsdag', first)], now);
		expect((await wheelOf(db, municipalityId, 2017)).breaks.map(({ nameNn }) => nameNn)).toEqual(['juleferien']);
		expect((await wheelOf(db, municipalityId, 2018)).breaks.map(({ nameNn }) => nameNn)).toEqual(['juleferien', 'planleggingsdag']);
		expect((await wheelOf(db, stranger.municipalityId, 2018)).breaks).toEqual([]);
		const found = (await suggestionsFor(db, municipalityId, wanted, 'nn'))!;
		expect(found.dates.map(({ date }) => date)).not.toContain(first);
		const [mine] = await breaksOfSchoolYear(db, municipalityId, 2017);
		await saveSchoolYear(db, stranger, 2017, [{ ...christmas, id: mine!.id, fromDate: '', toDate: '' }], now);
		expect(await breaksOfSchoolYear(db, municipalityId, 2017)).toHaveLength(2);
	});
});
