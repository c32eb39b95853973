import type { Row } from './block.ts';
import { headOf, type Column, type Head } from './columns.ts';
import { labelOf } from './labels.ts';
import { nothingWritten, type Line, type LineKind } from './model.ts';

/** A line before it has an id. */
export type Found = Omit<Line, 'id'>;

export function foundAs(kind: LineKind, from: number[], more: Partial<Found> = {}): Found {
	return { ...nothingWritten, from, kind, number: '', text: '', factor: 1, doubt: null, unitId: null, elementId: null, ...more };
}

export type TableRow = { row: Row; from: number[] };

/** Rows that may stand above the headers of a table. */
const mostTitles = 15;

/**
 * The lines of one table. `before`: the headers of the table before it, which it goes on under when it has none of its own and as many
 * columns. A table that nobody knows the headers of becomes a paragraph a row, to be looked at.
 */
export function linesOfTable(rows: readonly TableRow[], before: Head | undefined): { lines: Found[]; head: Head | undefined } {
	const at = rows.slice(0, mostTitles).findIndex(({ row }) => headOf(row.cells) !== undefined);
	const widest = Math.max(...rows.map(({ row }) => row.cells.length));
	const head = at >= 0 ? headOf(rows[at]!.row.cells)! : before?.columns.length === widest ? before : undefined;
	if (!head) return { lines: rows.map(unknownRow), head: undefined };
	const reading: Reading = { head, goal: '', subGoal: '', lines: sheetGoal(rows[0]!) };
	for (const [index, row] of rows.entries()) {
		if (index < at) aboveHead(reading, row);
		else if (index === at || row.row.cells.join() === head.names.join())
			reading.lines.push(foundAs('out', row.from, { text: joinedCells(row), doubt: 'header' }));
		else readRow(reading, row);
	}
	return { lines: reading.lines, head };
}

type Reading = { head: Head; goal: string; subGoal: string; lines: Found[] };

const joinedCells = ({ row }: TableRow): string => row.cells.filter(Boolean).join(' | ');

/** A sheet that is named for a goal ("Mål 1 Bustad") holds its measures. */
function sheetGoal({ row, from }: TableRow): Found[] {
	const { kind, number, text } = labelOf(row.place.sheet ?? '');
	return kind === 'goal' && text !== '' ? [foundAs('goal', from, { number, text })] : [];
}

function unknownRow(row: TableRow): Found {
	const [only, ...others] = row.row.cells.filter(Boolean);
	const { kind, number, text } = labelOf(only ?? '');
	if (others.length === 0 && kind !== null && text !== '') return foundAs(kind, row.from, { number, text });
	return foundAs('paragraph', row.from, { text: joinedCells(row), doubt: 'columns' });
}

function aboveHead(reading: Reading, row: TableRow): void {
	const found = unknownRow(row);
	reading.lines.push(
		found.doubt === null ? found : { ...found, kind: 'out', doubt: row.row.place.sheet === undefined ? 'unsaid' : 'title' }
	);
}

function readRow(reading: Reading, row: TableRow): void {
	const { head, lines } = reading;
	const cell = (column: Column) => row.row.cells[head.columns.indexOf(column)]?.trim() ?? '';
	const said = [...new Set(row.row.cells.filter(Boolean))];
	if (/^(?:sum|totalt?|i alt)\b/i.test(said[0] ?? '')) {
		lines.push(foundAs('out', row.from, { text: joinedCells(row), doubt: 'sum' }));
		return;
	}
	if (said.length === 1 || (said.length === 2 && cell('number') !== '' && cell('measure') === '' && cell('goal') === '')) {
		if (cell('measure') === '' || labelOf(said.join(' ')).kind !== null) return sectionRow(reading, row, said.join(' '));
	}
	for (const column of ['goal', 'subGoal'] as const) {
		const text = cell(column);
		if (text === '' || text === reading[column]) continue;
		reading[column] = text;
		if (column === 'goal') reading.subGoal = '';
		const label = labelOf(text);
		lines.push(foundAs(column, row.from, { number: label.number, text: label.text || text }));
	}
	const measure = cell('measure');
	if (measure === '') {
		const rest = head.columns.flatMap((column, at) => (column === 'goal' || column === 'subGoal' ? [] : row.row.cells[at] || []));
		if (rest.length > 0) lines.push(foundAs('paragraph', row.from, { text: [rest].flat().join(' | '), doubt: 'columns' }));
		return;
	}
	lines.push(measureOf(head, row, measure, cell));
}

function measureOf(head: Head, row: TableRow, measure: string, cell: (column: Column) => string): Found {
	const label = labelOf(measure);
	const others = head.columns.flatMap((column, at) => {
		const value = row.row.cells[at]?.trim();
		return column === '' && value ? [head.names[at] ? `${head.names[at]}: ${value}` : value] : [];
	});
	return foundAs('measure', row.from, {
		number:
			cell('number')
				.replace(/^tiltak\s*/i, '')
				.replace(/[.):]+$/, '') || label.number,
		text: [label.text || measure, ...others].join('\n'),
		unit: cell('unit').replace(/\s*\n\s*/g, ', '),
		deadline: cell('deadline').replace(/\s+/g, ' '),
		cost: cell('cost').replace(/\s+/g, ' '),
		factor: head.factor,
		legalBasis: cell('legalBasis').replace(/\s+/g, ' '),
		status: cell('status'),
		aim: cell('aim'),
		doubt: others.length > 0 ? 'columns' : null
	});
}

/** A row with one thing said across the table: a goal or sub-goal that the rows after it stand under. */
function sectionRow(reading: Reading, row: TableRow, said: string): void {
	const { kind, number, text } = labelOf(said);
	const parts = number.split('.').filter(Boolean).length;
	const byNumber = parts > 1 ? 'subGoal' : 'goal';
	const isSure = kind !== null || number !== '';
	[reading.goal, reading.subGoal] = ['', ''];
	reading.lines.push(foundAs(kind ?? byNumber, row.from, { number, text: text || said, doubt: isSure ? null : 'unsaid' }));
}
