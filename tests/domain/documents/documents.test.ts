import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { archive } from '#lib/documents/archive.server.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { fileName, visible, type Document } from '#lib/documents/document.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { addRemark, finishAnswer } from '#lib/plan/hearing/responses.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { paragraphs, pdfOf, pdfParts, pdfSource, unzipped } from '../../support/office.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

const document: Document = {
	title: 'Bustadsosial handlingsplan <2016–2019>',
	locale: 'nn',
	author: 'Stord kommune',
	foot: 'Sak 18/12',
	blocks: [
		{ heading: 'Mål 1', level: 1 },
		{ text: 'Alle skal ha ein god stad å bu & leve.\nNy linje\u0000\u202e\ud800.', lang: 'nb' },
		{ list: ['Eitt', 'To'] },
		{
			table: {
				caption: 'Merknader',
				head: ['Frå', 'Avgjerd'],
				rows: Array.from({ length: 60 }, (_, at) => [`Eldrerådet ${at}`, 'Teke inn'])
			}
		}
	]
};

test('a Word file has real headings, lists, a header row that repeats, and its language on every run', async () => {
	const file = await docx(document);
	const xml = unzipped(file).get('word/document.xml')!.toString('utf8');
	const read = paragraphs(file);
	expect(read[0]).toEqual({ style: 'Title', text: document.title });
	expect(read[1]).toEqual({ style: 'Heading1', text: 'Mål 1' });
	expect(read[2]!.text).toBe('Alle skal ha ein god stad å bu & leve.Ny linje.');
	expect(xml.match(/<w:numPr>/g)).toHaveLength(2);
	expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1);
	expect(xml.match(/<w:tr>/g)).toHaveLength(61);
	expect(xml).toContain('<w:lang w:val="nn-NO"/>');
	expect(xml).toContain('<w:lang w:val="nb-NO"/>');
	expect(unzipped(file).get('docProps/core.xml')!.toString('utf8')).toContain(
		'<dc:title>Bustadsosial handlingsplan &lt;2016–2019&gt;</dc:title>'
	);
});

test('what is in another language than the document says so, in Word by its runs and in a PDF by its structure', async () => {
	const name = { text: 'Nabodialog,\nkven tek samtalen?', lang: 'nn' as const };
	const mixed: Document = {
		...document,
		locale: 'en',
		title: ['Report on ', name],
		blocks: [
			{ list: [['Proposed: ', name, ' (twice)']] },
			{ facts: [['Topic', name]] },
			{ table: { caption: 'Topics', head: ['What'], rows: [[['Topic: ', name]], [[{ ...name, text: 'ord '.repeat(4000) }]]] } }
		]
	};
	const runs = [
		...unzipped(await docx(mixed))
			.get('word/document.xml')!
			.toString('utf8')
			.matchAll(/<w:r>.*?<\/w:r>/gs)
	];
	const langs = runs.map(([run]) => [/<w:lang w:val="(..)/.exec(run)![1], /<w:t[^>]*>(.*?)<\/w:t>/.exec(run)?.[1]]);
	expect(langs).toContainEqual(['en', 'Report on ']);
	for (const line of ['Nabodialog,', 'kven tek samtalen?'])
		expect(langs.filter(([lang, text]) => lang === 'nn' && text === line)).toHaveLength(4);
	expect(langs.filter(([lang, text]) => lang === 'en' && /kven|ord/.test(text ?? ''))).toEqual([]);
	const file = await pdfOf(mixed, now);
	// The title and the item's two lines are pieces of a text, the fact is one of its own, two cells go on over pages.
	expect(pdfSource(file).match(/\/MCID \d+\s+\/Lang \(nn-NO\)/g)!.length).toBeGreaterThanOrEqual(3);
	expect((await pdfParts(file)).filter(({ lang }) => lang === 'nn-NO').length).toBeGreaterThanOrEqual(1);
});

test('markup, control characters and halves of a character become plain text or nothing', () => {
	expect(visible('a\u0000b\u001fc\ud800d\ufffee\r\nf')).toBe('abcde\nf');
	expect(visible('🙂')).toBe('🙂');
	expect(fileName('Årsplan: «Bustad» / 2018 \n../x', 'pdf')).toBe('arsplan-bustad-2018-x.pdf');
	expect(fileName('…', 'docx')).toBe('samling.docx');
});

test('an archive is a zip whose sums are those of its files', () => {
	const files = unzipped(archive([{ name: 'plan.pdf', content: 'æøå' }], now));
	expect([...files.keys()]).toEqual(['plan.pdf', 'SHA256SUMS']);
	expect(files.get('plan.pdf')!.toString('utf8')).toBe('æøå');
	expect(files.get('SHA256SUMS')!.toString()).toBe(`${createHash('sha256').update('æøå').digest('hex')}  plan.pdf\n`);
});

onBothDatabases('the plan as documents', (fresh) => {
	test('say what was heard, decided and changed in the reader’s language, and never the internal remark', async () => {
		const db = await fresh();
		const { leader, inputs, measure, versionId } = await told(db);
		const bodies = [
			{ kind: 'council' as const, name: 'Eldrerådet', email: 'eldre@stord.example' },
			{ kind: 'unit' as const, name: 'Heimetenestene', email: 'heime@stord.example' }
		];
		await openHearing(db, leader, { deadline: '2018-02-26', bodies }, 'https://samling.example', now);
		const mails = await db.selectFrom('mail').select(['recipientName', 'text']).orderBy('recipientName').execute();
		const [council, unit] = mails.map((mail) => /\/hearing\/(\S+)/.exec(mail.text)![1]!);
		const suggested = { nn: 'Arrangere forum to gonger', nb: '' };
		const made = await addRemark(db, council!, { elementId: measure, text: 'Ein gong er for lite', suggested }, now);
		if (!made.ok) throw new Error(made.reason);
		await finishAnswer(db, unit!, { noRemarks: true }, now);
		const no = { outcome: 'no' as const, reason: 'Éin gong held.', internalRemark: 'berre for oss', change: { kind: 'none' as const } };
		for (const id of [...inputs, made.inputId]) await decide(db, leader, id, no, now);
		await adopt(db, leader, { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '18/12', endHearing: true }, now);

		const text = async (kind: 'plan' | 'remarks' | 'changes', locale: 'nn' | 'en') =>
			paragraphs(await docx((await documentFor(db, leader, versionId, kind, locale))!))
				.map((paragraph) => paragraph.text)
				.join('\n');
		const remarks = await text('remarks', 'nn');
		for (const said of [
			'Eldrerådet',
			'Ingen merknader',
			'1 merknad',
			'1.1 Arrangere bustadsosialt forum',
			'Ein gong er for lite',
			'Éin gong held.'
		])
			expect(remarks).toContain(said);
		expect(remarks).not.toContain('berre for oss');
		expect(await text('plan', 'en')).toContain('Measure 1.1: Arrangere bustadsosialt forum');
		expect(await text('changes', 'nn')).toContain('Tiltak 1.1 – Nytt');
	});

	test('are not made of another municipality’s version', async () => {
		const db = await fresh();
		const { leader, stranger, versionId } = await told(db);
		expect(await documentFor(db, stranger, versionId, 'plan', 'nn')).toBeUndefined();
		expect((await documentFor(db, leader, versionId, 'plan', 'nn'))?.title).toMatchObject({ text: 'Bustadsosial handlingsplan' });
	});
});
