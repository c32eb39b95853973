import { boardFaults, checkTables } from '#lib/cafe/harvest/seals.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { brokenLeaves, headOf, leafFor, leavesOf, type Entry, type Leaf } from '#lib/merkle/log.server.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { adoptedHashes, checkPlans } from '#lib/plan/document/adoption.server.ts';
import { printedHeads } from '#lib/plan/package/queries.server.ts';
import { checkReports, submittedHashes } from '#lib/plan/reports/seal.server.ts';
import { checkSummaries, publishedHashes } from '#lib/summaries/publication/seal.server.ts';

/** How many texts of the installation were frozen with a hash, how many redacted since, and by name those that nothing accounts for. */
export async function checkSeals(db: Db): Promise<{ sealed: number; redacted: number; forged: string[] }> {
	const all = [...(await checkTables(db)), ...(await checkSummaries(db)), ...(await checkPlans(db)), ...(await checkReports(db))];
	const of = (wanted: string) => all.filter(({ state }) => state === wanted);
	return { sealed: all.length, redacted: of('redacted').length, forged: of('forged').map(({ name }) => name) };
}

/**
 * Whether the Merkle log of each municipality is whole and holds everything that is frozen, and each log still begins with what was
 * printed in the adopted plans; what is wrong, in sentences.
 */
export async function checkLogs(db: Db): Promise<{ leaves: number; faults: string[] }> {
	const found = { leaves: 0, faults: [] as string[] };
	for (const id of await municipalityIds(db)) {
		const log = await leavesOf(db, id);
		found.leaves += log.length;
		const faults = [...brokenLeaves(log), ...(await unlogged(db, id, log)), ...(await boardFaults(db, id))];
		for (const { versionId, head } of await printedHeads(db, id))
			if (headOf(log, head.size).root !== head.root) faults.push(`the log does not begin with what is printed in version ${versionId}`);
		found.faults.push(...faults.map((fault) => `municipality ${id}: ${fault}`));
	}
	return found;
}

/** Published summaries, adopted versions and submitted reports without a leaf of their hash, and leaves of such as are not there. */
async function unlogged(db: Db, municipalityId: string, log: readonly Leaf[]): Promise<string[]> {
	const faults = (kind: Entry['kind'], rows: { id: string; hash: string | null }[]) => [
		...rows.filter(({ id, hash }) => leafFor(log, { kind, id })?.hash !== hash).map(({ id }) => `${kind} ${id} has no leaf with its hash`),
		...log
			.filter((leaf) => leaf.kind === kind && !rows.some(({ id }) => id === leaf.id))
			.map(({ id }) => `${kind} ${id} is in the log only`)
	];
	return [
		...faults('summary', await publishedHashes(db, municipalityId)),
		...faults('version', await adoptedHashes(db, municipalityId)),
		...faults('report', await submittedHashes(db, municipalityId))
	];
}
