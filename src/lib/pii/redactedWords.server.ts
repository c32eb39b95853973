import { sql } from 'kysely';
import type { Db } from '#lib/db/open.server.ts';
import { redactedJson, type Redaction, type Words } from './redaction.ts';

/** Rows whose `column` is one of `values`. */
type Only = { column: string; values: readonly string[] };

/**
 * Carries out a redaction in all rows of a municipality, or in `only` some of them. In the caller's transaction. It works by value, so
 * that it needs to know no table's key.
 */
export async function redactWords(
	trx: Db,
	municipalityId: string,
	words: readonly Words[],
	redaction: Redaction,
	only?: Only
): Promise<void> {
	for (const { table, column, value, without } of await valuesWith(trx, municipalityId, words, redaction, only))
		await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${without}
			where municipality_id = ${municipalityId} ${among(only)} and ${sql.ref(column)} = ${value}`.execute(trx);
}

/** In how many texts of a municipality the words of a redaction stand; the same text in a column counts once. */
export async function countWords(db: Db, municipalityId: string, words: readonly Words[], redaction: Redaction): Promise<number> {
	return (await valuesWith(db, municipalityId, words, redaction)).length;
}

const among = (only: Only | undefined) => (only ? sql`and ${sql.ref(only.column)} in (${sql.join(only.values)})` : sql``);

async function valuesWith(db: Db, municipalityId: string, words: readonly Words[], redaction: Redaction, only?: Only) {
	const found: { table: string; column: string; value: string; without: string }[] = [];
	if (redaction.hints.length === 0 || only?.values.length === 0) return found;
	for (const { table, texts = [], labels = [], json = [], folded = {} } of words) {
		for (const column of [...texts, ...labels, ...json, ...Object.keys(folded)]) {
			const at = column in folded ? sql`replace(${sql.ref(column)}, ${fold}, '')` : sql.ref(column);
			const hinted = sql.join(
				redaction.hints.map((hint) => sql`lower(${at}) like ${`%${hint}%`}`),
				sql` or `
			);
			const { rows } = await sql<{ value: string }>`select distinct ${sql.ref(column)} as value from ${sql.table(table)}
				where municipality_id = ${municipalityId} ${among(only)} and ${sql.ref(column)} is not null and (${hinted})`.execute(db);
			for (const { value } of rows) {
				const without = json.includes(column)
					? withoutInJson(value, redaction)
					: column in folded
						? withoutInLines(value, redaction, folded[column]!)
						: redaction.text(labels.includes(column) ? redaction.label(value) : value);
				if (without !== value) found.push({ table, column, value, without });
			}
		}
	}
	return found;
}

function withoutInJson(value: string, redaction: Redaction): string {
	const read: unknown = JSON.parse(value);
	const without = JSON.stringify(redactedJson(read, redaction));
	return without === JSON.stringify(read) ? value : without;
}

/** How a line goes on in the next (RFC 5545 §3.1). */
const fold = '\r\n ';

function withoutInLines(value: string, redaction: Redaction, folded: (line: string) => string): string {
	const lines = value.replaceAll(fold, '').split('\r\n');
	const without = lines.map(redaction.text);
	return without.every((line, at) => line === lines[at]) ? value : without.map(folded).join('\r\n');
}
