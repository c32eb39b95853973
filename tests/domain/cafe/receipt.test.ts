import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { otherUnit } from '#lib/cafe/model.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { addCluster, addNote, binNote } from '#lib/cafe/board/document.ts';
import { notesOfReceipt } from '#lib/cafe/participants/receipt.server.ts';
import { newId } from '#lib/ids.ts';
import { newSecret, readReceiptCode, receiptMark, writeReceiptCode } from '#lib/cafe/participants/receipt.ts';
import { aRunningCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

describe('a receipt', () => {
	test('marks a note with the SHA-256 of secret and note, the same in every browser', () => {
		const secret = newSecret();
		const noteId = newId();
		expect(receiptMark(secret, noteId)).toBe(createHash('sha256').update(`${secret}:${noteId}`).digest('base64url'));
	});

	test('leaves two notes of one hand as unlike as notes of two hands', () => {
		const secret = newSecret();
		expect(receiptMark(secret, 'a')).not.toBe(receiptMark(secret, 'b'));
		expect(receiptMark(secret, 'a')).toMatch(/^[0-9A-Za-z_-]{43}$/);
	});

	test('is a link that can be read back', () => {
		const code = { cafeId: newId(), secret: newSecret() };
		expect(readReceiptCode(writeReceiptCode(code))).toEqual(code);
	});

	test.each(['', 'x', 'abc.short', `abc.${'a'.repeat(23)}`, `../../etc.${'a'.repeat(22)}`, `abc.${'æ'.repeat(22)}`, `.${'a'.repeat(22)}`])(
		'that cannot be one is not read: %s',
		(code) => {
			expect(readReceiptCode(code)).toBeUndefined();
		}
	);
});

onBothDatabases('a receipt that is opened', (fresh) => {
	/** Two tables that somebody wrote at, once by unit and once without a name, among others' notes. */
	async function written() {
		const db = await fresh();
		const world = await aMunicipality(db);
		const room = await aRunningCafe(db, world, { tables: 2 });
		const live = boardsInMemory();
		const secret = newSecret();
		const put = (table: number, text: string, by: string, whose: string | null, clusterId: string | null = null) => {
			const id = newId();
			addNote(live.doc(room.boards[table]!), { id, text, by, round: table + 1, clusterId, receipt: whose && receiptMark(whose, id) });
			return id;
		};
		const clusterId = newId();
		addCluster(live.doc(room.boards[0]!), { id: clusterId, title: 'Kven ein ringjer' });
		const named = put(0, 'Éin stad å ringje', 'Nav Stord', secret, clusterId);
		const nameless = put(1, 'Gjer dette kvart år', '', secret);
		const thrown = put(1, 'Angra', '', secret);
		binNote(live.doc(room.boards[1]!), thrown, now);
		put(0, 'Ein annan sin', 'Nav Stord', newSecret());
		put(0, 'Utan kvittering', 'Nav Stord', null);
		const code = writeReceiptCode({ cafeId: room.cafeId, secret });
		return { db, world, room, code, named, nameless, close: () => freezeBoards(db, live, world.facilitator, room.cafeId, now) };
	}

	test('finds what its writer wrote at every table, with or without a name, and nothing of others', async () => {
		const { db, world, room, code, named, nameless, close } = await written();
		expect(await close()).toMatchObject({ ok: true });
		const found = await notesOfReceipt(db, code);
		expect(found).toMatchObject({
			municipalityId: world.municipalityId,
			municipalityName: 'Stord kommune',
			cafe: { id: room.cafeId, phase: 'harvest' },
			gathering: { id: room.gatheringId, date: '2018-01-15' },
			openTables: 0
		});
		expect(found?.notes).toEqual([
			{
				id: named,
				text: 'Éin stad å ringje',
				writtenBy: otherUnit,
				firstText: null,
				votes: 0,
				cluster: { id: expect.any(String), title: 'Kven ein ringjer' },
				table: { id: room.tables[0], number: 1, question: 'Spørsmål 1?' }
			},
			expect.objectContaining({ id: nameless, writtenBy: '', cluster: null, table: expect.objectContaining({ number: 2 }) })
		]);
	});

	test('says that tables are still written on, and finds nothing before they are closed', async () => {
		const { db, code } = await written();
		expect(await notesOfReceipt(db, code)).toMatchObject({ cafe: { phase: 'round' }, openTables: 2, notes: [] });
	});

	test('with another secret finds nothing of it', async () => {
		const { db, room, close } = await written();
		await close();
		expect((await notesOfReceipt(db, writeReceiptCode({ cafeId: room.cafeId, secret: newSecret() })))?.notes).toEqual([]);
	});

	test('of a café that does not exist, or no code at all, finds nothing', async () => {
		const { db } = await written();
		expect(await notesOfReceipt(db, writeReceiptCode({ cafeId: newId(), secret: newSecret() }))).toBeUndefined();
		expect(await notesOfReceipt(db, 'tull')).toBeUndefined();
	});
});
