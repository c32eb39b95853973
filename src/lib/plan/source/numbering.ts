import type { Xml } from '#lib/documents/unpack.server.ts';

type Level = { format: string; text: string; start: number; style: string | null };

export const childrenOf = (element: Xml | undefined, name: string): Xml[] =>
	(element?.inside ?? []).filter((child): child is Xml => typeof child !== 'string' && child.name === name);
export const childOf = (element: Xml | undefined, name: string): Xml | undefined => childrenOf(element, name)[0];
export const valueOf = (element: Xml | undefined, name: string): string | undefined => childOf(element, name)?.attributes.val;

/**
 * Counts the numbers that a Word document prints by itself (ISO/IEC 29500-1, 17.9): asked once a paragraph, in their order, for the list
 * `numId` and its level from 0. Gives the number without what stands around it, '' for a bullet.
 */
export function counterOf(numbering: Xml | undefined): (numId: string, level: number) => string {
	const root = childOf(numbering, 'numbering');
	const abstracts = new Map(childrenOf(root, 'abstractNum').map((abstract) => [abstract.attributes.abstractNumId, levelsOf(abstract)]));
	const lists = new Map(
		childrenOf(root, 'num').map((num) => [num.attributes.numId ?? '', { of: valueOf(num, 'abstractNumId') ?? '', starts: startsOf(num) }])
	);
	const counts = new Map<string, number[]>();
	const seen = new Set<string>();
	return (numId, level) => {
		const list = lists.get(numId);
		const levels = list && abstracts.get(list.of);
		const own = levels?.get(level);
		if (!list || !levels || !own || own.format === 'none') return '';
		const reached = counts.get(list.of) ?? [];
		const started = seen.has(numId) ? undefined : list.starts.get(level);
		seen.add(numId);
		reached[level] = started ?? (reached[level] === undefined ? own.start : reached[level] + 1);
		for (let at = 0; at < level; at++) reached[at] ??= levels.get(at)?.start ?? 1;
		reached.length = level + 1;
		counts.set(list.of, reached);
		if (own.format === 'bullet') return '';
		const printed = own.text.replace(/%(\d)/g, (_, place: string) => {
			const at = Number(place) - 1;
			return shown(reached[at] ?? 1, levels.get(at)?.format ?? 'decimal');
		});
		return printed.trim().replace(/[.):]+$/, '');
	};
}

function levelsOf(abstract: Xml): Map<number, Level> {
	return new Map(
		childrenOf(abstract, 'lvl').map((level) => [
			Number(level.attributes.ilvl ?? 0),
			{
				format: valueOf(level, 'numFmt') ?? 'decimal',
				text: valueOf(level, 'lvlText') ?? '',
				start: Number(valueOf(level, 'start') ?? 1),
				style: valueOf(level, 'pStyle') ?? null
			}
		])
	);
}

function startsOf(num: Xml): Map<number, number> {
	return new Map(
		childrenOf(num, 'lvlOverride').flatMap((override) => {
			const start = valueOf(override, 'startOverride');
			return start === undefined ? [] : [[Number(override.attributes.ilvl ?? 0), Number(start)] as const];
		})
	);
}

function shown(count: number, format: string): string {
	if (format === 'lowerLetter' || format === 'upperLetter') {
		const first = format === 'upperLetter' ? 65 : 97;
		return String.fromCharCode(first + ((count - 1) % 26)).repeat(Math.min(9, Math.ceil(count / 26)));
	}
	if (format === 'upperRoman' || format === 'lowerRoman') return format === 'upperRoman' ? roman(count).toUpperCase() : roman(count);
	return String(count);
}

function roman(count: number): string {
	const signs: [number, string][] = [
		[50, 'l'],
		[40, 'xl'],
		[10, 'x'],
		[9, 'ix'],
		[5, 'v'],
		[4, 'iv'],
		[1, 'i']
	];
	let left = Math.min(count, 89);
	let written = '';
	for (const [value, sign] of signs) for (; left >= value; left -= value) written += sign;
	return written;
}
