import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { around, mark, marks } from '#lib/ui/show/marks.ts';

const css = readFileSync(new URL('../../../src/lib/ui/style/theme.css', import.meta.url), 'utf8');
const colour = (name: string) => {
	const found = css.match(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'i'))?.[1];
	if (!found) throw new Error(`--${name} is not a colour of the theme`);
	return found;
};

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(a: string, b: string): number {
	const luminance = (hex: string) =>
		[1, 3, 5]
			.map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
			.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
			.reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at]!, 0);
	const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

describe('The theme', () => {
	const grounds = ['paper', 'sheet', 'ds-color-neutral-surface-tinted', 'ds-color-neutral-surface-hover'];
	for (const ink of ['ink', 'ink-quiet', 'fjord', 'thread', 'ds-color-danger-text-subtle']) {
		test(`${ink} can be read on every ground (4.5:1)`, () => {
			for (const ground of grounds) expect(contrast(colour(ink), colour(ground)), ground).toBeGreaterThanOrEqual(4.5);
		});
	}

	for (const tone of ['accent', 'neutral', 'info', 'success', 'warning', 'danger']) {
		test(`${tone} holds its own text, also pointed at and on its buttons`, () => {
			for (const ground of ['surface-default', 'surface-tinted', 'surface-hover', 'background-default'])
				for (const ink of ['text-default', 'text-subtle'])
					expect(
						contrast(colour(`ds-color-${tone}-${ink}`), colour(`ds-color-${tone}-${ground}`)),
						`${ink} on ${ground}`
					).toBeGreaterThanOrEqual(4.5);
			for (const base of ['base-default', 'base-hover', 'base-active'])
				expect(contrast(colour(`ds-color-${tone}-base-contrast-default`), colour(`ds-color-${tone}-${base}`)), base).toBeGreaterThanOrEqual(
					4.5
				);
		});
	}

	test('the edges of fields stand out from paper and sheet (3:1)', () => {
		for (const ground of ['paper', 'sheet']) expect(contrast(colour('line-strong'), colour(ground))).toBeGreaterThanOrEqual(3);
	});

	test('errors are not the red of the thread', () => {
		expect(colour('ds-color-danger-base-default')).not.toBe(colour('thread'));
	});
});

describe('The marks of units', () => {
	test('are twelve, no two alike in colour or in pattern', () => {
		expect(marks).toHaveLength(12);
		expect(new Set(marks.map((one) => one.colour)).size).toBe(12);
		expect(new Set(marks.map((one) => one.path)).size).toBe(12);
	});

	test('stand out from the paper and from their own white pattern', () => {
		for (const one of marks) {
			expect(contrast(one.colour, colour('paper')), one.colour).toBeGreaterThanOrEqual(4.5);
			expect(contrast(one.colour, '#ffffff'), one.colour).toBeGreaterThanOrEqual(4.5);
		}
	});

	test('start over after the twelfth', () => {
		expect(mark(12)).toBe(mark(0));
		expect(mark(-1)).toBe(mark(11));
	});

	test('seats go round the table from the top, with the clock, evenly', () => {
		expect(around(4, 10).map(({ x, y }) => [x, y])).toEqual([
			[0, -10],
			[10, 0],
			[0, 10],
			[-10, 0]
		]);
		expect(around(0, 10)).toEqual([]);
	});
});
