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
	if (redaction.hints.length === 0 || only?.values.length === 0) return;
	const among = only ? sql`and ${sql.ref(only.column)} in (${sql.join(only.values)})` : sql``;
	for (const { table, texts = [], labels = [], json = [] } of words) {
		for (const column of [...texts, ...labels, ...json]) {
			const [from, at] = [sql.table(table), sql.ref(column)];
			const hinted = sql.join(
				redaction.hints.map((hint) => sql`lower(${at}) like ${`%${hint}%`}`),
				sql` or `
			);
			const { rows } = await sql<{ value: string }>`select distinct ${at} as value from ${from}
				where municipality_id = ${municipalityId} ${among} and ${at} is not null and (${hinted})`.execute(trx);
			for (const { value } of rows) {
				const without = json.includes(column)
					? withoutInJson(value, redaction)
					: redaction.text(labels.includes(column) ? redaction.label(value) : value);
				if (without === value) continue;
				await sql`update ${from} set ${at} = ${without}
					where municipality_id = ${municipalityId} ${among} and ${at} = ${value}`.execute(trx);
			}
		}
	}
}

function withoutInJson(value: string, redaction: Redaction): string {
	const read: unknown = JSON.parse(value);
	const without = JSON.stringify(redactedJson(read, redaction));
	return without === JSON.stringify(read) ? value : without;
}
