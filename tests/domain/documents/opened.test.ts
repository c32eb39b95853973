import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadDemo } from '#db/demo.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { laidOut, visible, type Block, type Document } from '#lib/documents/document.ts';
import { textOf, type Words } from '#lib/i18n/named.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { storyDocument } from '#lib/plan/story/document.ts';
import { storyOf } from '#lib/plan/story/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { reportFor } from '#lib/plan/reports/build.server.ts';
import { handoverPack } from '#lib/handover/pack.server.ts';
import { summaryDocument } from '#lib/summaries/publication/export.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { freshSqlite } from '../../support/database.ts';
import { pdfOf, pdfText } from '../../support/office.ts';
import { now } from '../../support/world.ts';

const hasOffice = spawnSync('soffice', ['--version']).status === 0;

/** Files opened by LibreOffice, as the XML it keeps them in (flat OpenDocument). */
function opened(files: ReadonlyMap<string, Buffer>): Map<string, string> {
	const folder = mkdtempSync(join(tmpdir(), 'samling-office-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const paths = [...files].map(([name, content]) => {
		const path = join(folder, `${name}.docx`);
		writeFileSync(path, content);
		return path;
	});
	const home = `-env:UserInstallation=file://${folder}/profile`;
	const done = spawnSync('soffice', [home, '--headless', '--convert-to', 'fodt', '--outdir', folder, ...paths]);
	expect(done.status).toBe(0);
	return new Map([...files.keys()].map((name) => [name, readFileSync(join(folder, `${name}.fodt`), 'utf8')]));
}

const plain = (xml: string) =>
	xml
		.replace(/<text:line-break\/>|<text:s(?: [^>]*)?\/>/g, ' ')
		.replace(/<[^>]*>/g, '')
		.replaceAll('&lt;', '<')
		.replaceAll('&quot;', '"')
		.replaceAll('&apos;', "'")
		.replaceAll('&amp;', '&')
		.replace(/\s+/g, ' ')
		.trim();
const headings = (xml: string) =>
	[...xml.matchAll(/<text:h [^>]*text:outline-level="(\d)"[^>]*>([\s\S]*?)<\/text:h>/g)].map(
		([, level, words]) => `${level} ${plain(words!)}`
	);
const headerRows = (xml: string) =>
	[...xml.matchAll(/<table:table-header-rows>([\s\S]*?)<\/table:table-header-rows>/g)].map(([, row]) => plain(row!));

/** Every kind of document there is, of the demo's year. */
async function documentsOfTheDemo(): Promise<Map<string, Document>> {
	const db = await freshSqlite();
	onTestFinished(() => db.destroy());
	await loadDemo(db);
	const { id } = await db.selectFrom('person').select('id').where('email', '=', 'leiar@stord.example').executeTakeFirstOrThrow();
	const leader = (await actorOf(db, id))!;
	const { municipalityId, municipalityName: municipality } = leader;
	const { inForce } = (await planOf(db, municipalityId))!;
	const summary = await db.selectFrom('summary').selectAll().where('publishedAt', 'is not', null).executeTakeFirstOrThrow();
	const about = { locale: summary.locale, municipality, date: '2016-03-16', version: 1, hash: summary.contentHash!, since: [] };
	const steward = await db.selectFrom('stewardship').select('id').executeTakeFirstOrThrow();
	return new Map([
		['summary', summaryDocument(contentFrom(summary.content!), about)],
		['plan', (await documentFor(db, leader, inForce!.id, 'plan', 'nn'))!],
		['remarks', (await documentFor(db, leader, inForce!.id, 'remarks', 'nb'))!],
		['changes', (await documentFor(db, leader, inForce!.id, 'changes', 'nn'))!],
		['half', (await reportFor(db, leader, 'half', '2017-2', 'nn', now))!],
		['politicians', storyDocument((await storyOf(db, leader, 'en', now))!)],
		['handover', (await handoverPack(db, leader, steward.id, 'nn', now))!.document]
	]);
}

const linesOf = (blocks: readonly Block[]) =>
	blocks.flatMap((block): readonly Words[] => {
		if ('heading' in block) return [block.heading];
		if ('list' in block) return block.list;
		if ('text' in block) return [block.text];
		if ('facts' in block) return block.facts.flat();
		if ('thread' in block) return [block.thread.quote, ...block.thread.steps.flat()];
		if ('chart' in block) return block.chart.labels.map(({ text }) => text);
		return 'table' in block ? block.table.rows.flat() : [];
	});

test('every kind of document is a PDF in whose text each of its words stands', async () => {
	for (const [name, document] of await documentsOfTheDemo()) {
		// Words are cut at the ends of lines only.
		const text = (await pdfText(await pdfOf(document, now))).replace(/[\s\u00ad-]/g, '');
		const words = new Set(
			linesOf([{ heading: document.title, level: 1 }, ...document.blocks]).flatMap((line) => textOf(line).split(/\s+/))
		);
		expect(
			[...words].filter((word) => !text.includes(visible(word).replace(/[\u00ad-]/g, ''))),
			name
		).toEqual([]);
	}
});

test.skipIf(!hasOffice)(
	hasOffice
		? 'every document opens in LibreOffice with its headings, tables, language and all its words'
		: 'not tried, since LibreOffice is not on this machine: only documents.test.ts reads Word files, with a reader of its own',
	{ timeout: 180_000 },
	async () => {
		const documents = await documentsOfTheDemo();
		const files = new Map<string, Buffer>();
		for (const [name, document] of documents) files.set(name, await docx(document));
		const seen = opened(files);
		const countries = {
			nn: 'fo:language="nn" fo:country="NO"',
			nb: 'fo:language="nb" fo:country="NO"',
			en: 'fo:language="en" fo:country="GB"'
		};
		for (const [name, document] of documents) {
			const { title, locale, blocks } = laidOut(document);
			const xml = seen.get(name)!;
			const text = plain(xml.slice(xml.indexOf('<office:text')));
			expect(xml, name).toContain(countries[locale]);
			expect(xml, name).toContain(`<dc:title>${textOf(title).replaceAll('&', '&amp;')}</dc:title>`);
			expect(headings(xml), name).toEqual(
				blocks.flatMap((block) => ('heading' in block ? [`${block.level} ${textOf(block.heading)}`] : []))
			);
			const tables = blocks.flatMap((block) => ('table' in block ? [block.table] : []));
			expect(headerRows(xml), name).toEqual(tables.map(({ head }) => head.join(' ')));
			const lines = linesOf(blocks.filter((block) => !('heading' in block)));
			for (const line of lines.flatMap((words) => textOf(words).split('\n')))
				expect(text, name).toContain(line.replaceAll(/\s+/g, ' ').trim());
		}
	}
);
