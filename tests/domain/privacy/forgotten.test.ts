import { sql, type Kysely } from 'kysely';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadDemo } from '#db/demo.ts';
import type { Database } from '#db/schema.ts';
import { cafeWords } from '#lib/cafe/words.ts';
import { addNote, docOf, readBoard, type Board } from '#lib/cafe/board/document.ts';
import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { cycleWords } from '#lib/cycle/words.ts';
import { copyDatabase } from '#lib/db/copy.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { vacuum } from '#lib/db/vacuum.server.ts';
import { gatheringsWords } from '#lib/gatherings/words.ts';
import { createBoard, seedBoard } from '#lib/live/storage/boards.server.ts';
import { mailWords } from '#lib/mail/words.ts';
import { record } from '#lib/people/audit.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { peopleWords } from '#lib/people/words.ts';
import { planWords } from '#lib/plan/words.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { mask } from '#lib/privacy/masking.server.ts';
import { summariesWords } from '#lib/summaries/words.ts';
import { topicsWords } from '#lib/topics/words.ts';
import { eraseAgain, erasureListIn, keepErasureList } from '../../../src/erasures.server.ts';
import { backUp } from '../../../src/backups.server.ts';
import { everythingIn } from '../../support/dump.ts';

const now = '2018-03-20T08:00:00.000Z';
const allWords = [peopleWords, cycleWords, topicsWords, gatheringsWords, cafeWords, summariesWords, planWords, mailWords].flat();

