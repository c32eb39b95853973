import { factsIn } from '../source/labels.ts';
import type { Line, LineKind, Written } from '../source/model.ts';

/*
 * What somebody corrects of the lines that were read. Each gives new lines, or undefined where it can't be done.
 */

const at = (lines: readonly Line[], id: number): number => lines.findIndex((line) => line.id === id);
const changed = (lines: readonly Line[], ids: ReadonlySet<number>, change: (line: Line) => Line): Line[] =>
	lines.map((line) => (ids.has(line.id) ? change(line) : line));

/** Makes lines another kind; what was doubted of them is said by that. */
export function kindGiven(lines: readonly Line[], ids: readonly number[], kind: LineKind): Line[] | undefined {
	if (ids.length === 0 || ids.some((id) => at(lines, id) < 0)) return undefined;
	return changed(lines, new Set(ids), (line) => ({ ...line, kind, doubt: kind === 'out' ? line.doubt : null }));
}

/** Swaps a line with the one before it, or after it. */
export function moved(lines: readonly Line[], id: number, direction: 'up' | 'down'): Line[] | undefined {
	const place = at(lines, id);
	const other = place + (direction === 'up' ? -1 : 1);
	if (place < 0 || other < 0 || other >= lines.length) return undefined;
	return lines.with(place, lines[other]!).with(other, lines[place]!);
}

/** Makes a line of each line of its words, all of the same kind; what is written of a measure beside them stays with the first. */
export function split(lines: readonly Line[], id: number): Line[] | undefined {
	const place = at(lines, id);
	const parts = (lines[place]?.text ?? '')
		.split('\n')
		.map((part) => part.trim())
		.filter(Boolean);
	if (parts.length < 2) return undefined;
	let next = Math.max(...lines.map((line) => line.id));
	const own = lines[place]!;
	const others = parts.slice(1).map((text) => ({
		...own,
		id: ++next,
		text,
		number: '',
		unit: '',
		deadline: '',
		cost: '',
		legalBasis: '',
		status: '',
		aim: '',
		unitId: null,
		elementId: null,
		doubt: null
	}));
	return lines.toSpliced(place, 1, { ...own, text: parts[0]!, doubt: null }, ...others);
}

/** Puts a line behind the words of the nearest line before it that goes into the plan; what only it says of a measure goes with it. */
export function joined(lines: readonly Line[], id: number): Line[] | undefined {
	const place = at(lines, id);
	const before = lines.slice(0, Math.max(0, place)).findLastIndex((line) => line.kind !== 'out');
	if (place < 0 || before < 0) return undefined;
	const [first, second] = [lines[before]!, lines[place]!];
	const said = [first.text, [second.number, second.text].filter(Boolean).join(' ')].filter(Boolean).join(' ');
	const { text, facts } = first.kind === 'measure' ? factsIn(said) : { text: said, facts: {} as Partial<Written> };
	const both = { ...first, ...facts, text, from: [...first.from, ...second.from] };
	for (const field of ['unit', 'deadline', 'cost', 'legalBasis', 'status', 'aim'] as const)
		both[field] = [first[field], facts[field], second[field]].filter(Boolean).join(', ');
	return lines.with(before, both).toSpliced(place, 1);
}

/** Gives a line what somebody typed. */
export function corrected(
	lines: readonly Line[],
	id: number,
	fields: Partial<Omit<Line, 'id' | 'from' | 'factor' | 'doubt'>>
): Line[] | undefined {
	if (at(lines, id) < 0) return undefined;
	return changed(lines, new Set([id]), (line) => ({
		...line,
		...fields,
		doubt: null,
		// A cost that is typed anew is typed in kroner.
		factor: fields.cost !== undefined && fields.cost !== line.cost ? 1 : line.factor
	}));
}
