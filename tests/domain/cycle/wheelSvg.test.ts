import { describe, expect, test } from 'vitest';
import { wheelPicture, type PicturedYear } from '#lib/cycle/wheel/svg.ts';
import type { WheelEntry } from '#lib/cycle/wheel/wheel.ts';

const entry = (id: string, date: string, more: Partial<WheelEntry> = {}): WheelEntry => ({
	id,
	title: `Møte ${id}`,
	date,
	month: date.slice(0, 7),
	kind: 'body',
	colour: 1,
	owner: 'Nav Stord',
	...more
});
const year: PicturedYear = {
	year: 2018,
	today: '2018-01-15',
	municipality: 'Stord kommune',
	locale: 'nn',
	entries: [
		entry('a', '2018-05-02'),
		entry('b', '2018-03-14', { kind: 'gathering', title: 'Bustadsosialt forum' }),
		entry('c', '2017-01-02')
	],
	windows: [{ title: 'Fast veke 11', from: '2018-03-12', to: '2018-03-18' }],
	breaks: [{ title: 'Påskeferien', from: '2018-03-26', to: '2018-04-02' }],
	ringsBy: 'kind'
};

describe('the wheel as a file', () => {
	test('stands alone: the year, the municipality, months, labels, what the shapes and colours mean, and nothing fetched', () => {
		const drawing = wheelPicture(year);
		for (const words of [
			'Årshjulet 2018, Stord kommune',
			'januar',
			'desember',
			'Bustadsosialt forum',
			'Påskeferien',
			'Samling',
			'Møte',
			'Nav Stord'
		])
			expect(drawing).toContain(words);
		expect(drawing).not.toContain('Møte c');
		expect(drawing.match(/(?:href|src)="(?!#)[^"]*"/g)).toBeNull();
		expect(drawing.match(/var\(|NaN|undefined|Infinity/g)).toBeNull();
	});

	test('is in the reader’s language, and the rings are whose the reader chose', () => {
		expect(wheelPicture({ ...year, locale: 'en' })).toContain('Annual cycle 2018, Stord kommune');
		expect(wheelPicture(year)).toContain('Ringane frå ytst til inst: samling → møte');
		expect(wheelPicture({ ...year, ringsBy: 'unit' })).toContain('Ringane frå ytst til inst: samling → Nav Stord');
	});

	test('is well-formed whatever people have typed', () => {
		const drawing = wheelPicture({ ...year, entries: [entry('x', '2018-05-02', { title: '<script>"&\u0000\ud800', owner: ']]>&' })] });
		expect(drawing).not.toContain('<script>');
		expect(drawing).not.toMatch(/[\u0000-\u0008]|[\ud800-\udbff](?![\udc00-\udfff])|&(?!amp;|lt;|gt;|quot;)/);
		expect(drawing.match(/<(\w+)[ >]/g)!.length).toBe(drawing.match(/<\/\w+>|\/>/g)!.length);
	});

	test('has the hand only in the year that today is in', () => {
		const rays = (today: string) => wheelPicture({ ...year, today }).match(/stroke="#1c242b" stroke-width="2.5"/g)?.length ?? 0;
		expect([rays('2018-01-15'), rays('2019-01-15')]).toEqual([1, 0]);
	});
});
