import { describe, expect, test } from 'vitest';
import * as f from '#lib/i18n/format.ts';
import { inNameOrder, nameOrder } from '#lib/text/names.ts';
import { inLanguage, langOfName, listText } from '#lib/i18n/language.ts';

describe('Dates and numbers for readers', () => {
	test('a date and time is written out in the language of the reader', () => {
		expect(f.dateAndTime('nn', '2027-03-10', '09:00')).toBe('onsdag 10. mars 2027 kl. 09.00');
		expect(f.dateAndTime('nn', '2027-01-02', '09:05')).toBe('laurdag 2. januar 2027 kl. 09.05');
		expect(f.dateAndTime('nb', '2018-01-15', '13:30')).toBe('mandag 15. januar 2018 kl. 13.30');
		expect(f.dateAndTime('en', '2027-12-05', '13:30')).toBe('Sunday 5 December 2027, 13:30');
	});
	test('an instant is shown on the clock in Oslo on both sides of summer time', () => {
		expect(f.instantText('nn', '2027-03-28T00:59:00.000Z')).toBe('sundag 28. mars 2027 kl. 01.59');
		expect(f.instantText('nn', '2027-03-28T01:00:00.000Z')).toBe('sundag 28. mars 2027 kl. 03.00');
		expect(f.instantText('nb', '2027-10-31T01:00:00.000Z')).toBe('søndag 31. oktober 2027 kl. 02.00');
		expect(f.osloTime('2018-12-31T23:30:00Z')).toEqual({ date: '2019-01-01', time: '00:30' });
	});
	test('weeks are counted as ISO 8601 does, also around New Year', () => {
		expect(f.weekText('nn', '2027-03-10')).toBe('veke 10');
		expect(f.weekText('nb', '2021-01-03')).toBe('uke 53');
		expect(f.weekText('en', '2018-12-31')).toBe('week 1');
		expect(f.weekText('nn', 8)).toBe('veke 8');
	});
	test('a span of days does not repeat month and year', () => {
		expect(f.dateSpan('nn', '2018-03-10', '2018-03-12')).toBe('10.–12. mars 2018');
		expect(f.dateSpan('nn', '2018-03-28', '2018-04-02')).toBe('28. mars – 2. april 2018');
		expect(f.dateSpan('en', '2018-12-28', '2019-01-02')).toBe('28 December 2018 – 2 January 2019');
		expect(f.dateSpan('nb', '2018-03-10', '2018-03-10')).toBe('10. mars 2018');
	});
	test('a day has its year where it is not this one, and a time its sign', () => {
		expect(f.dayAndMonth('nn', '2018-09-01', '2018-03-14')).toBe('1. september');
		expect(f.dayAndMonth('nn', '2016-09-01', '2018-03-14')).toBe('1. september 2016');
		expect(f.dateSpan('nn', '2018-03-28', '2018-04-02')).toBe('28. mars – 2. april 2018');
		expect(f.dateAndTime('nn', '2027-03-10', '09:00')).toBe('onsdag 10. mars 2027 kl. 09.00');
		expect(f.dateAndTime('en', '2027-03-10', '09:00')).toBe('Wednesday 10 March 2027, 09:00');
		expect([f.writtenDate('nb', '2018-03-14'), f.writtenDate('en', '2018-03-14')]).toEqual(['14.03.2018', '14 March 2018']);
	});
	test('near days are told from today', () => {
		expect(f.relativeDay('nn', '2018-01-15', '2018-01-16')).toBe('i morgon');
		expect(f.relativeDay('nb', '2018-01-15', '2018-01-13')).toBe('i forgårs');
		expect(f.relativeDay('nn', '2018-01-15', '2018-03-14')).toBe('om 58 dagar');
		expect(f.relativeDay('en', '2018-01-15', '2018-01-12')).toBe('3 days ago');
	});
	test('numbers have decimal comma and a space between thousands', () => {
		expect(f.number('nn', 1234.5)).toBe('1\u00a0234,5');
		expect(f.number('en', 1234567.25)).toBe('1,234,567.25');
		expect(f.number('nb', -0.004)).toBe('0');
		expect(f.number('nb', -2.5)).toBe('\u22122,5');
		expect(f.number('nn', 100, 0)).toBe('100');
		expect(f.percent('nn', 0.63)).toBe('63\u00a0%');
	});
	test('names sort with æ, ø and å last and numbers by value', () => {
		expect(['Ås', 'Ærfugl', 'Zoo', 'Øye', 'Bord 10', 'Bord 2'].sort(nameOrder)).toEqual([
			'Bord 2',
			'Bord 10',
			'Zoo',
			'Ærfugl',
			'Øye',
			'Ås'
		]);
		expect(
			inNameOrder([{ n: 'Åse' }, { n: 'Østen' }, { n: 'Zara' }, { n: 'Ærlend' }], ({ n }) => n)
				.map(({ n }) => n)
				.join()
		).toBe('Zara,Ærlend,Østen,Åse');
	});
	test('English readers get the bokmål name, marked as Norwegian', () => {
		const names = { nn: 'Heimetenestene', nb: 'Hjemmetjenestene' };
		expect(inLanguage('nn', names)).toBe('Heimetenestene');
		expect(inLanguage('en', names)).toBe('Hjemmetjenestene');
		expect(inLanguage('nb', { nn: 'Kundetorget', nb: '' })).toBe('Kundetorget');
		expect([langOfName('en'), langOfName('nn')]).toEqual(['nb', undefined]);
	});
	test('a list of names reads as a sentence', () => {
		expect(listText('nn', ['Nav', 'heimetenestene', 'eigedom'])).toBe('Nav, heimetenestene og eigedom');
		expect(listText('en', ['one'])).toBe('one');
	});
});
