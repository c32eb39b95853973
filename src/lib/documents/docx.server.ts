import {
	AlignmentType,
	Document as Docx,
	Footer,
	HeadingLevel,
	Packer,
	PageNumber,
	Paragraph,
	Table,
	TableCell,
	TableRow,
	TextRun,
	WidthType
} from 'docx';
import { bcp47 } from '#lib/i18n/language.ts';
import { visible, type Block, type Document } from './document.ts';

const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const ink = '1c242b';
const fjord = '00515e';
const quiet = '595148';

/** `document` as an Office Open XML file: real headings, lists and table headers that repeat, its language on every run. */
export async function docx(document: Document): Promise<Buffer> {
	const language = bcp47(document.locale);
	const heading = (size: number) => ({
		run: { size, bold: true, color: fjord, font: 'Calibri' },
		paragraph: { spacing: { before: 280, after: 120 } }
	});
	const file = new Docx({
		title: visible(document.title),
		creator: visible(document.author),
		styles: {
			default: {
				document: { run: { font: 'Calibri', size: 22, color: ink, language: { value: language } }, paragraph: { spacing: { after: 120 } } },
				title: { run: { size: 44, bold: true, color: ink, font: 'Calibri' }, paragraph: { spacing: { after: 240 } } },
				heading1: heading(32),
				heading2: heading(26),
				heading3: heading(23)
			}
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
					...document.blocks.flatMap((block) => parts(block, document))
				]
			}
		]
	});
	return Packer.toBuffer(file);
}

/** The lines of a text as runs with breaks between them. */
function runs(
	text: string,
	document: Document,
	more: { lang?: Document['locale'] | undefined; bold?: boolean; quiet?: boolean | undefined } = {}
): TextRun[] {
	return visible(text)
		.split('\n')
		.map(
			(line, at) =>
				new TextRun({
					text: line,
					...(at > 0 && { break: 1 }),
					...(more.bold && { bold: true }),
					...(more.quiet && { color: quiet }),
					language: { value: bcp47(more.lang ?? document.locale) }
				})
		);
}

function parts(block: Block, document: Document): (Paragraph | Table)[] {
	if ('heading' in block) return [new Paragraph({ heading: levels[block.level], children: runs(block.heading, document, block) })];
	if ('text' in block) return [new Paragraph({ children: runs(block.text, document, block) })];
	if ('list' in block) return block.list.map((item) => new Paragraph({ bullet: { level: 0 }, children: runs(item, document) }));
	if ('facts' in block)
		return block.facts.map(
			([what, fact]) => new Paragraph({ children: [...runs(`${what}: `, document), ...runs(fact, document, { bold: true })] })
		);
	const { caption, head, rows, quiet: isQuiet } = block.table;
	const cell = (text: string, bold = false) =>
		new TableCell({
			margins: { top: 60, bottom: 60, left: 90, right: 90 },
			children: [new Paragraph({ children: runs(text, document, { bold, quiet: isQuiet }) })]
		});
	return [
		new Paragraph({ style: 'Caption', children: runs(caption, document, { bold: true, quiet: isQuiet }) }),
		new Table({
			width: { size: 100, type: WidthType.PERCENTAGE },
			rows: [
				new TableRow({ tableHeader: true, cantSplit: true, children: head.map((text) => cell(text, true)) }),
				...rows.map((row) => new TableRow({ children: row.map((text) => cell(text)) }))
			]
		}),
		new Paragraph({ children: [] })
	];
}
