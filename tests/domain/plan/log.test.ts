import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addNote } from '#lib/cafe/board/document.ts';
import { noteProof, provenBoards } from '#lib/cafe/harvest/boardTree.server.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { redactTables } from '#lib/cafe/harvest/redaction.server.ts';
import { unfreezeBoards } from '#lib/cafe/harvest/unfreeze.server.ts';
import { newSecret, receiptMark, writeReceiptCode } from '#lib/cafe/participants/receipt.ts';
import { newId } from '#lib/ids.ts';
import { append, headOf, leavesOf, versionInLog } from '#lib/merkle/log.server.ts';
import { isProven } from '#lib/merkle/note.ts';
import { isConsistent } from '#lib/merkle/proof.ts';
import { consistencyPath } from '#lib/merkle/tree.server.ts';
import { redactionOfPerson } from '#lib/pii/redaction.ts';
import { packageFile } from '#lib/plan/package/commands.server.ts';
import { printedHead } from '#lib/plan/package/input.ts';
import { logSince } from '#lib/plan/package/verify.server.ts';
import { up } from '#db/migrations/0040-log.ts';
import { shownReceipt } from '../../../src/routes/receipt/receipt.server.ts';
import { checkLogs } from '../../../src/seals.server.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { pdfText } from '../../support/office.ts';
import { adoptedPlan } from '../../support/package.ts';
import { published } from '../../support/story.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

/** The plan's forum was laid by hand: its boards were never frozen. */
async function adopted(db: Kysely<Database>) {
	const world = await adoptedPlan(db);
	await db.updateTable('cafeTable').set({ frozenAt: null, frozenContent: null, frozenHash: null }).execute();
	return world;
}

async function written(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const room = await aRunningCafe(db, world, { tables: 2 });
	const live = boardsInMemory();
	const secret = newSecret();
	const put = (table: number, text: string, whose: string | null) => {
		const id = newId();
		addNote(live.doc(room.boards[table]!), { id, text, by: '', round: 1, clusterId: null, receipt: whose && receiptMark(whose, id) });
		return id;
	};
	const own = put(0, 'Kari Nordmann bør få nøkkel', secret);
	const others = [put(0, 'Nei', null), put(0, 'Kom med buss', newSecret()), put(1, 'Ja', null)];
	const close = () => freezeBoards(db, live, world.facilitator, room.cafeId, now);
	const code = writeReceiptCode({ cafeId: room.cafeId, secret });
	const receipt = async () => {
		const shown = await shownReceipt(db, code, 'nn');
		if (!shown.ok) throw new Error(shown.reason);
		return shown.notes.find(({ id }) => id === own)!;
	};
	return { world, room, live, own, others, close, receipt };
}

onBothDatabases('the log of what was frozen', (fresh) => {
	test('proves to the writer of a note that it lay on the frozen board in these words, and tells nothing of the other notes', async () => {
		const db = await fresh();
		const { close, receipt, others } = await written(db);
		expect(await close()).toMatchObject({ ok: true });
		const note = await receipt();
		if (note.proof === null || note.proof === 'erased') throw new Error('no proof');
		expect(note.isProven).toBe(true);
		expect(await isProven(note.proof, note)).toBe(true);
		expect(await isProven(note.proof, { ...note, text: 'Kari Nordmann bør få ein nøkkel' })).toBe(false);
		const said = JSON.stringify(note.proof);
		for (const other of [...others, 'Nei', 'Kom med buss']) expect(said).not.toContain(other);
		expect(await checkLogs(db)).toEqual({ leaves: 2, faults: [] });
	});

	test('keeps the leaf of a note from which words were erased, without its salt, and says so', async () => {
		const db = await fresh();
		const { world, room, close, receipt } = await written(db);
		await close();
		const before = await leavesOf(db, world.municipalityId);
		await redactTables(db, world.leader, redactionOfPerson({ names: ['Kari Nordmann'], emails: [], labels: [] }), now, room.gatheringId);
		expect(await receipt()).toMatchObject({ proof: 'erased', text: expect.not.stringContaining('Kari') });
		expect(await leavesOf(db, world.municipalityId)).toEqual(before);
		const gone = await db.selectFrom('boardLeaf').select('noteId').where('salt', 'is', null).execute();
		expect(gone).toHaveLength(1);
		expect((await checkLogs(db)).faults).toEqual([]);
	});

	test('gets another leaf when boards are opened and frozen again, and loses none', async () => {
		const db = await fresh();
		const { world, room, live, close, receipt } = await written(db);
		await close();
		expect(await unfreezeBoards(db, { unfreeze: () => undefined }, world.facilitator, room.cafeId, now)).toEqual({ ok: true });
		expect((await checkLogs(db)).faults).toEqual([]);
		const before = await leavesOf(db, world.municipalityId);
		addNote(live.doc(room.boards[0]!), { id: newId(), text: 'Kom seinare', by: '', round: 1, clusterId: null, receipt: null });
		await freezeBoards(db, live, world.facilitator, room.cafeId, now);
		const after = await leavesOf(db, world.municipalityId);
		expect(after.slice(0, 2)).toEqual(before);
		expect(after).toHaveLength(4);
		expect((await receipt()).isProven).toBe(true);
		expect((await checkLogs(db)).faults).toEqual([]);
	});

	test('refuses that a leaf is altered or deleted', async () => {
		const db = await fresh();
		await (await written(db)).close();
		await expect(db.updateTable('logLeaf').set({ hash: 'x' }).execute()).rejects.toThrow('kept');
		await expect(db.deleteFrom('logLeaf').execute()).rejects.toThrow('kept');
	});

	test('stands with its head in the adopted plan, in Word, PDF and package, and today’s log is proven to begin with it', async () => {
		const db = await fresh();
		const { leader, versionId, municipalityId } = await adopted(db);
		const { head } = (await versionInLog(db, municipalityId, versionId))!;
		const pdf = await packageFile(db, leader, versionId, 'nn/plan.pdf', now);
		if (!pdf?.ok) throw new Error('no PDF');
		expect((await pdfText(pdf.file.content)).replaceAll(/\s/g, '')).toContain(head.root);
		const log = await packageFile(db, leader, versionId, 'log.json', now);
		if (!log?.ok) throw new Error('no log.json');
		expect(JSON.parse(log.file.content.toString())).toMatchObject({ head });
		const asked = printedHead(new URLSearchParams({ size: ` ${head.size}`, root: `${head.root.slice(0, 32)} ${head.root.slice(32)}` }))!;
		const since = (await logSince(db, asked))!;
		expect(since).toMatchObject({ municipality: 'Stord kommune', first: head });
		expect(await isConsistent(since.first, since.second, since.path)).toBe(true);
		expect(await logSince(db, { ...asked, root: asked.root.replace(/^./, (sign) => (sign === '0' ? '1' : '0')) })).toBeUndefined();
		expect((await checkLogs(db)).faults).toEqual([]);
	});
});

