import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { sliced, textOf, type Name, type Words } from '#lib/i18n/named.ts';
import { shares, visible, visibleWords, type Block } from './document.ts';
import { ink, quiet, say, strong, text, writePieces, type Pdf, type Structure } from './pdfText.server.ts';

type Table = Extract<Block, { table: unknown }>['table'];
/** Puts what `write` draws into the structure of the cell at `at`. */
type AddCell = (at: number, part: Structure | (() => void)) => void;

const pad = 4;
const size = 9;
const lineGap = 1;

/**
 * A table with header cells in its structure. The header is repeated on every page for the eye only; a row that does not fit begins
 * the next page, and one that no page could hold goes on over as many as it needs, each cell being one cell of the structure still.
 */
export async function pdfTable(file: Pdf, root: Structure, table: Table): Promise<void> {
	const writer = new TableWriter(file, table);
	writer.begin(root);
	let written = 0;
	for (const row of table.rows) {
		writer.row(row, false);
		// Gives the event loop, which serves the boards too, a turn.
		if (++written % 25 === 0) await yieldToEventLoop();
	}
	writer.end();
}

/** Writes one table: rows cut to what a page holds, each cell into its element of the structure. */
class TableWriter {
	readonly #file: Pdf;
	readonly #table: Table;
	readonly #colour: string;
	readonly #left: number;
	readonly #width: number;
	/** Of each column, with its padding. */
	readonly #widths: number[];
	/** Where the text of a page ends. */
	readonly #floor: number;
	readonly #struct: Structure;
	/** The height of a row's text that a page below its repeated header can hold. */
	#pageHeight = 0;

	constructor(file: Pdf, table: Table) {
		const { left, right, bottom } = file.page.margins;
		this.#file = file;
		this.#table = table;
		this.#colour = table.quiet ? quiet : ink;
		this.#left = left;
		this.#width = file.page.width - left - right;
		this.#widths = shares(table.head, table.rows).map((share) => share * this.#width);
		this.#floor = file.page.height - bottom;
		this.#struct = file.struct('Table');
	}

	/** Writes the caption and the header row; on the next page where this one has no room for them and a row. */
	begin(root: Structure): void {
		const file = this.#file;
		const headHeight = this.#headHeight();
		this.#pageHeight = this.#floor - file.page.margins.top - headHeight - 4 * pad;
		if (file.y + 2 * headHeight + 70 > this.#floor) file.addPage();
		say(file, root, 'P', this.#table.caption, () => file.font(strong).fontSize(10.5).fillColor(this.#colour));
		root.add(this.#struct);
		this.row(this.#table.head, true);
	}

	/** Writes a row, over several pages if no page could hold it. */
	row(words: readonly Words[], isHead: boolean): void {
		const file = this.#file;
		const row = file.struct('TR');
		this.#struct.add(row);
		const cells = words.map(() => file.struct(isHead ? 'TH' : 'TD', isHead ? ({ scope: 'Column' } as object) : {}));
		for (const cell of cells) row.add(cell);
		this.#style(isHead);
		const add: AddCell = (at, part) => void cells[at]!.add(part);
		let rest: Name[][] | null = words.map(visibleWords);
		while (rest) rest = this.#rowPart(rest, isHead, add);
		for (const cell of cells) cell.end();
		row.end();
	}

	end(): void {
		this.#struct.end();
		this.#file.moveDown(1);
	}

	/** Writes as much of a row as fits on a page, and gives the rest; null when all of it is written. */
	#rowPart(rest: readonly Name[][], isHead: boolean, add: AddCell): Name[][] | null {
		const texts = rest.map(textOf);
		let fits = texts.map((cell, at) => this.#fitting(cell, at, this.#pageHeight));
		const isWhole = texts.every((cell, at) => fits[at] === cell.length);
		// What must be cut anyhow begins on this page, if there is room worth it.
		const room = this.#floor - this.#file.y - 2 * pad;
		if (!isWhole && room > 120) fits = texts.map((cell, at) => this.#fitting(cell, at, room));
		const height = Math.max(...texts.map((cell, at) => this.#heightOf(cell.slice(0, fits[at]), at)));
		if (this.#file.y + height + 2 * pad > this.#floor + 0.01) this.#nextPage();
		const part = rest.map((cell, at) => sliced(cell, 0, fits[at]));
		this.#draw(part, height, isHead, add);
		return isWhole ? null : rest.map((cell, at) => sliced(cell, fits[at]!));
	}

	/** How much of `cell` fits in `room` points of height, cut between words; measured on no more of it than could fit. */
	#fitting(cell: string, at: number, room: number): number {
		let max = Math.ceil((this.#widths[at]! / 3) * (room / size));
		if (cell.length <= max && this.#heightOf(cell, at) <= room) return cell.length;
		max = Math.min(cell.length, max);
		for (;;) {
			const cut = cell.lastIndexOf(' ', max);
			// A word longer than a page is cut where it must, and never within a surrogate pair.
			const end = cut > max / 2 ? cut + 1 : max - Number(/[\ud800-\udbff]/.test(cell[max - 1] ?? ''));
			const height = this.#heightOf(cell.slice(0, end), at);
			if (height <= room || end <= 20) return end;
			max = Math.min(max - 10, Math.floor(end * (room / height) * 0.98));
		}
	}

	/** Writes one line of cells from where the page stands, `height` points of text high, with a rule under it. */
	#draw(cells: readonly Words[], height: number, isHead: boolean, add: AddCell): void {
		const file = this.#file;
		const y = file.y;
		let x = this.#left;
		cells.forEach((cell, at) => {
			const from = x;
			const width = this.#widths[at]!;
			const box = { width: width - 2 * pad, height: height + size, lineGap };
			writePieces(
				file,
				(part) => add(at, part),
				cell,
				({ text: piece, first, continued }) => {
					if (first) file.text(piece, from + pad, y + pad, { ...box, continued });
					else file.text(piece, { continued });
				}
			);
			x += width;
		});
		const under = y + height + 2 * pad;
		file.markContent('Artifact', { type: 'Layout' });
		file
			.moveTo(this.#left, under)
			.lineTo(this.#left + this.#width, under)
			.lineWidth(isHead ? 1 : 0.4)
			.strokeColor(quiet)
			.stroke();
		file.endMarkedContent();
		file.x = this.#left;
		file.y = under;
	}

	/** Begins a page with the header once more, which readers of the structure do not meet twice. */
	#nextPage(): void {
		const file = this.#file;
		file.addPage();
		const head = this.#table.head.map(visible);
		this.#draw(head, this.#headHeight(), true, (_, part) => {
			file.markContent('Artifact', { type: 'Pagination' });
			if (typeof part === 'function') part();
			file.endMarkedContent();
		});
		this.#style(false);
	}

	#headHeight(): number {
		this.#style(true);
		return Math.max(...this.#table.head.map((name, at) => this.#heightOf(visible(name), at)));
	}

	#heightOf(cell: string, at: number): number {
		return this.#file.heightOfString(cell || ' ', { width: this.#widths[at]! - 2 * pad, lineGap });
	}

	#style(isHead: boolean): void {
		this.#file
			.font(isHead ? strong : text)
			.fontSize(size)
			.fillColor(this.#colour);
	}
}
