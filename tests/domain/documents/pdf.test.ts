import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drawnTable } from '#db/demo/picture.ts';
import { docx } from '#lib/documents/docx.server.ts';
import type { Block, Document } from '#lib/documents/document.ts';
import { pdfWriter } from '#lib/documents/pdf/pdf.server.ts';
import { paragraphs, pdfOf, pdfParts, pdfSource, pdfText } from '../../support/office.ts';
import { now } from '../../support/world.ts';
import { fileAnswer } from '../../../src/routes/fileAnswer.server.ts';

const of = (...blocks: Block[]): Document => ({
	title: 'Bustadsosial handlingsplan <2016–2019>',
	locale: 'nn',
	author: 'Stord kommune',
	foot: 'Sak 18/12',
	blocks
});
const table = (rows: string[][]): Block => ({ table: { caption: 'Merknader', head: ['Frå', 'Merknad', 'Avgjerd'], rows } });

const hasPdftotext = spawnSync('pdftotext', ['-v']).status === 0;

/** As people meet it: what poppler takes out of the file. */
function poppler(pdf: Buffer): string {
	const folder = mkdtempSync(join(tmpdir(), 'samling-pdf-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'file.pdf'), pdf);
	return spawnSync('pdftotext', [join(folder, 'file.pdf'), '-'], { encoding: 'utf8' }).stdout;
}

test('a PDF has title and language, headings, lists and table headers in its structure, and says it is both PDF/A-2a and PDF/UA-1', async () => {
	const rows = Array.from({ length: 60 }, (_, at) => [`Eldrerådet ${at}`, 'Ei lita sak', 'Teke inn']);
	const file = await pdfOf(
		of({ heading: 'Mål 1', level: 1 }, { text: 'Å bu.', lang: 'nb' }, { list: ['Eitt', 'To\nmeir'] }, table(rows)),
		now
	);
	const source = pdfSource(file);
	for (const sign of [
		'/Marked true',
		'/StructTreeRoot',
		'/DisplayDocTitle true',
		'/Lang (nn-NO)',
		'pdfaid:part>2<',
		'pdfaid:conformance>A<',
		'pdfuaid:part>1<'
	])
		expect(source).toContain(sign);
	expect(source).toContain('Bustadsosial handlingsplan &lt;2016');
	const count = (role: string) => source.match(new RegExp(`/S /${role}\\b`, 'g'))?.length ?? 0;
	expect({ H1: count('H1'), H2: count('H2'), LI: count('LI'), TH: count('TH'), TD: count('TD') }).toEqual({
		H1: 1,
		H2: 1,
		LI: 2,
		TH: 3,
		TD: 180
	});
	expect((await pdfText(file)).replace(/\s+/g, ' ')).toMatch(/^Stord kommune Bustadsosial handlingsplan <\s?2016–2019/);
	expect(source.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(1);
});

test('the same document at the same instant is the same bytes, also from a compiler that has written others since', async () => {
	const document = of({ text: 'Alle skal ha ein god stad å bu.' });
	const first = await pdfOf(document, now);
	await pdfOf(of({ text: 'Noko anna.' }), now);
	expect((await pdfOf(document, now)).equals(first)).toBe(true);
	const other = await pdfWriter()(document, now);
	expect(other.ok && other.content.equals(first)).toBe(true);
	expect((await pdfOf(document, '2018-01-16T09:00:00Z')).equals(first)).toBe(false);
});

const markup = [
	'#import "@preview/x:1.0.0": *',
	'#read("/etc/passwd")',
	'#include "/picture-0.png"',
	'$x$ $ x $',
	'*feit* _skrå_ `kode`',
	'@ref <label> // ikkje ein merknad /* her */',
	'= Overskrift',
	'\\ \\u{1F600} "sitat" \'enkelt\'',
	'[a] #[b] {c} #{1 + 1}',
	'"}]) #panic("x")'
];

test('what people write stands as they wrote it, wherever it stands: nothing of it is markup', async () => {
	const everywhere = of(
		...markup.flatMap((text): Block[] => [{ text }, { heading: text, level: 1 }]),
		{ list: markup },
		{ facts: markup.map((text) => [text, text]) },
		table(markup.map((text) => [text, text, text]))
	);
	const text = await pdfText(await pdfOf({ ...everywhere, title: markup.join(' '), foot: markup[0]!, author: markup[1]! }, now));
	const plain = text.replace(/\s+/g, ' ');
	for (const line of markup) expect(plain.split(line).length, line).toBeGreaterThanOrEqual(6);
	expect(text).not.toContain('root:');
});

const scripts = {
	sami: 'čáŋŧžđš Nordsamisk: čohkkejit, ŋuolgat, Ŧ, Ž',
	signs: 'Frå 23 → 0 ✓ ✔ ☐ ☑ ★ ≠ ≤ ½ € ‰ • … –',
	arabic: 'العربية لغة جميلة',
	hebrew: 'עברית שפה',
	cyrillic: 'Привіт, Україно',
	greek: 'Ελληνικά',
	tigrinya: 'ሰላም ትግርኛ',
	emoji: '😀 🏠 ❤️ 👍🏽 👨‍👩‍👧 🇳🇴'
};

test('Sámi, arrows, ticks, Greek, Cyrillic, Ge’ez, Arabic, Hebrew and emoji are drawn, and stand in the text of the file', async () => {
	const file = await pdfOf(of(...Object.values(scripts).map((text) => ({ text })), table([Object.values(scripts).slice(0, 3)])), now);
	const text = await pdfText(file);
	for (const line of [scripts.sami, scripts.signs, scripts.cyrillic, scripts.greek, scripts.tigrinya, scripts.emoji])
		expect(text).toContain(line);
	// Read from right to left: the reader gives the words in the order they are seen.
	for (const word of [...scripts.arabic.split(' '), ...scripts.hebrew.split(' ')]) expect(text).toContain(word);
	expect(text).not.toContain('U+');
	expect(pdfSource(file)).not.toContain('.notdef');
});

test.skipIf(!hasPdftotext)(
	hasPdftotext
		? 'pdftotext reads every script back'
		: 'not tried, since pdftotext is not on this machine: pdf.test.ts reads with PDF.js only',
	async () => {
		const text = poppler(await pdfOf(of(...Object.values(scripts).map((line) => ({ text: line }))), now));
		for (const words of Object.values(scripts))
			for (const word of words.split(' ').filter(({ length }) => length > 3)) expect(text).toContain(word);
	}
);

test('a letter and its accent are one sign (NFC), also in a file name’s spelling from a Mac', async () => {
	const text = await pdfText(await pdfOf(of({ text: 'Å bu i Ålesund'.normalize('NFD') }), now));
	expect(text).toContain('Å bu i Ålesund');
});

test('a sign that no font has stands by its name, and a sentence says which: the document is written all the same', async () => {
	const file = await pdfOf(of({ text: 'Skrift: ꓐ og 漢.' }, { list: ['\ue000'] }), now);
	const text = (await pdfText(file)).replaceAll('\n', ' ');
	expect(text).toContain('Skrift: [U+A4D0] og [U+6F22].');
	expect(text).toContain('3 teikn finst ikkje i skriftene til dette dokumentet og står med namna sine i Unicode: U+6F22, U+A4D0, U+E000.');
});

test('an accent that no font has together with its letter is told of too', async () => {
	const text = await pdfText(await pdfOf(of({ text: 'ع̊ﷺ᷀x ሰ\u05b0' }), now));
	expect(text.length).toBeGreaterThan(20);
});

test('levels of headings never skip one, in Word and PDF alike', async () => {
	const document = of(
		{ heading: 'Djup', level: 3 },
		{ heading: 'Djupare', level: 3 },
		{ heading: 'Opp', level: 1 },
		{ heading: 'Ned', level: 2 }
	);
	expect(paragraphs(await docx(document)).flatMap(({ style, text }) => (style?.startsWith('Heading') ? [`${style} ${text}`] : []))).toEqual(
		['Heading1 Djup', 'Heading2 Djupare', 'Heading1 Opp', 'Heading2 Ned']
	);
	const roles = (await pdfParts(await pdfOf(document, now))).map(({ role }) => role);
	expect(roles.filter((role) => /^H\d/.test(role!))).toEqual(['H1', 'H2', 'H3', 'H2', 'H3']);
});

test('a table with a long remark is written as text under a heading for each row, over the whole width', async () => {
	const long = 'Vi meiner at tiltaket må følgjast betre opp. '.repeat(2_000);
	const document = of(
		{ heading: 'Merknader', level: 1 },
		table([
			['Høyring\nEldrerådet', long, 'Teke inn'],
			['Nav', 'Kort', '']
		])
	);
	const read = paragraphs(await docx(document));
	expect(read.map(({ text }) => text)).toContain('1. Høyring – Eldrerådet');
	expect(read.some(({ text }) => text.length === long.length)).toBe(true);
	const file = await pdfOf(document, now);
	const text = await pdfText(file);
	expect(text).toContain('1. Høyring – Eldrerådet');
	expect(text).toContain('2. Nav');
	expect(
		text
			.replace(/\n?Sak 18\/12 \d+ \/ \d+/g, '')
			.replaceAll('\n', ' ')
			.split('må følgjast betre opp.').length - 1
	).toBe(2_000);
	// 90,000 letters: 3,500 to 5,000 to a page of text, and hundreds in a column of 3 cm.
	const pages = Number(/ 1 \/ (\d+)/.exec(text)![1]);
	expect(pages).toBeGreaterThan(15);
	expect(pages).toBeLessThan(30);
});

test('a word longer than its line is broken, and a checksum is whole', async () => {
	const word = 'bustadsosial'.repeat(40);
	const sum = '4efe60588c59f3ab5b724e7a5f1ac48840a4f3c72e11ac51d755c9865406c553';
	const text = await pdfText(await pdfOf(of({ facts: [['Kontrollsum', sum]] }, { text: word }, table([[word, 'x', 'y']])), now));
	expect(text).toContain(`Kontrollsum ${sum}`);
	expect(text.replaceAll('\n', '').split(word).length).toBe(3);
});

test('a picture has words for who cannot see it', async () => {
	const picture = { type: 'png' as const, bytes: drawnTable(), width: 320, height: 200, alt: 'Eit rundt bord', caption: 'Bord 1' };
	const parts = await pdfParts(await pdfOf(of({ picture }), now));
	expect(parts).toContainEqual(expect.objectContaining({ role: 'Figure', alt: 'Eit rundt bord' }));
});

test('many documents at once are written one by one, each whole', async () => {
	const files = await Promise.all(Array.from({ length: 8 }, (_, at) => pdfOf(of({ text: `Dokument ${at}` }), now)));
	const texts = await Promise.all(files.map(pdfText));
	texts.forEach((text, at) => expect(text).toContain(`Dokument ${at}`));
});

test('where the compiler cannot be loaded a PDF is refused with a sentence, and Word is written', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'samling-compiler-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'broken.cjs'), 'throw new Error("no binary for this platform");');
	for (const compiler of [join(folder, 'broken.cjs'), '@myriaddreamin/not-there']) {
		const write = pdfWriter(compiler);
		for (let time = 0; time < 2; time++)
			expect(await write(of({ text: 'x' }), now)).toMatchObject({ ok: false, reason: 'missingCompiler' });
	}
	expect((await docx(of({ text: 'x' }))).length).toBeGreaterThan(1_000);
	expect(() => fileAnswer({ ok: false, reason: 'missingCompiler', why: '' }, 'Plan', 'pdf')).toThrow(
		expect.objectContaining({ status: 409, body: { message: expect.stringContaining('Word') } })
	);
});

test('memory does not grow with each document', async () => {
	const rows = Array.from({ length: 40 }, (_, at) => [`Eldrerådet ${at}`, 'Ei lita sak', 'Teke inn']);
	const write = async (times: number) => {
		for (let time = 0; time < times; time++)
			await pdfOf(of({ text: `${time}` }, table(rows.map((row) => [...row.slice(0, 2), `${time}`]))), now);
		return process.memoryUsage().rss / 1e6;
	};
	const before = await write(10);
	expect((await write(30)) - before).toBeLessThan(80);
});
