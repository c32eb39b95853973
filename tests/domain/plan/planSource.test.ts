import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '#lib/plan/source/block.ts';
import { blocksIn } from '#lib/plan/source/blocks.server.ts';
import { readCost, readDeadline, readStatus } from '#lib/plan/source/facts.ts';
import { factsIn, labelOf } from '#lib/plan/source/labels.ts';
import { recognised } from '#lib/plan/source/recognise.ts';
import { blocksOfText } from '#lib/plan/source/pasted.ts';
import { printedPlan, styledDocx } from '../../support/plans.ts';
import { workbook, zip } from '../../support/workbook.ts';

describe('What a plan says of a measure', () => {
	test('is a last day where it can mean one day only', () => {
		const read: [string, string | null][] = [
			['innan utgangen av 2018', '2018-12-31'],
			['I løpet av 2018.', '2018-12-31'],
			['2018', '2018-12-31'],
			['1. kvartal 2017', '2017-03-31'],
			['Q3 2017', '2017-09-30'],
			['2. halvår 2016', '2016-12-31'],
			['2. tertial 2016', '2016-08-31'],
			['2016–2019', '2019-12-31'],
			['2016 - 2019', '2019-12-31'],
			['februar 2016', '2016-02-29'],
			['1.7.2017', '2017-07-01'],
			['innan 1. juli 2017', '2017-07-01'],
			['2017-07-01', '2017-07-01'],
			['innan 2018', null],
			['hausten 2018', null],
			['løpande', null],
			['heile perioden', null],
			['5. kvartal 2017', null],
			['2019–2016', null],
			['31.02.2017', null],
			['når det er råd til det', null]
		];
		expect(read.map(([written]) => [written, readDeadline(written)])).toEqual(read);
	});

	test('is a sum where it is one for the whole, in kroner', () => {
		const read: [string, number | null][] = [
			['kr 350 000', 350_000],
			['350.000,-', 350_000],
			['350 000 kr', 350_000],
			['Kr. 350 000', 350_000],
			['0,5 mill.', 500_000],
			['1,25 mill. kr', 1_250_000],
			['350 tkr', 350_000],
			['innanfor ramma', 0],
			['Innenfor eksisterende rammer', 0],
			['0', 0],
			['ca. 200 000', null],
			['350 000 per år', null],
			['200 000–300 000', null],
			['0,333333333 mill.', null],
			['må vurderast', null]
		];
		expect(read.map(([written]) => [written, readCost(written)])).toEqual(read);
		expect([readCost('350', 1000), readCost('1,5', 1_000_000), readCost('350 kr', 1000)]).toEqual([350_000, 1_500_000, null]);
	});

	test('is a status that Samling has, or none', () => {
		expect(['I gang', 'Gjennomført', 'ikkje starta', 'utgår', 'nesten ferdig'].map(readStatus)).toEqual([
			'ongoing',
			'done',
			'notStarted',
			'stopped',
			null
		]);
	});

	test('is found behind labels, with nothing lost between them', () => {
		expect(factsIn('Opne kontor. Ansvar: Nav. Frist: 2018. Kostnad: 0,5 mill.')).toEqual({
			text: 'Opne kontor.',
			facts: { unit: 'Nav', deadline: '2018', cost: '0,5 mill' }
		});
		expect(factsIn('Frist: 2018. Dette er viktig for alle').facts).toEqual({ deadline: '2018. Dette er viktig for alle' });
		expect(factsIn('Ansvar: Nav. Ansvar: Heim')).toEqual({ text: 'Ansvar: Nav. Ansvar: Heim', facts: {} });
	});

	test('is told by its number and its word', () => {
		const told = [
			'Mål 1: Bustad',
			'Delmål 3.2 Heim',
			'3.2.1 Kjøpe',
			'Tiltak 4 – Leige',
			'2016 vart eit godt år',
			'40 bustader skal kjøpast',
			'Tiltak:'
		];
		expect(told.map((line) => Object.values(labelOf(line)))).toEqual([
			['goal', '1', 'Bustad'],
			['subGoal', '3.2', 'Heim'],
			[null, '3.2.1', 'Kjøpe'],
			['measure', '4', 'Leige'],
			[null, '', '2016 vart eit godt år'],
			[null, '', '40 bustader skal kjøpast'],
			['measure', '', '']
		]);
	});
});

test('every piece of whatever is pasted is in a line, and no line says what its pieces do not', () => {
	const words = fc.constantFrom(
		'Mål 1: Heim',
		'# Tiltak',
		'1.1 Kjøpe',
		'Nr\tTiltak\tFrist',
		'1\tLeige\t2018',
		'Ansvar: Nav',
		'• punkt',
		'Delmål',
		'12',
		'',
		'tekst her',
		'Sum\t\t3'
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 30 })), { maxLength: 40 }), (lines) => {
			const blocks = blocksOfText(lines.join('\n'));
			const read = recognised(blocks);
			expect(new Set(read.flatMap(({ from }) => from))).toEqual(new Set(blocks.keys()));
			const source = blocks.map(textOf).join(' ').replace(/\s+/g, '');
			for (const line of read)
				for (const said of [line.text, line.number, line.unit, line.deadline, line.cost].flatMap((text) => text.split(/\s+/)))
					expect(source).toContain(said.replace(/:$/, ''));
		}),
		{ numRuns: 300 }
	);
});

