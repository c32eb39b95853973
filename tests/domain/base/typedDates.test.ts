import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { dateAsKnown, dayField, onceOnDay, optionalMonth, optionalTime, timeField } from '#lib/dateFields.ts';
import { parseForm } from '#lib/form.ts';
import { overwriteGetLocale } from '#lib/i18n/paraglide/runtime.js';
import { isOnce, readDate, readDateAsKnown, readMonth, readTime, type When, yearBy } from '#lib/typedDates.ts';

const today = '2018-02-20';
const by = yearBy('ahead', today);

describe('A day that is typed', () => {
	test.each([
		'14.03.2018',
		'14.3.18',
		'14.3.',
		'14.3',
		' 14. 3. 2018 ',
		'14/3',
		'14/3 2018',
		'14/3-18',
		'14-03-2018',
		'14 3 2018',
		'14032018',
		'20180314',
		'2018-03-14',
		'2018/3/14',
		'14. mars',
		'14.mars 2018',
		'14 MARS 2018',
		'den 14. mars 2018',
		'onsdag 14. mars 2018',
		'ons. 14.3.2018',
		'onsdag den 14. mars',
		'14 March 2018',
		'14th of March 2018',
		'March 14, 2018',
		'Wednesday, 14 March 2018',
		'１４．３．２０１８',
		'14\u00a0.\u00a03.\u00a02018'.replace('\u00a0.', '.'),
		'14–3–2018'
	])('%s is 14 March 2018', (typed) => {
		expect(readDate(typed, by)).toEqual({ ok: true, value: '2018-03-14' });
	});

	test.each([
		['7. mai', '2018-05-07'],
		['7 May', '2018-05-07'],
		['1. okt. 2018', '2018-10-01'],
		['1 Oct 2018', '2018-10-01'],
		['24. des. 2018', '2018-12-24'],
		['laurdag 1. september 2018', '2018-09-01'],
		['lørdag 1. september 2018', '2018-09-01'],
		['sundag 2.9.2018', '2018-09-02'],
		['29.2.2020', '2020-02-29'],
		['9.3.1998', '1998-03-09']
	])('%s is %s', (typed, value) => {
		expect(readDate(typed, by)).toEqual({ ok: true, value });
	});

	test.each<[string, string]>([
		['31.2.2018', 'noSuchDay'],
		['29.2.', 'noSuchDay'],
		['31. april', 'noSuchDay'],
		['torsdag 14. mars 2018', 'otherWeekday'],
		['14.3.98', 'shortYear'],
		['14.13.2018', 'unclear'],
		['3/14/2018', 'unclear'],
		['140318', 'unclear'],
		['mars 2018', 'unclear'],
		['14', 'unclear'],
		['14.3.0018', 'unclear'],
		['i vår', 'unclear'],
		['', 'unclear']
	])('%s is none, for the reason %s', (typed, kind) => {
		expect(readDate(typed, by)).toMatchObject({ ok: false, fault: { kind } });
	});

	test('without a year is the next of a deadline, the last of what has happened, and the nearest of when something holds', () => {
		const read = (typed: string, when: When) => {
			const day = readDate(typed, yearBy(when, today));
			return day.ok ? day.value : day.fault;
		};
		expect(['20.2.', '19.2.', '21.2.'].map((typed) => read(typed, 'ahead'))).toEqual(['2018-02-20', '2019-02-19', '2018-02-21']);
		expect(['20.2.', '19.2.', '21.2.'].map((typed) => read(typed, 'back'))).toEqual(['2018-02-20', '2018-02-19', '2017-02-21']);
		expect(['1.1.', '1.7.', '1.12.'].map((typed) => read(typed, 'near'))).toEqual(['2018-01-01', '2018-07-01', '2017-12-01']);
	});
});

