import * as Y from 'yjs';
import { setImmediate as turn } from 'node:timers/promises';
import type { Db } from '#lib/db/open.server.ts';
import type { Frozen, LiveServer } from '../contract.ts';
import { asServerUpdate } from './document.server.ts';
import { nameKey } from '#lib/text/names.ts';
import { salvage } from './salvage.server.ts';
import { beginEpoch, loadBoard, type StoredBoard } from './updateLog.server.ts';

/** What takes words out of texts, and of labels that say who somebody is; `needles` are the words as they are usually written. */
interface Redaction {
	text(text: string): string;
	label(label: string): string;
	needles: readonly string[];
}

/** A board with words that are to be taken out, frozen until `done`. */
export interface BoardToRedact {
	id: string;
	/** Stores the board without them, in a new epoch (L7). In the caller's transaction. */
	store(trx: Db): Promise<void>;
	/** To be called after the transaction: clients of what was stored are closed with 4410; without, the board is as it was. */
	done(isStored: boolean): Promise<void>;
}

/**
 * The boards of a municipality (or only those of `ids`) that have the words, also where somebody has deleted them and the log still
 * has them. `live`: what has them open; undefined when nothing has. Boards are read one at a time from the database, so that none is
 * loaded for it, and others go on meanwhile.
 */
export async function boardsToRedact(
	db: Db,
	live: Pick<LiveServer, 'freeze'> | undefined,
	municipalityId: string,
	redactionOf: (boardId: string) => Redaction,
	ids?: readonly string[]
): Promise<BoardToRedact[]> {
	const rows = await db
		.selectFrom('board')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.$if(ids !== undefined, (query) => query.where('id', 'in', ids!.length > 0 ? ids! : ['']))
		.execute();
	const found: BoardToRedact[] = [];
	for (const { id } of rows) {
		await turn();
		const stored = (await loadBoard(db, id))!;
		const redaction = redactionOf(id);
		if ((await isInLog(db, id, redaction)) || hasWords(stored, redaction))
			found.push(await frozen(live, id, stored.closedAt !== null, redaction));
	}
	return found;
}

/** How many open boards of a municipality have the words. What is on closed ones stands in the notes of their tables. */
export async function openBoardsWith(db: Db, municipalityId: string, redaction: Redaction): Promise<number> {
	const rows = await db
		.selectFrom('board')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('closedAt', 'is', null)
		.execute();
	let count = 0;
	for (const { id } of rows) if (hasWords((await loadBoard(db, id))!, redaction)) count++;
	return count;
}

async function frozen(
	live: Pick<LiveServer, 'freeze'> | undefined,
	id: string,
	isClosed: boolean,
	redaction: Redaction
): Promise<BoardToRedact> {
	// One that can't be loaded (L12) is open nowhere; what can be read of it is stored without the words.
	const room: Frozen | undefined = await live?.freeze(id).catch(() => undefined);
	return {
		id,
		async store(trx) {
			const stored = (await loadBoard(trx, id))!;
			const [before, after] = [readable(stored), new Y.Doc()];
			copyRedacted(before, after, redaction);
			await beginEpoch(trx, id, stored.epoch + 1, asServerUpdate(after));
			for (const doc of [before, after]) doc.destroy();
		},
		async done(isStored) {
			if (isStored) await room?.renewed(isClosed ? 4409 : 4410);
			else if (isClosed) room?.keep();
			else room?.unfreeze();
		}
	};
}

/** Roots and entries are told by what is in them: a board's kind does not matter here. */
const readable = ({ updates }: StoredBoard): Y.Doc => salvage(updates, 'any').doc;

/**
 * Looks at the rows of earlier epochs too, which a damaged board keeps; and at what was typed letter by letter, a row each, and may be
 * deleted: what one client id wrote in a row, put together.
 */
async function isInLog(db: Db, boardId: string, { needles }: Redaction): Promise<boolean> {
	const rows = await db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', boardId).execute();
	if (rows.some(({ bytes }) => needles.some((needle) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(needle))))
		return true;
	// What follows on a name may have been typed when it was deleted already: no word ends there.
	const [typed, sought] = [typedIn(rows.map(({ bytes }) => bytes)), needles.map(nameKey)];
	return typed.some((words) => sought.some((needle) => nameKey(words).includes(needle)));
}

/** What each client id wrote into texts, in its order, also what was deleted since; of rows that can be read. */
function typedIn(updates: readonly Uint8Array[]): string[] {
	const written = new Map<number, { clock: number; text: string }[]>();
	for (const update of updates) {
		for (const struct of structsOf(update)) {
			if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
			const { client, clock } = struct.id;
			written.set(client, [...(written.get(client) ?? []), { clock, text: struct.content.str }]);
		}
	}
	return [...written.values()].map((parts) =>
		parts
			.sort((a, b) => a.clock - b.clock)
			.map(({ text }) => text)
			.join('')
	);
}

function structsOf(update: Uint8Array) {
	try {
		return Y.decodeUpdate(update).structs;
	} catch {
		return [];
	}
}

function hasWords(stored: StoredBoard, redaction: Redaction): boolean {
	if (stored.updates.length === 0) return false;
	const doc = readable(stored);
	const has = copyRedacted(doc, new Y.Doc(), redaction);
	doc.destroy();
	return has;
}

/** Copies the entries of all roots as new operations, without the words. Whether anything was taken out. */
function copyRedacted(from: Y.Doc, to: Y.Doc, redaction: Redaction): boolean {
	let has = false;
	const without = (text: string, is: (words: string) => string = redaction.text) => {
		const redacted = is(text);
		has ||= redacted !== text;
		return redacted;
	};
	to.transact(() => {
		for (const root of from.share.keys()) {
			for (const [id, entry] of from.getMap<Y.Map<unknown>>(root)) {
				const copy = new Y.Map<unknown>();
				for (const [key, value] of entry) {
					if (value instanceof Y.Text) copy.set(key, new Y.Text(without(value.toString())));
					else copy.set(key, typeof value === 'string' ? without(without(value, redaction.label)) : value);
				}
				to.getMap(root).set(id, copy);
			}
		}
	});
	return has;
}
