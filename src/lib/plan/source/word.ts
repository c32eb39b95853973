import type { Xml } from '#lib/documents/unpack.server.ts';
import { paragraphOf, type Block, type Paragraph } from './block.ts';
import { childOf, childrenOf, counterOf, valueOf } from './numbering.ts';

type Style = { name: string; level: number | null; numId: string | null; numLevel: number; bold: boolean; size: number | null };

type Reading = {
	styles: Map<string, Style>;
	count: (numId: string, level: number) => string;
	blocks: Block[];
	paragraphs: number;
	tables: number;
};

/**
 * The paragraphs and rows of a Word document in the order they are read, with what their styles and lists say of them. Footnotes and
 * endnotes come last; text that is marked as deleted is left out, as Word prints it.
 */
export function blocksOfWord(parts: Partial<Record<string, Xml>>): Block[] {
	const reading: Reading = { styles: stylesOf(parts.styles), count: counterOf(parts.numbering), blocks: [], paragraphs: 0, tables: 0 };
	readInto(reading, childOf(childOf(parts.document, 'document'), 'body'));
	for (const notes of [
		childrenOf(childOf(parts.footnotes, 'footnotes'), 'footnote'),
		childrenOf(childOf(parts.endnotes, 'endnotes'), 'endnote')
	])
		for (const note of notes) if (note.attributes.type === undefined) readInto(reading, note, 'note');
	return reading.blocks;
}

/** Elements that only hold what stands in them: content controls, tracked insertions, links, fields. */
const holders = new Set(['sdt', 'sdtContent', 'ins', 'moveTo', 'customXml', 'smartTag', 'hyperlink', 'fldSimple']);

function readInto(reading: Reading, holder: Xml | undefined, beside: Paragraph['beside'] = null): void {
	for (const child of holder?.inside ?? []) {
		if (typeof child === 'string') continue;
		if (child.name === 'p') readParagraph(reading, child, beside);
		else if (child.name === 'tbl') readTable(reading, child);
		else if (holders.has(child.name)) readInto(reading, child, isContents(child) ? 'contents' : beside);
	}
}

const isContents = (element: Xml): boolean =>
	valueOf(childOf(childOf(element, 'sdtPr'), 'docPartObj'), 'docPartGallery') === 'Table of Contents';

function readParagraph(reading: Reading, element: Xml, beside: Paragraph['beside']): void {
	const place = ++reading.paragraphs;
	const properties = childOf(element, 'pPr');
	const style = reading.styles.get(valueOf(properties, 'pStyle') ?? '') ?? reading.styles.get('');
	const runs = runsOf(element);
	const text = runs
		.map((run) => run.text)
		.join('')
		.replace(/[^\S\n\t]+/g, ' ')
		.trim();
	const own = childOf(properties, 'numPr');
	const numId = valueOf(own, 'numId') ?? style?.numId ?? '0';
	const level = Number(valueOf(own, 'ilvl') ?? style?.numLevel ?? 0);
	const outline = valueOf(properties, 'outlineLvl');
	if (text !== '') {
		const written = runs.filter((run) => run.text.trim() !== '');
		reading.blocks.push(
			paragraphOf(text, place, {
				level: outline === undefined || Number(outline) > 8 ? (style?.level ?? null) : Number(outline) + 1,
				number: numId === '0' ? '' : reading.count(numId, level),
				listed: numId !== '0',
				bold: written.every((run) => run.bold ?? style?.bold ?? false),
				size: Math.max(...written.map((run) => run.size ?? style?.size ?? 11)),
				beside: besideBy(style?.name ?? '') ?? beside
			})
		);
	}
	if (hasPicture(element)) reading.blocks.push(paragraphOf('', place, { beside: 'picture' }));
	for (const box of boxesIn(element)) readInto(reading, box, beside);
}

/** What a built-in style says that a paragraph is besides the text of the plan. */
function besideBy(style: string): Paragraph['beside'] {
	if (/^(title|tittel|subtitle|undertittel)$/i.test(style)) return 'title';
	return /^(toc|innhold|innhald)/i.test(style) ? 'contents' : null;
}

type Run = { text: string; bold: boolean | undefined; size: number | undefined };

function runsOf(element: Xml): Run[] {
	return element.inside.flatMap((child) => {
		if (typeof child === 'string') return [];
		if (holders.has(child.name)) return runsOf(child);
		if (child.name !== 'r') return [];
		const properties = childOf(child, 'rPr');
		const size = valueOf(properties, 'sz');
		const bold = childOf(properties, 'b');
		return [
			{
				text: child.inside.map(textOfRun).join(''),
				bold: bold && !/^(0|false|off)$/.test(bold.attributes.val ?? ''),
				size: size === undefined ? undefined : Number(size) / 2
			}
		];
	});
}

