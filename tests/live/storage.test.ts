import { expect, test } from 'vitest';
import { createStorage, type Append, type FirstRow, type Storage } from '#lib/live/storage/updateLog.server.ts';
import { onBothDatabases } from '../support/database.ts';
import { aBoard, aMunicipality } from '../support/live.ts';

const bytes = (...of: number[]) => Uint8Array.from(of);
const append = (boardId: string, seq: number, of: Uint8Array | undefined, more: Partial<Append> = {}): Append => ({
	...{ boardId, epoch: 0, seq, bytes: of, isCompaction: false, owners: [], entries: [] },
	...more
});
const first = (of: Uint8Array | undefined, more: Partial<FirstRow> = {}): FirstRow => ({
	bytes: of,
	owners: [],
	holds: new Set(),
	...more
});
const owner = { clientId: 4_294_967_295, owner: 'eigar' };
const entry = { root: 'notes', id: 'n1', owner: 'eigar' };

onBothDatabases('The storage of boards', (fresh) => {
	async function twoBoards() {
		const db = await fresh();
		await aMunicipality(db);
		return { db, storage: createStorage(db), one: await aBoard(db), other: await aBoard(db) };
	}
	const rowsOf = async (storage: Storage, board: string) => (await storage.load(board))!.updates.map((row) => [...row]);

	test('loads what was appended in its order, with whose each client id and entry is; and nothing where there is no board', async () => {
		const { storage, one, other } = await twoBoards();
		expect(await storage.append([append(one, 1, bytes(1), { owners: [owner], entries: [entry] }), append(other, 1, bytes(9))])).toEqual(
			new Set()
		);
		expect(await storage.append([append(one, 2, bytes(2, 255))])).toEqual(new Set());
		expect(await storage.load(one)).toMatchObject({ epoch: 0, seq: 2, owners: new Map([[owner.clientId, owner.owner]]) });
		expect((await storage.load(one))!.entries.size).toBe(1);
		expect(await rowsOf(storage, one)).toEqual([[1], [2, 255]]);
		expect(await rowsOf(storage, other)).toEqual([[9]]);
		expect(await storage.load('nowhere')).toBeUndefined();
	});

	test('does once what is sent again since its answer was lost, with owners and without', async () => {
		const { db, storage, one, other } = await twoBoards();
		const both = [append(one, 1, bytes(1), { owners: [owner], entries: [entry] }), append(other, 1, bytes(9))];
		for (let time = 0; time < 2; time++) expect(await storage.append(both)).toEqual(new Set());
		for (let time = 0; time < 2; time++) expect(await storage.append([append(other, 2, bytes(8))])).toEqual(new Set());
		expect(await rowsOf(storage, one)).toEqual([[1]]);
		expect(await rowsOf(storage, other)).toEqual([[9], [8]]);
		expect(await db.selectFrom('boardClient').selectAll().execute()).toHaveLength(1);
	});

	test('gives the boards in whose place another has written, writes nothing of theirs, and all of the others', async () => {
		const { db, storage, one, other } = await twoBoards();
		await storage.append([append(one, 1, bytes(1))]);
		expect(await storage.append([append(one, 1, bytes(2)), append(other, 1, bytes(9))])).toEqual(new Set([one]));
		const whole = [append(one, 1, bytes(3), { isCompaction: true, owners: [owner], entries: [entry] }), append(other, 2, bytes(8))];
		expect(await storage.append(whole)).toEqual(new Set([one]));
		expect(await rowsOf(storage, one)).toEqual([[1]]);
		expect(await rowsOf(storage, other)).toEqual([[9], [8]]);
		expect(await db.selectFrom('boardClient').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('boardEntry').selectAll().execute()).toEqual([]);
	});

	test('gives a board of which another has begun an epoch', async () => {
		const { storage, one, other } = await twoBoards();
		await storage.append([append(one, 1, bytes(1))]);
		expect(await storage.renew(one, 1, first(bytes(7)))).toBe(true);
		expect(await storage.append([append(one, 2, bytes(2)), append(other, 1, bytes(9))])).toEqual(new Set([one]));
		expect(await storage.append([append(one, 2, bytes(2), { owners: [owner] })])).toEqual(new Set([one]));
		expect(await storage.append([append(one, 2, bytes(2), { epoch: 1 })])).toEqual(new Set());
		expect(await rowsOf(storage, one)).toEqual([[7], [2]]);
	});

	test('makes one row of many, and leaves it when it is sent again', async () => {
		const { storage, one } = await twoBoards();
		for (const seq of [1, 2, 3]) await storage.append([append(one, seq, bytes(seq))]);
		const compaction = append(one, 4, bytes(1, 2, 3), { isCompaction: true });
		for (let time = 0; time < 2; time++) expect(await storage.append([compaction])).toEqual(new Set());
		expect(await rowsOf(storage, one)).toEqual([[1, 2, 3]]);
	});

	test('writes more rows than a statement takes, all or none', async () => {
		const { db, storage, one } = await twoBoards();
		const boards = await Promise.all(Array.from({ length: 120 }, () => aBoard(db)));
		const all = boards.map((board) => append(board, 1, bytes(5)));
		// A client id of a board that is not there breaks the whole.
		await expect(storage.append([...all, append('nowhere', 1, undefined, { owners: [owner] })])).rejects.toThrow();
		expect(await db.selectFrom('boardUpdate').selectAll().execute()).toEqual([]);
		expect(await storage.append([...all, append(one, 1, undefined)])).toEqual(new Set());
		expect(await db.selectFrom('boardUpdate').selectAll().execute()).toHaveLength(120);
	});

	test('begins an epoch once, whoever is first, and forgets whose what it does not hold was', async () => {
		const { db, storage, one } = await twoBoards();
		await storage.append([append(one, 1, bytes(1), { owners: [owner], entries: [entry, { ...entry, id: 'n2' }] })]);
		const begun = first(bytes(7), {
			owners: [{ clientId: 1, owner: 'server' }],
			holds: new Set(['notes n2', 'notes\u0000n2', 'notes/n2'])
		});
		expect(await storage.renew(one, 1, begun)).toBe(true);
		expect(await storage.renew(one, 1, begun)).toBe(true);
		expect(await storage.renew(one, 1, first(bytes(6)))).toBe(false);
		expect(await storage.renew(one, 1, first(undefined))).toBe(false);
		expect(await storage.renew(one, 3, first(bytes(6)))).toBe(false);
		expect(await rowsOf(storage, one)).toEqual([[7]]);
		expect(await storage.load(one)).toMatchObject({ epoch: 1, formerClients: new Set([owner.clientId]) });
		expect(await storage.renew(one, 2, first(undefined))).toBe(true);
		expect(await storage.renew(one, 2, first(undefined))).toBe(true);
		expect(await rowsOf(storage, one)).toEqual([]);
		expect(await db.selectFrom('boardEntry').selectAll().execute()).toEqual([]);
	});
});
