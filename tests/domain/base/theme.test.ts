import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { marks } from '#lib/ui/show/marks.ts';

const tokensOf = (file: string) =>
	Object.fromEntries(
		[
			...readFileSync(new URL(`../../../src/lib/ui/style/${file}.css`, import.meta.url), 'utf8').matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)
		].map(([, name, colour]) => [name!, colour!])
	);
const light = tokensOf('theme');
const themes = { light, dark: { ...light, ...tokensOf('dark') } };

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
	const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g)!;
	const [red, green, blue] = digits.map((digit) => {
		const part = Number.parseInt(digit, 16) / 255;
		return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
function contrast(one: string, other: string): number {
	const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
	return (lighter! + 0.05) / (darker! + 0.05);
}

describe.each(Object.entries(themes))('In the %s theme', (_, theme) => {
	const below = (least: number, pairs: readonly (readonly [string, string])[]) =>
		pairs.filter(([one, other]) => contrast(theme[one]!, theme[other]!) < least).map((pair) => pair.join(' on '));

	test('words hold 4.5:1 on what they stand on', () => {
		const states = ['danger', 'info', 'success', 'warning', 'accent', 'neutral'].flatMap((state) => {
			const of = (token: string) => `ds-color-${state}-${token}`;
			return [
				...['text-subtle', 'text-default'].map((text) => [of(text), of('surface-tinted')] as const),
				[of('text-subtle'), 'sheet'] as const,
				[of('base-contrast-default'), of('base-default')] as const
			];
		});
		const ours = ['ink', 'ink-quiet', 'fjord'].flatMap((text) => [[text, 'paper'] as const, [text, 'sheet'] as const]);
		expect(below(4.5, [...ours, ['ink', 'fjord-wash'], ...states])).toEqual([]);
	});

	test('the red thread, the marks of units with their patterns, and the edges of fields hold 3:1', () => {
		const units = marks.map((_, nth) => `mark-${nth}`);
		const drawn = ['thread', 'line-strong', ...units].flatMap((line) => [[line, 'paper'] as const, [line, 'sheet'] as const]);
		expect(below(3, [...drawn, ...units.map((unit) => ['mark-pattern', unit] as const)])).toEqual([]);
	});
});

test('A picture that leaves the page has the marks that the light page has', () => {
	expect(marks.map(({ colour }) => colour)).toEqual(marks.map((_, nth) => light[`mark-${nth}`]));
});

test('ours has every colour that Designsystemet gives to light pages, since the build leaves those out', () => {
	const theirs = readFileSync(new URL(import.meta.resolve('@digdir/designsystemet-theme')), 'utf8');
	const [scheme] = /@layer ds\.theme\.color-scheme\.light \{[^}]*\}/.exec(theirs)!;
	const names = [...scheme.matchAll(/--([\w-]+):/g)].map(([, name]) => name!);
	expect(names.length).toBeGreaterThan(100);
	// A second colour of the brand, which no page asks for.
	expect(names.filter((name) => !(name in light) && !name.startsWith('ds-color-brand2-'))).toEqual([]);
});
