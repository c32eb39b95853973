import PDFDocument from 'pdfkit';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bcp47 } from '#lib/i18n/language.ts';
import { visible, type Block, type Document } from './document.ts';

const ink = '#1c242b';
const fjord = '#00515e';
const quiet = '#595148';
const sizes = { 1: 17, 2: 14, 3: 12 } as const;

/** Roboto (Apache 2.0), as pdfmake brings it: PDF/A wants its fonts in the file. */
const roboto = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');
/** Named by their files: pdfkit opens and reads a font anew each time an alias of the default font is asked for (seconds in a long plan). */
const text = join(roboto, 'Roboto-Regular.ttf');
const strong = join(roboto, 'Roboto-Medium.ttf');

type Pdf = InstanceType<typeof PDFDocument>;
type Structure = ReturnType<Pdf['struct']>;

/**
 * `document` as a tagged PDF that declares PDF/A-2a: headings, paragraphs, lists and tables with header cells are in its structure tree, with title,
 * language and fonts in the file. `createdAt` is an instant: the same document at the same time is the same bytes save for the file's id.
 */
export async function pdf(document: Document, createdAt: string): Promise<Buffer> {
	const file = new PDFDocument({
		size: 'A4',
		margins: { top: 64, bottom: 64, left: 62, right: 62 },
		pdfVersion: '1.7',
		subset: 'PDF/A-2a',
		tagged: true,
		lang: bcp47(document.locale),
		displayTitle: true,
		bufferPages: true,
		info: {
			Title: visible(document.title),
			Author: visible(document.author),
			CreationDate: new Date(createdAt),
			ModDate: new Date(createdAt)
		},
		font: text
	} as PDFKit.PDFDocumentOptions);
	const chunks: Buffer[] = [];
	file.on('data', (chunk: Buffer) => chunks.push(chunk));
	const ended = new Promise<void>((resolve, reject) => {
		file.on('end', resolve);
		file.on('error', reject);
	});
	const root = file.struct('Document');
	file.addStructure(root);
	say(file, root, 'H1', visible(document.title), () => file.font(strong).fontSize(22).fillColor(ink));
	file.moveDown(0.5);
	let written = 0;
	for (const block of document.blocks) {
		write(file, root, block);
		// A long plan takes seconds, and the boards of a hall hang on the same event loop.
		if (++written % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
	}
	root.end();
	numberPages(file, visible(document.foot));
	file.end();
	await ended;
	return Buffer.concat(chunks);
}

/** One piece of text as one element of the structure. */
function say(
	file: Pdf,
	parent: Structure,
	type: string,
	words: string,
	style: () => unknown,
	options: PDFKit.Mixins.TextOptions = {}
): void {
	parent.add(
		file.struct(type, {}, () => {
			style();
			file.text(words === '' ? ' ' : words, file.page.margins.left, file.y, { paragraphGap: 5, lineGap: 2, ...options });
		})
	);
}

function write(file: Pdf, root: Structure, block: Block): void {
	const body = () => file.font(text).fontSize(10.5).fillColor(ink);
	if ('heading' in block) {
		if (file.y > file.page.height - 150) file.addPage();
		file.moveDown(0.6);
		say(file, root, `H${block.level + 1}`, visible(block.heading), () =>
			file
				.font(strong)
				.fontSize(sizes[block.level])
				.fillColor(block.quiet ? quiet : fjord)
		);
	} else if ('text' in block) {
		say(file, root, 'P', visible(block.text), () => (block.quiet ? body().fillColor(quiet) : body()));
	} else if ('facts' in block) {
		for (const [what, fact] of block.facts) say(file, root, 'P', `${visible(what)}: ${visible(fact)}`, body);
	} else if ('list' in block) {
		const list = file.struct('L');
		root.add(list);
		for (const item of block.list) {
			const line = file.struct('LI');
			list.add(line);
			say(file, line, 'LBody', `•  ${visible(item)}`, body, { indent: 0 });
			line.end();
		}
		list.end();
	} else {
		table(file, root, block.table);
	}
}

/** Columns share the width by how much stands in them; a row that does not fit begins the next page, where the header is repeated for the eye only. */
function table(file: Pdf, root: Structure, { caption, head, rows, quiet: isQuiet }: Extract<Block, { table: unknown }>['table']): void {
	const pad = 4;
	const colour = isQuiet ? quiet : ink;
	const { left, right, bottom } = file.page.margins;
	const width = file.page.width - left - right;
	const weights = head.map((name, at) =>
		Math.min(34, Math.max(9, name.length, ...rows.map((row) => Math.min(34, (row[at] ?? '').length))))
	);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const widths = weights.map((weight) => (weight / total) * width);
	say(file, root, 'P', visible(caption), () => file.font(strong).fontSize(10.5).fillColor(colour));
	const struct = file.struct('Table');
	root.add(struct);
	const line = (cells: readonly string[], isHead: boolean, parent: Structure | null) => {
		file
			.font(isHead ? strong : text)
			.fontSize(9)
			.fillColor(colour);
		const room = file.page.height - file.page.margins.top - bottom - 40;
		const heights = cells.map((cell, at) => file.heightOfString(cell || ' ', { width: widths[at]! - 2 * pad, lineGap: 1 }));
		const height = Math.min(room, Math.max(...heights)) + 2 * pad;
		if (file.y + height > file.page.height - bottom) {
			file.addPage();
			if (!isHead) line(head.map(visible), true, null);
			file
				.font(isHead ? strong : text)
				.fontSize(9)
				.fillColor(colour);
		}
		const top = file.y;
		let x = left;
		const row = parent && file.struct('TR');
		if (row) parent.add(row);
		cells.forEach((cell, at) => {
			const write = () =>
				void file.text(cell || ' ', x + pad, top + pad, { width: widths[at]! - 2 * pad, height: height - pad, lineGap: 1, ellipsis: true });
			if (row) row.add(file.struct(isHead ? 'TH' : 'TD', {}, write));
			else {
				file.markContent('Artifact', { type: 'Pagination' });
				write();
				file.endMarkedContent();
			}
			x += widths[at]!;
		});
		row?.end();
		file.markContent('Artifact', { type: 'Layout' });
		file
			.moveTo(left, top + height)
			.lineTo(left + width, top + height)
			.lineWidth(isHead ? 1 : 0.4)
			.strokeColor(quiet)
			.stroke();
		file.endMarkedContent();
		file.x = left;
		file.y = top + height;
	};
	line(head.map(visible), true, struct);
	for (const row of rows) line(row.map(visible), false, struct);
	struct.end();
	file.moveDown(1);
}

function numberPages(file: Pdf, foot: string): void {
	const { start, count } = file.bufferedPageRange();
	for (let page = start; page < start + count; page++) {
		file.switchToPage(page);
		const { left, right, bottom } = file.page.margins;
		file.page.margins.bottom = 0;
		file.markContent('Artifact', { type: 'Pagination' });
		file
			.font(text)
			.fontSize(8.5)
			.fillColor(quiet)
			.text([foot, `${page + 1} / ${count}`].filter(Boolean).join(' · '), left, file.page.height - 40, {
				width: file.page.width - left - right,
				align: 'right',
				lineBreak: false
			});
		file.endMarkedContent();
		file.page.margins.bottom = bottom;
	}
}