test('A month, and a day as well as it is known, are typed as people write them', () => {
	const month = (typed: string) => readMonth(typed, by);
	for (const typed of ['3.2018', '03/2018', '2018-03', 'mars 2018', 'March 2018', 'mars', 'mar. 18'])
		expect(month(typed), typed).toEqual({ ok: true, value: '2018-03' });
	expect(month('januar')).toEqual({ ok: true, value: '2019-01' });
	for (const typed of ['13.2018', '3', '3.18', 'vår', '14.3.2018']) expect(month(typed), typed).toMatchObject({ ok: false });

	const known = (typed: string) => readDateAsKnown(typed, yearBy('back', today));
	expect(['2016', '03.2016', 'mars 2016', '9.3.2016', '2016-03-09', '9. mars'].map(known)).toEqual(
		['2016', '2016-03', '2016-03', '2016-03-09', '2016-03-09', '2017-03-09'].map((value) => ({ ok: true, value }))
	);
	expect(known('31.2.2016')).toMatchObject({ ok: false, fault: { kind: 'noSuchDay' } });
	expect(known('3.12')).toEqual({ ok: true, value: '2017-12-03' });
});

test('A time is typed as people write it; what may be half past or five past is asked for again', () => {
	for (const typed of ['9.27', '09:27', 'kl. 09.27', 'kl 9:27', 'klokka 9.27', '0927', '927', '9,27', '09:27:00', '9:27 am', 'at 09:27'])
		expect(readTime(typed), typed).toEqual({ ok: true, value: '09:27' });
	expect(['9', '09', 'kl. 9', '9 pm', '12 am', '23.59', '0'].map(readTime)).toEqual(
		['09:00', '09:00', '09:00', '21:00', '00:00', '23:59', '00:00'].map((value) => ({ ok: true, value }))
	);
	for (const typed of ['9.5', '24.00', '9.60', '13 pm', 'ni', '25', '9.275', ''])
		expect(readTime(typed), typed).toMatchObject({ ok: false });
});

test('A time is once on a day, except where the clock of Oslo is put forward or back that night', () => {
	expect(isOnce('2027-03-28', '02:30')).toBe(false);
	expect(isOnce('2027-10-31', '02:30')).toBe(false);
	for (const time of ['01:59', '03:00', '09:00'])
		for (const date of ['2027-03-28', '2027-10-31']) expect(isOnce(date, time), time).toBe(true);
	expect(isOnce('2027-03-27', '02:30')).toBe(true);
});

describe('A form with days and times', () => {
	const schema = v.pipe(
		v.object({ date: dayField('ahead'), startTime: timeField, at: dateAsKnown, month: optionalMonth('ahead'), end: optionalTime }),
		onceOnDay('startTime')
	);
	const sent = (fields: Record<string, string>) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		return parseForm(schema, form, today);
	};

	test('gives them as they are kept, and nothing for those left empty', () => {
		expect(sent({ date: '14. mars', startTime: '9', at: ' ', month: 'mai', end: 'kl. 11.30' })).toEqual({
			ok: true,
			data: { date: '2018-03-14', startTime: '09:00', at: null, month: '2018-05', end: '11:30' }
		});
	});

	test('says beside each field what is wrong, in the language of the reader, and keeps what was typed', () => {
		overwriteGetLocale(() => 'nn');
		const typed = { date: '31.2.', startTime: 'ni', at: '9.3.16', month: '13.2018', end: '9.5' };
		expect(sent(typed)).toEqual({
			ok: false,
			values: typed,
			errors: {
				date: '31. februar 2018 finst ikkje. Sjekk dag og månad.',
				startTime: 'Skriv eit klokkeslett, til dømes 09.00 eller 9.',
				month: 'Skriv månad og år, til dømes 03.2027 eller mars 2027.',
				end: 'Skriv eit klokkeslett, til dømes 09.00 eller 9.'
			}
		});
		expect(sent({})).toMatchObject({ errors: { date: 'Skriv ein dato, til dømes 14.03.2027 eller 14. mars.' } });
		expect(sent({ date: 'torsdag 14.3.2018' })).toMatchObject({
			errors: { date: 'Vekedagen passar ikkje: datoen er onsdag 14. mars 2018.' }
		});
		expect(sent({ date: '28. mars 2027', startTime: '02.30' })).toMatchObject({
			errors: { startTime: expect.stringMatching(/^Klokka blir stilt natt til 28\. mars 2027, så 02\.30 kan ikkje brukast/) }
		});
		overwriteGetLocale(() => 'en');
		expect(sent({ date: '31.2.', startTime: '9' })).toMatchObject({
			errors: { date: 'There is no 31 February 2018. Check the day and the month.' }
		});
	});
});
