import type { Kysely } from 'kysely';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { writeFileWhole } from '#lib/db/copy.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { erasedIn, restorer, type Erased } from '#lib/people/persons/erasure.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { mask } from '#lib/privacy/masking.server.ts';
import { maskedIn, textToMask, type Masked } from '#lib/summaries/publication/disclosures.server.ts';

/** Who was erased and what was masked: ids only. */
export type Erasure = Erased | Masked;

const listName = 'erased.json';

export async function erasuresIn(db: Kysely<Database>): Promise<Erasure[]> {
	return [...(await erasedIn(db)), ...(await maskedIn(db))];
}

/** Keeps the list of erasures beside the database and beside its backups: a copy from before one does not know of it. */
export async function keepErasureList(db: Kysely<Database>, folders: readonly string[]): Promise<void> {
	const list = JSON.stringify(await erasuresIn(db));
	for (const folder of folders) {
		mkdirSync(folder, { recursive: true });
		const path = join(folder, listName);
		if (!existsSync(path) || readFileSync(path, 'utf8') !== list) writeFileWhole(path, list);
	}
}

/** The list that lies in `folder`, empty where there is none. */
export function erasureListIn(folder: string): Erasure[] {
	const path = join(folder, listName);
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Erasure[]) : [];
}

/** Erases and masks again, in a database that was restored, what had been after the copy was made. Gives how many of either. */
export async function eraseAgain(
	db: Kysely<Database>,
	list: readonly Erasure[],
	now: Instant
): Promise<{ erased: number; masked: number }> {
	const done = new Set((await erasuresIn(db)).map((one) => JSON.stringify(one)));
	const count = { erased: 0, masked: 0 };
	for (const one of list) {
		const key = JSON.stringify(one);
		if (done.has(key)) continue;
		done.add(key);
		// Who was added after the copy was made is not in it.
		if ('personId' in one) count.erased += (await eraseAccount(db, undefined, machineOf(one), one.personId, now)).ok ? 1 : 0;
		else count.masked += (await maskAgain(db, one, now)) ? 1 : 0;
	}
	return count;
}

async function maskAgain(db: Kysely<Database>, one: Masked, now: Instant): Promise<boolean> {
	const found = await textToMask(db, one);
	if (!found) return false;
	const machine = machineOf(one);
	await mask(db, undefined, machine, found, now, async (trx) => {
		await record(trx, machine, 'disclosure.mask', { kind: one.kind, id: one.subjectId }, now);
		return { ok: true as const };
	});
	return true;
}

const machineOf = ({ municipalityId }: Erasure): Actor => ({
	id: restorer,
	name: 'Samling',
	municipalityId,
	municipalityName: '',
	unitId: null,
	roles: ['administrator'],
	locale: 'nn'
});