/** A published summary of some gathering, with its leaf. */
async function aSummary(db: Kysely<Database>) {
	const { id, municipalityId } = await db.selectFrom('gathering').select(['id', 'municipalityId']).executeTakeFirstOrThrow();
	await published(db, { municipalityId } as World, id, []);
	const summary = await db.selectFrom('summary').select(['id', 'contentHash']).executeTakeFirstOrThrow();
	await append(db, municipalityId, { kind: 'summary', id: summary.id, hash: summary.contentHash!, at: now });
}

test('every beginning of a log is consistent with it', async () => {
	const db = await freshSqlite();
	const { municipalityId } = await adopted(db);
	await (await written(db)).close();
	const log = await leavesOf(db, municipalityId);
	const hashes = log.map(({ leaf }) => leaf);
	for (let size = 1; size <= log.length; size++)
		expect(await isConsistent(headOf(log, size), headOf(log), consistencyPath(hashes, size))).toBe(true);
});

test('an alteration by hand of whatever is frozen, of its tree or of the log is found and named', async () => {
	const plant: [string, (db: Kysely<Database>) => Promise<unknown>, RegExp][] = [
		[
			'a note on a board',
			(db) => sql`update cafe_table set frozen_content = replace(frozen_content, 'Nei', 'Jo')`.execute(db),
			/other notes/
		],
		['the salt of a note', (db) => db.updateTable('boardLeaf').set({ salt: 'x' }).execute(), /other notes/],
		['the leaf of a note', (db) => db.updateTable('boardLeaf').set({ leaf: '00' }).execute(), /another tree/],
		['a note that is taken away', (db) => db.deleteFrom('boardLeaf').where('position', '=', 0).execute(), /another tree/],
		['an adopted plan', (db) => db.updateTable('planVersion').set({ contentHash: '00' }).execute(), /version .* has no leaf/],
		['the hash of a summary', (db) => db.updateTable('summary').set({ contentHash: '00' }).execute(), /summary .* has no leaf/],
		['a leaf', (db) => freed(db, sql`update log_leaf set hash = '00' where position = 0`), /leaf 0 of the log was altered/],
		['a leaf that is taken away', (db) => freed(db, sql`delete from log_leaf where position = 0`), /leaf 0 of the log is missing/],
		['the whole log', (db) => freed(db, sql`update log_leaf set at = 'x', leaf = '00'`), /does not begin with what is printed/]
	];
	for (const [what, alter, said] of plant) {
		const db = await freshSqlite();
		const { leader, versionId } = await adopted(db);
		await (await written(db)).close();
		await aSummary(db);
		await packageFile(db, leader, versionId, 'log.json', now);
		expect((await checkLogs(db)).faults).toEqual([]);
		await alter(db);
		expect((await checkLogs(db)).faults.join('; '), what).toMatch(said);
	}
});

/** As somebody would who has the file: the triggers are taken away first. */
async function freed(db: Kysely<Database>, change: ReturnType<typeof sql>) {
	await sql`drop trigger log_kept`.execute(db);
	await sql`drop trigger log_fixed`.execute(db);
	await change.execute(db);
}

test('what was frozen before there was a log gets its leaves in the order in which it was frozen, and its notes are proven', async () => {
	const db = await freshSqlite();
	await adopted(db);
	const { close, receipt, world, own, room } = await written(db);
	await close();
	await sql`drop table log_leaf`.execute(db);
	await sql`drop table board_leaf`.execute(db);
	await up(db as Kysely<unknown>);
	expect((await receipt()).isProven).toBe(true);
	const board = (await provenBoards(db, world.municipalityId, room.tables)).get(room.tables[0]!)!;
	expect(noteProof(board, own)).toMatchObject({ board: { size: 4 } });
	expect((await checkLogs(db)).faults).toEqual([]);
});