describe('A file that is no plan', () => {
	const read = async (bytes: Uint8Array<ArrayBuffer>, name = 'plan.docx') => {
		const found = await blocksIn({ file: new File([bytes], name), text: '' });
		return found.ok ? found.blocks.map(textOf) : found.reason;
	};
	const office = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
	const word = (body: string) => zip({ 'word/document.xml': `<w:document xmlns:w="${office}"><w:body>${body}</w:body></w:document>` });
	const paragraph = (inner: string) => `<w:p>${inner}</w:p>`;
	const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
	const bytesOf = (text: string, encoding: BufferEncoding = 'latin1') => Uint8Array.from(Buffer.from(text, encoding));

	test('is refused with the reason that its sentence is for', async () => {
		const whole = await styledDocx(printedPlan('Plan 2016–2019', ['Nav']));
		const compound = '\u00d0\u00cf\u0011\u00e0';
		const bomb = Buffer.alloc(80 * 1024 * 1024, 32);
		const answers: [string, string, Uint8Array<ArrayBuffer>][] = [
			['cut off', 'invalidFile', whole.slice(0, 2000)],
			['a zip of something else', 'invalidFile', zip({ 'a.txt': 'a' })],
			['no zip behind its first letters', 'invalidFile', bytesOf('PK\u0003\u0004 nothing')],
			['broken XML', 'invalidFile', zip({ 'word/document.xml': '<w:document><w:body>' })],
			['a zip bomb', 'invalidFile', zip({ 'word/document.xml': bomb })],
			['a zip bomb that lies of its size', 'invalidFile', zip({ 'word/document.xml': bomb }, 10)],
			['entities that grow', 'invalidFile', zip({ 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "bb">]><w:document/>' })],
			['nested without an end', 'invalidFile', word('<w:p>'.repeat(5000) + '</w:p>'.repeat(5000))],
			['macros', 'invalidMacros', zip({ 'word/document.xml': '<a/>', 'word/vbaProject.bin': 'x' })],
			['a password', 'invalidEncrypted', bytesOf(`${compound}xxxx${Buffer.from('EncryptedPackage', 'utf16le').toString('latin1')}`)],
			['an old .doc', 'invalidOld', bytesOf(`${compound}xxxx`)],
			['a PDF', 'invalidPdf', bytesOf('%PDF-1.7')],
			['no text', 'invalidText', Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9])],
			['empty', 'empty', word('')],
			['a picture alone', 'empty', word(paragraph('<w:r><w:drawing/></w:r>'))],
			['60 MB', 'tooLongFile', new Uint8Array(60_000_000)],
			['longer than any plan', 'tooLong', word(paragraph(run('x')).repeat(5000))]
		];
		const given: [string, unknown][] = [];
		for (const [what, , bytes] of answers) given.push([what, await read(bytes)]);
		expect(given).toEqual(answers.map(([what, reason]) => [what, reason]));
		expect(await blocksIn({ file: undefined, text: '  \n' })).toEqual({ ok: false, reason: 'empty' });
	});

	test('never takes the server with it, whatever its bytes are', async () => {
		const whole = workbook([
			['Tiltak', 'Frist'],
			['Kjøpe', '2018']
		]);
		for (let at = 7; at < whole.length; at += Math.ceil(whole.length / 12)) {
			const bytes = whole.slice();
			bytes[at] = bytes[at]! ^ 0xff;
			expect(['string', 'object']).toContain(typeof (await read(bytes, 'tiltak.xlsx')));
		}
	});

	test('is told from one that is odd: deleted text is out, inserted, linked and boxed text is in, tables fold their merged cells', async () => {
		const cell = (text: string, more = '') => `<w:tc><w:tcPr>${more}</w:tcPr>${paragraph(run(text))}</w:tc>`;
		const body =
			paragraph(`<w:del><w:r><w:delText>Gammalt</w:delText></w:r></w:del><w:ins>${run('Nytt')}</w:ins>`) +
			paragraph(`<w:hyperlink>${run('Lenkja')}</w:hyperlink><w:r><w:tab/></w:r>${run('tekst')}`) +
			paragraph(`<w:r><w:txbxContent>${paragraph(run('I boks'))}</w:txbxContent></w:r>`) +
			`<w:sdt><w:sdtContent>${paragraph(run('I felt'))}</w:sdtContent></w:sdt>` +
			`<w:tbl><w:tr>${cell('Mål', '<w:vMerge w:val="restart"/>')}${cell('Ein')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}${cell('To')}</w:tr></w:tbl>`;
		expect(await read(word(body))).toEqual(['Nytt', 'Lenkja\ttekst', 'I boks', 'I felt', 'Mål | Ein', 'Mål | To']);
	});
});
