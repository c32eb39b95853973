import { describe, expect, test } from 'vitest';
import { valuesOf } from '#lib/form.ts';

describe('What stands in a form', () => {
	test('is read however many fields there are', () => {
		const form = new FormData();
		for (let at = 0; at < 60_000; at++) form.append(`field${at}`, String(at));
		const values = valuesOf(form);
		expect(Object.keys(values)).toHaveLength(60_000);
		expect([values.field0, values.field59999]).toEqual(['0', '59999']);
	});

	test('is a list under a name with brackets, and the first value under a plain name', () => {
		const form = new FormData();
		for (const [name, value] of [
			['roles[]', 'staff'],
			['name', 'Anna'],
			['roles[]', 'leader'],
			['name', 'Berit'],
			['days[]', '2018-01-15']
		] as const)
			form.append(name, value);
		expect(valuesOf(form)).toEqual({ roles: ['staff', 'leader'], name: 'Anna', days: ['2018-01-15'] });
	});

	test('has line feeds for line ends, and no files', () => {
		const form = new FormData();
		form.append('text', 'a\r\nb\rc');
		form.append('file', new File(['x'], 'x.txt'));
		expect(valuesOf(form)).toEqual({ text: 'a\nb\nc' });
	});

	test('may be called what every object has', () => {
		const form = new FormData();
		form.append('constructor', 'x');
		form.append('toString[]', 'y');
		expect(valuesOf(form)).toEqual({ constructor: 'x', toString: ['y'] });
	});
});
