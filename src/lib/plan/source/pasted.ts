import { paragraphOf, type Block } from './block.ts';

/**
 * Pasted text: a paragraph a line, a row of a table where a line has tabs; empty lines part tables. `#` before a line says that it is a
 * heading, which the page writes where the browser says so.
 */
export function blocksOfText(text: string): Block[] {
	const blocks: Block[] = [];
	let [table, row] = [0, 0];
	for (const [at, line] of text.split(/\r\n?|\n/).entries()) {
		const cells = line.split('\t').map((cell) => cell.trim());
		if (cells.filter(Boolean).length > 1) {
			if (row === 0) table++;
			blocks.push({ is: 'row', place: { table, row: ++row }, cells: cells.map((cell) => cell.replace(/^"(.*)"$/, '$1')) });
			continue;
		}
		if (line.trim() === '') row = 0;
		const [, marks, rest = ''] = /^(#{1,6}\s+)?(.*)$/.exec(line.trim())!;
		const listed = /^[•●▪◦*–·o-]\s+/.exec(rest)?.[0] ?? '';
		const said = rest.slice(listed.length).trim();
		if (said !== '') blocks.push(paragraphOf(said, at + 1, { level: marks ? marks.trim().length : null, listed: listed !== '' }));
	}
	return blocks;
}

/** The rows of a workbook; a sheet is a table. */
export function blocksOfSheets(sheets: readonly { name: string; rows: string[][] }[]): Block[] {
	return sheets.flatMap(({ name, rows }, sheet) =>
		rows.flatMap((cells, at): Block[] =>
			cells.every((cell) => cell.trim() === '')
				? []
				: [{ is: 'row', place: { table: sheet + 1, row: at + 1, sheet: name }, cells: cells.map((cell) => cell.trim()) }]
		)
	);
}
