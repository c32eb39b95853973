import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { bcp47 } from '#lib/i18n/language.ts';
import { sliced, split, textOf, type Words } from '#lib/i18n/named.ts';
import { visible, visibleWords, type Block, type Document, type Picture } from './document.ts';
import { pdfTable } from './pdfTable.server.ts';
import { ink, quiet, say, strong, text, writePieces, type Pdf, type Structure } from './pdfText.server.ts';

const fjord = '#00515e';
const sizes = { 1: 17, 2: 14, 3: 12 } as const;

/**
 * `document` as a tagged PDF that declares PDF/A-2a: headings, paragraphs, lists and tables with header cells are in its structure tree,
 * with title, language and fonts in the file. `createdAt` is an instant: the same document at the same time is the same bytes save for
 * the file's id.
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
			Title: visible(textOf(document.title)),
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
	say(file, root, 'H1', document.title, () => file.font(strong).fontSize(22).fillColor(ink));
	file.moveDown(0.5);
	let written = 0;
	for (const block of document.blocks) {
		await write(file, root, block);
		// A long plan takes seconds, and the boards of a hall hang on the same event loop.
		if (++written % 10 === 0) await yieldToEventLoop();
	}
	root.end();
	numberPages(file, visible(document.foot));
	file.end();
	await ended;
	return Buffer.concat(chunks);
}

async function write(file: Pdf, root: Structure, block: Block): Promise<void> {
	const body = () => file.font(text).fontSize(10.5).fillColor(ink);
	if ('heading' in block) {
		if (file.y > file.page.height - 130) file.addPage();
		file.moveDown(0.6);
		const colour = block.quiet ? quiet : fjord;
		const { lang } = block;
		say(file, root, `H${block.level + 1}`, block.heading, () => file.font(strong).fontSize(sizes[block.level]).fillColor(colour), {
			lang
		});
	} else if ('text' in block) {
		for (const paragraph of split(visibleWords(block.text), /\n{2,}/g))
			say(file, root, 'P', paragraph, () => (block.quiet ? body().fillColor(quiet) : body()), block);
	} else if ('facts' in block) {
		for (const [what, fact] of block.facts) {
			const line = file.struct('P');
			root.add(line);
			line.add(() => {
				const gaps = { continued: true, paragraphGap: 2, lineGap: 2 };
				body()
					.font(strong)
					.text(`${visible(what)}: `, file.page.margins.left, file.y, gaps);
			});
			writePieces(
				file,
				(part) => void line.add(part),
				fact,
				({ text: words, continued }) => file.font(text).text(words, { continued })
			);
			line.end();
		}
		file.y += 4;
	} else if ('list' in block) {
		const list = file.struct('L');
		root.add(list);
		for (const item of block.list) writeItem(file, list, item);
		list.end();
		file.y += 2;
	} else if ('picture' in block) {
		writePicture(file, root, block.picture);
	} else {
		await pdfTable(file, root, block.table);
	}
}

/** A bullet with what it says beside it, and the lines after the first in grey. */
function writeItem(file: Pdf, list: Structure, item: Words): void {
	const words = visibleWords(item);
	const whole = textOf(words);
	const [first = '', rest] = whole.split(/\n(.*)/s);
	const x = file.page.margins.left + 12;
	const width = file.page.width - file.page.margins.right - x;
	file.font(text).fontSize(10.5);
	const high = file.heightOfString(whole, { width, lineGap: 2 });
	// The bullet stays with its words.
	if (high < 300 && file.y + high > file.page.height - file.page.margins.bottom) file.addPage();
	const line = file.struct('LI');
	list.add(line);
	const top = file.y;
	line.add(file.struct('Lbl', {}, () => void file.fillColor(ink).text('•', file.page.margins.left, top, { lineBreak: false })));
	file.y = top;
	const said = file.struct('LBody');
	line.add(said);
	const small = () => file.font(text).fontSize(9.5).fillColor(quiet);
	say(file, said, 'P', sliced(words, 0, first.length), () => file.font(text).fontSize(10.5).fillColor(ink), { x, gap: rest ? 0 : 4 });
	if (rest) say(file, said, 'P', sliced(words, first.length + 1), small, { x, gap: 4 });
	said.end();
	line.end();
}

/** As wide as the column and no higher than half a page, its caption kept with it. */
function writePicture(file: Pdf, root: Structure, { bytes, width: wide, height: high, alt, caption, lang }: Picture): void {
	const { left, right, bottom } = file.page.margins;
	const scale = Math.min((file.page.width - left - right) / wide, 340 / high, 0.75);
	const [width, height] = [wide * scale, high * scale];
	if (file.y + height + (caption ? 40 : 10) > file.page.height - bottom) file.addPage();
	const top = file.y + 4;
	// The types of pdfkit do not know `bbox`, which readers of a tagged PDF want of a figure.
	const figure = { alt: visible(alt), bbox: [left, top, left + width, top + height], ...(lang && { lang: bcp47(lang) }) } as object;
	root.add(file.struct('Figure', figure, () => void file.image(Buffer.from(bytes), left, top, { width, height })));
	file.x = left;
	file.y = top + height + 5;
	if (caption) say(file, root, 'Caption', caption, () => file.font(text).fontSize(9.5).fillColor(quiet), { lang, gap: 8 });
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
