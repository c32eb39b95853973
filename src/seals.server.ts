import { checkTables } from '#lib/cafe/harvest/seals.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { checkPlans } from '#lib/plan/document/adoption.server.ts';
import { checkSummaries } from '#lib/summaries/publication/seal.server.ts';

/** How many texts of the installation were frozen with a hash, how many redacted since, and by name those that nothing accounts for. */
export async function checkSeals(db: Db): Promise<{ sealed: number; redacted: number; forged: string[] }> {
	const all = [...(await checkTables(db)), ...(await checkSummaries(db)), ...(await checkPlans(db))];
	const of = (wanted: string) => all.filter(({ state }) => state === wanted);
	return { sealed: all.length, redacted: of('redacted').length, forged: of('forged').map(({ name }) => name) };
}
