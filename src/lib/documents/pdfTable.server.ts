import { shares, visible, type Block } from './document.ts';
import { ink, quiet, say, strong, text, type Pdf, type Structure } from './pdfText.server.ts';

const pad = 4;
const size = 9;
const lineGap = 1;

/**
 * A table with header cells in its structure. The header is repeated on every page for the eye only; a row that does not fit begins
 * the next page, and one that no page could hold goes on over as many as it needs, each cell being one cell of the structure still.
 */
export async function pdfTable(
	file: Pdf,
	root: Structure,
	{ caption, head, rows, quiet: isQuiet }: Extract<Block, { table: unknown }>['table']
): Promise<void> {
	const colour = isQuiet ? quiet : ink;
	const { left, right, top, bottom } = file.page.margins;
	const width = file.page.width - left - right;
	const widths = shares(head, rows).map((share) => share * width);
	const floor = file.page.height - bottom;
	const style = (isHead: boolean) =>
		file
			.font(isHead ? strong : text)
			.fontSize(size)
			.fillColor(colour);
	const heightOf = (cell: string, at: number) => file.heightOfString(cell || ' ', { width: widths[at]! - 2 * pad, lineGap });

	/** How much of `cell` fits in `room` points of height, cut between words; measured on no more of it than could fit. */
	const fitting = (cell: string, at: number, room: number): number => {
		let most = Math.ceil((widths[at]! / 3) * (room / size));
		if (cell.length <= most && heightOf(cell, at) <= room) return cell.length;
		most = Math.min(cell.length, most);
		for (;;) {
			const cut = cell.lastIndexOf(' ', most);
			// A word longer than a page is cut where it must, and never through a character.
			const end = cut > most / 2 ? cut + 1 : most - Number(/[\ud800-\udbff]/.test(cell[most - 1] ?? ''));
			const high = heightOf(cell.slice(0, end), at);
			if (high <= room || end <= 20) return end;
			most = Math.min(most - 10, Math.floor(end * (room / high) * 0.98));
		}
	};

	/** Writes one line of cells from where the page stands, `height` points of text high. */
	const draw = (cells: readonly string[], height: number, isHead: boolean, add: (at: number, write: () => void) => void) => {
		const y = file.y;
		let x = left;
		cells.forEach((cell, at) => {
			const from = x;
			add(at, () => void file.text(cell || ' ', from + pad, y + pad, { width: widths[at]! - 2 * pad, height: height + size, lineGap }));
			x += widths[at]!;
		});
		const under = y + height + 2 * pad;
		file.markContent('Artifact', { type: 'Layout' });
		file
			.moveTo(left, under)
			.lineTo(left + width, under)
			.lineWidth(isHead ? 1 : 0.4)
			.strokeColor(quiet)
			.stroke();
		file.endMarkedContent();
		file.x = left;
		file.y = under;
	};
	const headHeight = () => {
		style(true);
		return Math.max(...head.map((name, at) => heightOf(visible(name), at)));
	};
	const nextPage = () => {
		file.addPage();
		const high = headHeight();
		draw(head.map(visible), high, true, (_, write) => {
			file.markContent('Artifact', { type: 'Pagination' });
			write();
			file.endMarkedContent();
		});
		style(false);
	};

	const highest = headHeight();
	const page = floor - top - highest - 4 * pad;
	if (file.y + 2 * highest + 70 > floor) file.addPage();
	say(file, root, 'P', visible(caption), () => file.font(strong).fontSize(10.5).fillColor(colour));
	const struct = file.struct('Table');
	root.add(struct);
	const line = (words: readonly string[], isHead: boolean) => {
		const row = file.struct('TR');
		struct.add(row);
		const cells = words.map(() => file.struct(isHead ? 'TH' : 'TD', isHead ? ({ scope: 'Column' } as object) : {}));
		for (const cell of cells) row.add(cell);
		style(isHead);
		let rest = words.map(visible);
		for (;;) {
			let fits = rest.map((cell, at) => fitting(cell, at, page));
			const isWhole = rest.every((cell, at) => fits[at] === cell.length);
			// What must be cut anyhow begins here, if here is room worth it.
			const room = floor - file.y - 2 * pad;
			if (!isWhole && room > 120) fits = rest.map((cell, at) => fitting(cell, at, room));
			const here = rest.map((cell, at) => cell.slice(0, fits[at]));
			const height = Math.max(...here.map(heightOf));
			if (file.y + height + 2 * pad > floor + 0.01) nextPage();
			draw(here, height, isHead, (at, write) => void cells[at]!.add(write));
			if (isWhole) break;
			rest = rest.map((cell, at) => cell.slice(fits[at]));
		}
		for (const cell of cells) cell.end();
		row.end();
	};
	line(head, true);
	let written = 0;
	for (const row of rows) {
		line(row, false);
		// The boards of a hall hang on the same event loop.
		if (++written % 25 === 0) await new Promise((resolve) => setImmediate(resolve));
	}
	struct.end();
	file.moveDown(1);
}