/** The demo's year in a file, made once. */
let demo: string;
beforeAll(async () => {
	const folder = mkdtempSync(join(tmpdir(), 'samling-year-'));
	demo = join(folder, 'year.db');
	const db = openSqlite(demo);
	await migrate(db);
	await loadDemo(db);
	await db.destroy();
	return () => rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function theYear(): Promise<{ db: Kysely<Database>; dataDir: string; municipalityId: string }> {
	const dataDir = mkdtempSync(join(tmpdir(), 'samling-forgotten-'));
	copyFileSync(demo, join(dataDir, 'samling.db'));
	const db = openSqlite(join(dataDir, 'samling.db'));
	onTestFinished(async () => {
		await db.destroy();
		rmSync(dataDir, { recursive: true, force: true });
	});
	const { id: municipalityId } = await db.selectFrom('municipality').select('id').executeTakeFirstOrThrow();
	return { db, dataDir, municipalityId };
}

/** Writes `words` at the end of a text of every column in which people write, of rows there are. */
async function writtenEverywhere(db: Kysely<Database>, words: string): Promise<string[]> {
	const planted: string[] = [];
	for (const { table, texts = [], labels = [], json = [] } of allWords) {
		for (const column of [...texts, ...labels, ...json]) {
			const { rows } = await sql<{ rowid: number }>`
				select rowid from ${sql.table(table)} where ${sql.ref(column)} is not null limit 1`.execute(db);
			if (rows.length === 0) continue;
			const value = json.includes(column)
				? JSON.stringify([{ title: `Med ${words}`, speaker: words }])
				: labels.includes(column)
					? words
					: `Sagt: ${words}.`;
			await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where rowid = ${rows[0]!.rowid}`.execute(db);
			planted.push(`${table}.${column}`);
		}
	}
	return planted;
}

/** A board that is open and has `words`, and a table that was frozen with them. */
async function onBoards(db: Kysely<Database>, municipalityId: string, words: string): Promise<{ gatheringId: string; open: string }> {
	const note = { id: 'planted', text: `Spør ${words}s leiar`, by: words, round: 1 };
	const doc = docOf({ notes: [], clusters: [] });
	addNote(doc, note);
	const open = await createBoard(db, municipalityId, 'table', now);
	await seedBoard(db, open, doc);
	const table = await db.selectFrom('cafeTable').selectAll().where('frozenContent', 'is not', null).executeTakeFirstOrThrow();
	const board = JSON.parse(table.frozenContent!) as Board;
	const content = canonicalJson({ ...board, notes: [...board.notes, { ...readBoard(doc).notes[0], receipt: null }] });
	await db
		.updateTable('cafeTable')
		.set({ frozenContent: content, frozenHash: contentHash(content) })
		.where('id', '=', table.id)
		.execute();
	await db.deleteFrom('boardUpdate').where('boardId', '=', table.boardId).execute();
	await seedBoard(db, table.boardId, doc);
	return { ...(await db.selectFrom('cafe').select('gatheringId').where('id', '=', table.cafeId).executeTakeFirstOrThrow()), open };
}

/** The files below `folder` in whose bytes a word stands, packed or not, in UTF-8 or UTF-16. */
function filesWith(folder: string, words: readonly string[]): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => statSync(join(folder, name)).isFile())
		.filter((name) => {
			const bytes = readFileSync(join(folder, name));
			const unpacked = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
			return words.some((word) => unpacked.includes(word) || unpacked.includes(Buffer.from(word, 'utf16le')));
		});
}

/** What the running installation does after an erasure, and a backup made then. */
async function afterwards(db: Kysely<Database>, dataDir: string): Promise<void> {
	await keepErasureList(db, [dataDir]);
	expect(await vacuum(db)).toBe(true);
	await backUp({ dataDir, databaseUrl: undefined }, join(dataDir, 'backup', 'samling-2018-03-21T020000.db'));
}

test('who is erased stands in no file of the data folder any more, wherever in a year they were named', async () => {
	const { db, dataDir, municipalityId } = await theYear();
	const [name, email] = ['Fjellfrid Gløymstad', 'fjellfrid.gloymstad@stord.example'];
	// The one in the year who has proposed topics, come, hosted, answered polls, been written to and signed in.
	const { personId } = await db
		.selectFrom('attendance')
		.select('personId')
		.where('personId', 'is not', null)
		.where('personId', 'in', db.selectFrom('account').select('personId'))
		.executeTakeFirstOrThrow();
	const was = await db.selectFrom('person').selectAll().where('id', '=', personId!).executeTakeFirstOrThrow();
	await db
		.updateTable('person')
		.set({ name, email, title: `Rådgjevar ${name}` })
		.where('id', '=', was.id)
		.execute();
	await db.updateTable('attendance').set({ name }).where('personId', '=', was.id).execute();
	await db.updateTable('audit').set({ actorName: name }).where('actorId', '=', was.id).execute();
	const member = (await actorOf(db, was.id))!;
	await record(
		db,
		member,
		'topic.propose' as never,
		{ kind: 'topic', id: 'x', detail: { title: `Om ${name}`, with: [email] }, note: `${name} bad om det` },
		now
	);
	await db.updateTable('mail').set({ recipientName: name, recipientEmail: email }).where('recipientPersonId', '=', was.id).execute();
	const planted = await writtenEverywhere(db, name);
	expect(planted.length).toBeGreaterThan(40);
	await writtenEverywhere(db, `${name} <${email}>`);
	await db.updateTable('note').set({ writtenBy: name }).where('id', 'in', db.selectFrom('note').select('id').limit(2)).execute();
	const walkIn = await db.selectFrom('attendance').select('id').where('personId', 'is not', was.id).executeTakeFirstOrThrow();
	await db.updateTable('attendance').set({ personId: null, name }).where('id', '=', walkIn.id).execute();
	await onBoards(db, municipalityId, name);
	expect(filesWith(dataDir, [name])).toContain('samling.db-wal');

	const administrator = await db
		.selectFrom('roleGrant')
		.select('personId')
		.where('role', '=', 'administrator')
		.where('personId', '!=', was.id)
		.executeTakeFirstOrThrow();
	expect(await eraseAccount(db, undefined, (await actorOf(db, administrator.personId))!, was.id, now)).toEqual({ ok: true, left: {} });
	const left = await everythingIn(db);
	for (const word of [name, email, 'Gløymstad']) expect(left.split('\n').filter((line) => line.includes(word))).toEqual([]);
	await afterwards(db, dataDir);
	expect(filesWith(dataDir, [name, email, 'Gløymstad'])).toEqual([]);
}, 60_000);

test('a number that is masked stands in no file any more, wherever it went from its gathering', async () => {
	const { db, dataDir, municipalityId } = await theYear();
	const number = '412 34 567';
	const { gatheringId, open } = await onBoards(db, municipalityId, `ring ${number}`);
	// Another gathering's, where the number may be anybody's.
	await db.deleteFrom('boardUpdate').where('boardId', '=', open).execute();
	const tables = db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select('cafeTable.id')
		.where('cafe.gatheringId', '=', gatheringId);
	for (const table of ['note', 'harvestPoint'] as const)
		await db
			.updateTable(table)
			.set({ text: `Ring ${number}` })
			.where('cafeTableId', 'in', tables)
			.execute();
	await db.updateTable('forumPoint').set({ text: `Ring 41234567` }).where('gatheringId', '=', gatheringId).execute();
	await db
		.updateTable('planInput')
		.set({ text: `Ring ${number}.` })
		.where('origin', '=', 'harvest')
		.execute();
	await db
		.updateTable('mail')
		.set({ text: `Ring ${number}`, html: `<p>${number}</p>` })
		.where('kind', '=', 'summary')
		.execute();
	const leader = await db.selectFrom('roleGrant').select('personId').where('role', '=', 'leader').executeTakeFirstOrThrow();
	const by = (await actorOf(db, leader.personId))!;
	const note = await db.selectFrom('note').select('id').where('cafeTableId', 'in', tables).executeTakeFirstOrThrow();
	const copy = join(dataDir, 'copy.db');
	await copyDatabase(join(dataDir, 'samling.db'), copy);
	await mask(db, undefined, by, { gatheringId, text: `Ring ${number}` }, now, async (trx) => {
		await record(trx, by, 'disclosure.mask', { kind: 'note', id: note.id }, now);
		return { ok: true as const };
	});
	const left = await everythingIn(db);
	for (const word of [number, '41234567']) expect(left.split('\n').filter((line) => line.includes(word))).toEqual([]);
	await keepErasureList(db, [dataDir]);
	// A copy from before it, as a restore brings it back.
	const restored = openSqlite(copy);
	expect(await eraseAgain(restored, erasureListIn(dataDir), now)).toEqual({ erased: 0, masked: 1 });
	await vacuum(restored);
	await restored.destroy();
	await afterwards(db, dataDir);
	expect(filesWith(dataDir, [number, '41234567'])).toEqual([]);
}, 60_000);
