import {
	AlignmentType,
	BorderStyle,
	Document as Docx,
	Footer,
	HeadingLevel,
	ImageRun,
	Packer,
	PageNumber,
	Paragraph,
	Table,
	TableCell,
	TableLayoutType,
	TableRow,
	TextRun,
	WidthType
} from 'docx';
import { bcp47 } from '#lib/i18n/language.ts';
import { joined, pieces, textOf, type Words } from '#lib/i18n/named.ts';
import { laidOut, shares, visible, type Block, type Document } from './document.ts';

const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const ink = '1c242b';
const fjord = '00515e';
const quiet = '595148';
/** Between the margins of an A4 page: in twentieths of a point, and in pixels as Word reckons them. */
const width = { twentieths: 9026, pixels: 600 };

/** `document` as an Office Open XML file: real headings, lists and table headers that repeat, its language on every run. */
export async function docx(document: Document): Promise<Buffer> {
	const language = bcp47(document.locale);
	/* Word knows its own headings by name; others by their outline level. */
	const heading = (size: number, outlineLevel: number) => ({
		run: { size, bold: true, color: fjord, font: 'Calibri' },
		paragraph: { outlineLevel, keepNext: true, spacing: { before: 280, after: 120 } }
	});
	const file = new Docx({
		title: visible(textOf(document.title)),
		creator: visible(document.author),
		styles: {
			default: {
				document: { run: { font: 'Calibri', size: 22, color: ink, language: { value: language } }, paragraph: { spacing: { after: 120 } } },
				title: { run: { size: 44, bold: true, color: ink, font: 'Calibri' }, paragraph: { spacing: { after: 240 } } },
				heading1: heading(32, 0),
				heading2: heading(26, 1),
				heading3: heading(23, 2)
			},
			paragraphStyles: [
				{
					id: 'Caption',
					name: 'caption',
					basedOn: 'Normal',
					next: 'Normal',
					run: { bold: true, color: ink },
					paragraph: { keepNext: true, spacing: { before: 120, after: 80 } }
				}
			]
		},
		sections: [
			{
				properties: {},
				footers: {
					default: new Footer({
						children: [
							new Paragraph({
								alignment: AlignmentType.RIGHT,
								children: [new TextRun({ children: [visible(document.foot), document.foot ? ' · ' : '', PageNumber.CURRENT], size: 18 })]
							})
						]
					})
				},
				children: [
					new Paragraph({ heading: HeadingLevel.TITLE, children: runs(document.title, document) }),
					...laidOut(document).blocks.flatMap((block) => parts(block, document))
				]
			}
		]
	});
	return Packer.toBuffer(file);
}

/** The lines of a text as runs with breaks between them, and a run for each piece in a language of its own. */
function runs(
	words: Words,
	document: Document,
	more: { lang?: Document['locale'] | undefined; bold?: boolean; quiet?: boolean | undefined; quietAfter?: number; size?: number } = {}
): TextRun[] {
	let lineAt = 0;
	return pieces(words).flatMap(({ text, lang }) =>
		visible(text)
			.split('\n')
			.map((line, at) => {
				if (at > 0) lineAt++;
				return new TextRun({
					text: line,
					...(at > 0 && { break: 1 }),
					...(more.bold && { bold: true }),
					...(more.size && { size: more.size }),
					...((more.quiet || lineAt >= (more.quietAfter ?? Infinity)) && { color: quiet }),
					language: { value: bcp47(lang ?? more.lang ?? document.locale) }
				});
			})
	);
}

function parts(block: Block, document: Document): (Paragraph | Table)[] {
	if ('heading' in block) return [new Paragraph({ heading: levels[block.level], children: runs(block.heading, document, block) })];
	if ('text' in block) return [new Paragraph({ children: runs(block.text, document, block) })];
	if ('list' in block)
		return block.list.map((item) => new Paragraph({ bullet: { level: 0 }, children: runs(item, document, { quietAfter: 1 }) }));
	if ('facts' in block)
		return block.facts.map(
			([what, fact]) =>
				new Paragraph({ spacing: { after: 60 }, children: [...runs(`${what}: `, document, { bold: true }), ...runs(fact, document)] })
		);
	if ('picture' in block) return pictureParts(block.picture, document);
	if ('thread' in block) {
		const { quote, steps } = block.thread;
		return parts({ text: joined(['«', quote, '»'], '') }, document).concat(parts({ facts: steps }, document));
	}
	if ('chart' in block) return tableParts({ caption: block.chart.alt, head: block.chart.head, rows: block.chart.rows }, document);
	return tableParts(block.table, document);
}

function pictureParts(
	{ type, bytes, width: wide, height: high, alt, caption, lang }: Extract<Block, { picture: unknown }>['picture'],
	document: Document
) {
	const scale = Math.min(1, width.pixels / wide, 640 / high);
	const altText = { name: visible(alt).slice(0, 80), description: visible(alt), title: '' };
	const transformation = { width: Math.round(wide * scale), height: Math.round(high * scale) };
	return [
		new Paragraph({ keepNext: caption !== '', children: [new ImageRun({ type, data: Buffer.from(bytes), transformation, altText })] }),
		...(caption === '' ? [] : [new Paragraph({ children: runs(caption, document, { lang, quiet: true }) })])
	];
}

/** Lines between rows only, the header repeated on every page; a row of ordinary size is never cut in two. */
function tableParts({ caption, head, rows, quiet: isQuiet }: Extract<Block, { table: unknown }>['table'], document: Document) {
	const columnWidths = shares(head, rows).map((share) => Math.round(share * width.twentieths));
	const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
	const line = (size: number) => ({ style: BorderStyle.SINGLE, size, color: quiet });
	const cell = (text: Words, at: number, isHead = false) =>
		new TableCell({
			width: { size: columnWidths[at]!, type: WidthType.DXA },
			margins: { top: 50, bottom: 50, left: 70, right: 70 },
			...(isHead && { borders: { bottom: line(8) } }),
			children: [new Paragraph({ spacing: { after: 0 }, children: runs(text, document, { bold: isHead, quiet: isQuiet, size: 19 }) })]
		});
	return [
		...(textOf(caption) === ''
			? []
			: [new Paragraph({ style: 'Caption', children: runs(caption, document, { bold: true, quiet: isQuiet }) })]),
		new Table({
			columnWidths,
			layout: TableLayoutType.FIXED,
			width: { size: width.twentieths, type: WidthType.DXA },
			borders: { top: none, left: none, right: none, insideVertical: none, insideHorizontal: line(2), bottom: line(2) },
			rows: [
				new TableRow({ tableHeader: true, cantSplit: true, children: head.map((text, at) => cell(text, at, true)) }),
				...rows.map(
					(row) => new TableRow({ cantSplit: row.map(textOf).join('').length < 1500, children: row.map((text, at) => cell(text, at)) })
				)
			]
		}),
		new Paragraph({ children: [] })
	];
}
