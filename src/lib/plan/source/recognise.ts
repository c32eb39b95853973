import type { Block, Paragraph } from './block.ts';
import type { Head } from './columns.ts';
import { factsIn, labelOf, type Label } from './labels.ts';
import type { Line, LineKind, Written } from './model.ts';
import { foundAs, linesOfTable, type Found, type TableRow } from './table.ts';
import { piecesOf, type Piece } from './typography.ts';

/**
 * What the blocks of a source are most likely to be, line by line in their order; every block is in one line at least. Nothing is added:
 * what a line says stands in its blocks.
 */
export function recognised(blocks: readonly Block[]): Line[] {
	const pieces = piecesOf(blocks);
	const reading: Reading = { lines: [], zone: null, goals: null, goal: '', expected: null, printed: numbersIn(pieces), head: undefined };
	for (let at = 0; at < pieces.length; at++) {
		const piece = pieces[at]!;
		if (piece.block.is === 'paragraph') readParagraph(reading, piece.block, piece.from);
		else {
			const rows: TableRow[] = [];
			const { table } = piece.block.place;
			for (; ; at++) {
				const next = pieces[at];
				if (next?.block.is !== 'row' || next.block.place.table !== table) break;
				rows.push({ row: next.block, from: next.from });
			}
			at--;
			const { lines, head } = linesOfTable(rows, reading.head);
			reading.head = head ?? reading.head;
			reading.lines.push(...lines);
		}
	}
	return reading.lines.map((line, id) => ({ ...line, id }));
}

type Reading = {
	lines: Found[];
	/** The level of the heading that goals stand under ("Mål og tiltak"); null in the text of the plan. */
	zone: number | null;
	/** Whether goals are told by their words ("Mål 1") or by where their headings stand. */
	goals: 'named' | 'placed' | null;
	/** The number of the last goal. */
	goal: string;
	/** What a label alone ("Tiltak:") says of the lines after it. */
	expected: LineKind | null;
	/** All numbers that are printed, to tell which level of them measures have. */
	printed: ReadonlySet<string>;
	head: Head | undefined;
};

const numbersIn = (pieces: readonly Piece[]): Set<string> =>
	new Set(
		pieces.flatMap(({ block }) => {
			if (block.is === 'row') return [];
			const number = block.number || labelOf(block.text).number;
			return number ? [number] : [];
		})
	);

/** A heading that says that goals and measures stand under it. */
const opensGoals = /\b(?:mål|tiltak|handlingsdel|tiltaksdel|satsingsområd\p{L}*|innsatsområd\p{L}*)(?:\b|$)/iu;

function readParagraph(reading: Reading, block: Paragraph, from: number[]): void {
	const { lines } = reading;
	const { beside } = block;
	if (beside !== null) {
		lines.push(foundAs('out', from, { text: block.text, doubt: beside }));
		return;
	}
	const typed = labelOf(block.text);
	// A list prints 3.2.1, and what is written says "Tiltak" or nothing.
	const label = typed.number === '' && block.number !== '' ? { ...typed, number: block.number } : typed;
	const last = lines.at(-1);
	if (last && isUnsaid(last) && label.kind === null && label.number === '' && block.level === null) {
		lines[lines.length - 1] = { ...last, text: block.text, from: [...last.from, ...from] };
		return;
	}
	if (label.kind !== null && label.text === '' && label.number === '') return labelAlone(reading, block, from, label.kind);
	if (block.level !== null) return readHeading(reading, block, from, label);
	readText(reading, block, from, label);
}

/** A goal, sub-goal or measure of which only the number is printed so far. */
const isUnsaid = ({ kind, text, number }: Found): boolean => text === '' && number !== '' && kind !== 'out';

function labelAlone(reading: Reading, block: Paragraph, from: number[], kind: LineKind): void {
	if (kind === 'goal' && block.level !== null)
		return readHeading(reading, block, from, { kind: null, number: block.number, text: block.text });
	reading.expected = kind;
	reading.lines.push(foundAs('out', from, { text: block.text, doubt: 'header' }));
}

