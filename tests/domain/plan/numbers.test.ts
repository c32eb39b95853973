import { describe, expect, test } from 'vitest';
import { isDateAsKnown } from '#lib/dates.ts';
import { canonicalJson, isAfter } from '#lib/plan/model.ts';
import { compareNumbers, nextNumber } from '#lib/plan/document/model.ts';

describe('numbers of the plan', () => {
	test('are compared as people read them', () => {
		expect(['3.10', '10', '3a', '3.2', '3', '2.1'].toSorted(compareNumbers)).toEqual(['2.1', '3', '3.2', '3.10', '3a', '10']);
	});

	test('go on after z', () => {
		const taken = Array.from({ length: 26 }, (_, index) => `1${String.fromCharCode(97 + index)}`);
		expect(nextNumber('subGoal', { parent: '1', goal: '1' }, new Set(taken), 'letters')).toBe('1aa');
	});
});

describe('a date as known', () => {
	test('is a day, a month or a year', () => {
		for (const text of ['2016', '2016-03', '2016-03-09']) expect(isDateAsKnown(text)).toBe(true);
		for (const text of ['', '16', '2016-13', '2016-02-30', 'mars 2016']) expect(isDateAsKnown(text)).toBe(false);
	});

	test('is after today only when it surely is', () => {
		for (const date of ['2018', '2018-01', '2018-01-15', '2017-12-31']) expect(isAfter(date, '2018-01-15')).toBe(false);
		for (const date of ['2019', '2018-02', '2018-01-16']) expect(isAfter(date, '2018-01-15')).toBe(true);
	});
});

test('the same content is the same canonical text, whatever order it was built in', () => {
	expect(canonicalJson({ b: [{ d: null, c: 'æ' }], a: 1 })).toBe('{"a":1,"b":[{"c":"æ","d":null}]}');
});
