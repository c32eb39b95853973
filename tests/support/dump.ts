import { sql, type Kysely } from 'kysely';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';

/** One row of the database (or line of a log) as the words and ids that stand in it. */
export type Leaf = { of: string; words: Set<string> };

/** All that a copy of the database tells, documents taken apart; a leaf a row. SQLite only. */
export async function dumpOf(db: Kysely<Database>): Promise<Leaf[]> {
	const { rows: tables } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
	const leaves: Leaf[] = [];
	for (const { name } of tables) {
		const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
		for (const row of rows) leaves.push({ of: name, words: wordsIn(Object.values(row)) });
	}
	return leaves;
}

/** All values of all tables as one text; of bytes, those that are letters and digits. */
export async function everythingIn(db: Kysely<Database>): Promise<string> {
	const tables = (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('kysely'));
	const texts: string[] = [];
	for (const { name } of tables) {
		const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
		for (const row of rows)
			for (const value of Object.values(row)) texts.push(value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value));
	}
	return texts.join('\n');
}

export const leafOf = (of: string, value: unknown): Leaf => ({ of, words: wordsIn([value]) });

/**
 * Everything that `word` leads to: what stands in a row with it, what stands in a row with that, and so on; not past `shared`, which is
 * everybody's.
 */
export function reachOf(leaves: readonly Leaf[], word: string, shared: ReadonlySet<string>): Set<string> {
	const reached = new Set([word]);
	for (let before = 0; before < reached.size;) {
		before = reached.size;
		for (const { words } of leaves) {
			if (![...words].some((each) => reached.has(each) && !shared.has(each))) continue;
			for (const each of words) reached.add(each);
		}
	}
	return reached;
}

/** Words and ids, wherever they stand: in a column, in JSON in a column, in a document. Short ones tell nothing. */
function wordsIn(values: readonly unknown[]): Set<string> {
	const words = new Set<string>();
	const add = (value: unknown): void => {
		if (value instanceof Uint8Array) return addDocument(value);
		if (typeof value === 'number') value = String(value);
		if (typeof value === 'object' && value !== null) return Object.entries(value).forEach(([key, each]) => (add(key), add(each)));
		if (typeof value !== 'string' || value.length < 6) return;
		words.add(value);
		if (/^[[{]/.test(value)) {
			try {
				add(JSON.parse(value));
			} catch {
				// Not JSON after all.
			}
		}
	};
	const addDocument = (bytes: Uint8Array) => {
		for (const struct of Y.decodeUpdate(bytes).structs) {
			add(struct.id.client);
			if (!(struct instanceof Y.Item)) continue;
			if (typeof struct.parentSub === 'string') add(struct.parentSub);
			if (struct.content instanceof Y.ContentString) add(struct.content.str);
			if (struct.content instanceof Y.ContentAny) add(struct.content.arr);
		}
	};
	for (const value of values) add(value);
	return words;
}