function readHeading(reading: Reading, block: Paragraph, from: number[], label: Label): void {
	const level = block.level!;
	const { number, text } = label;
	reading.expected = null;
	const facts = factsIn(text);
	if (label.kind === 'goal') [reading.zone, reading.goals] = [level - 1, 'named'];
	if (label.kind !== null) return add(reading, label.kind, from, number, facts.text, facts.facts);
	const depth = reading.zone === null ? 0 : level - reading.zone;
	const isGoal = depth === 1 && reading.goals !== 'named';
	if (depth <= 0 || (depth === 1 && !isGoal)) {
		reading.zone = opensGoals.test(text) ? level : null;
		reading.goals = null;
		return add(reading, 'chapter', from, number, text, {});
	}
	if (isGoal) return add(reading, 'goal', from, number, facts.text, facts.facts);
	add(reading, depth === 2 ? (byNumber(reading, number) ?? 'subGoal') : 'measure', from, number, facts.text, facts.facts);
}

function readText(reading: Reading, block: Paragraph, from: number[], label: Label): void {
	const { lines } = reading;
	const { text, facts } = factsIn(label.text);
	const hasFacts = Object.keys(facts).length > 0;
	const last = lines.at(-1);
	if (hasFacts && text === '' && label.number === '' && last?.kind === 'measure') {
		if (Object.keys(facts).every((field) => last[field as keyof Written] === '')) {
			lines[lines.length - 1] = { ...last, ...facts, from: [...last.from, ...from] };
			return;
		}
	}
	if (hasFacts && text === '') {
		lines.push(foundAs('paragraph', from, { text: block.text, doubt: 'unsaid' }));
		return;
	}
	const isSaid = label.kind !== null && (label.number !== '' || label.kind !== 'goal' || reading.zone !== null);
	if (label.kind === 'goal' && isSaid) [reading.zone, reading.goals] = [reading.zone ?? 0, 'named'];
	if (isSaid) return add(reading, label.kind!, from, label.number, text, facts);
	const inGoals = reading.zone !== null && lines.some(({ kind }) => kind === 'goal');
	const told = inGoals ? byNumber(reading, label.number) : null;
	// A list that begins at 1 under every goal numbers no goal, and its numbers are no measure's.
	const isOwnList = block.listed && (told === null || told === 'goal');
	const kind = isOwnList ? null : told;
	if (kind !== null) return add(reading, kind, from, label.number, text, facts);
	if (reading.expected !== null && (block.listed || label.number !== '' || hasFacts))
		return add(reading, reading.expected, from, isOwnList ? '' : label.number, text, facts);
	if (inGoals && (block.listed || hasFacts)) return add(reading, 'measure', from, isOwnList ? '' : label.number, text, facts);
	lines.push(
		foundAs('paragraph', from, {
			text: block.number ? `${block.number}. ${block.text}` : block.text,
			doubt: reading.zone === null ? null : 'unsaid'
		})
	);
}

/** What a number says, by how far it goes beyond the goal's: 3 → 3.2 → 3.2.1, or 3 → 3.2 where nothing goes further; 3a. */
function byNumber({ goal, printed }: Reading, number: string): LineKind | null {
	if (goal === '' || number === '') return null;
	if (number === goal) return 'goal';
	if (new RegExp(`^${escaped(goal)}[a-z]$`).test(number)) return 'subGoal';
	if (!number.startsWith(`${goal}.`)) return number.split('.').length === goal.split('.').length ? 'goal' : null;
	const beyond = number.slice(goal.length + 1).split('.').length;
	if (beyond > 1) return 'measure';
	const parts = number.split('.').length;
	return [...printed].some((one) => one.split('.').length === parts + 1) ? 'subGoal' : 'measure';
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function add(reading: Reading, kind: LineKind, from: number[], number: string, text: string, facts: Partial<Written>): void {
	if (kind === 'goal') reading.goal = number;
	if (kind === 'goal' || kind === 'subGoal') reading.expected = null;
	reading.lines.push(foundAs(kind, from, { number, text, ...facts }));
}