function textOfRun(child: Xml | string): string {
	if (typeof child === 'string') return '';
	if (child.name === 't') return child.inside.join('');
	if (child.name === 'tab') return '\t';
	if (child.name === 'br' || child.name === 'cr') return '\n';
	return child.name === 'noBreakHyphen' ? '-' : '';
}

/** Text boxes stand inside of a run of the paragraph that they are anchored to. */
function boxesIn(element: Xml): Xml[] {
	return element.inside.flatMap((child) => {
		if (typeof child === 'string' || child.name === 'p' || child.name === 'tbl') return [];
		return child.name === 'txbxContent' ? [child] : boxesIn(child);
	});
}

function hasPicture(element: Xml): boolean {
	return childrenOf(element, 'r').some((run) => (childOf(run, 'drawing') || childOf(run, 'pict')) && boxesIn(run).length === 0);
}

function readTable(reading: Reading, table: Xml): void {
	const number = ++reading.tables;
	let above: string[] = [];
	for (const [at, row] of rowsIn(table).entries()) {
		const cells: string[] = [];
		for (const cell of cellsIn(row)) {
			const properties = childOf(cell, 'tcPr');
			const merge = childOf(properties, 'vMerge');
			const isBelow = merge !== undefined && merge.attributes.val !== 'restart';
			cells.push(isBelow ? (above[cells.length] ?? '') : textOfCell(reading, cell));
			for (let span = Number(valueOf(properties, 'gridSpan') ?? 1); span > 1 && cells.length < 60; span--) cells.push('');
		}
		above = cells;
		if (cells.some((cell) => cell !== '')) reading.blocks.push({ is: 'row', place: { table: number, row: at + 1 }, cells });
	}
}

const within = (element: Xml, name: string): Xml[] =>
	element.inside.flatMap((child) => {
		if (typeof child === 'string') return [];
		return child.name === name ? [child] : holders.has(child.name) ? within(child, name) : [];
	});
const rowsIn = (table: Xml): Xml[] => within(table, 'tr');
const cellsIn = (row: Xml): Xml[] => within(row, 'tc');

/** The paragraphs of a cell, and of a table within it, a line each; the numbers of its lists are printed. */
function textOfCell(reading: Reading, cell: Xml): string {
	const inner: Reading = { ...reading, blocks: [], paragraphs: 0, tables: 0 };
	readInto(inner, cell);
	return inner.blocks
		.map((block) => (block.is === 'row' ? block.cells.filter(Boolean).join(' | ') : [block.number, block.text].filter(Boolean).join(' ')))
		.filter(Boolean)
		.join('\n');
}

/** The styles of paragraphs with what they inherit; '' is the default one. */
function stylesOf(styles: Xml | undefined): Map<string, Style> {
	const root = childOf(styles, 'styles');
	const rows = new Map(childrenOf(root, 'style').map((style) => [style.attributes.styleId ?? '', style]));
	const defaults = childOf(childOf(childOf(root, 'docDefaults'), 'rPrDefault'), 'rPr');
	const found = new Map<string, Style>();
	const read = (id: string, depth: number): Style => {
		const row = rows.get(id);
		const basis = row && valueOf(row, 'basedOn');
		const under = basis !== undefined && depth < 20 && rows.has(basis) ? read(basis, depth + 1) : nothing(defaults);
		if (!row) return under;
		const name = valueOf(row, 'name') ?? '';
		const [paragraph, run] = [childOf(row, 'pPr'), childOf(row, 'rPr')];
		const outline = valueOf(paragraph, 'outlineLvl');
		const heading = /^(?:heading|overskrift)\s*(\d)/i.exec(name) ?? /^(?:heading|overskrift)(\d)/i.exec(id);
		const numbered = childOf(paragraph, 'numPr');
		const size = valueOf(run, 'sz');
		const bold = childOf(run, 'b');
		return {
			name,
			level: heading ? Number(heading[1]) : outline !== undefined && Number(outline) < 9 ? Number(outline) + 1 : under.level,
			numId: valueOf(numbered, 'numId') ?? under.numId,
			numLevel: Number(valueOf(numbered, 'ilvl') ?? (heading ? Number(heading[1]) - 1 : under.numLevel)),
			bold: bold ? !/^(0|false|off)$/.test(bold.attributes.val ?? '') : under.bold,
			size: size === undefined ? under.size : Number(size) / 2
		};
	};
	for (const id of rows.keys()) found.set(id, read(id, 0));
	const normal = [...rows].find(([, row]) => row.attributes.type === 'paragraph' && row.attributes.default === '1')?.[0];
	found.set('', normal === undefined ? nothing(defaults) : found.get(normal)!);
	return found;
}

function nothing(defaults: Xml | undefined): Style {
	const size = valueOf(defaults, 'sz');
	return { name: '', level: null, numId: null, numLevel: 0, bold: false, size: size === undefined ? null : Number(size) / 2 };
}
