import type { Kysely } from 'kysely';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { writeFileWhole } from '#lib/db/copy.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { erasedIn, type Erased } from '#lib/people/persons/erasure.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';

const listName = 'erased.json';

/** Keeps the list of the erased beside the database and beside its backups: a copy from before an erasure does not know of it. */
export async function keepErasureList(db: Kysely<Database>, folders: readonly string[]): Promise<void> {
	const list = JSON.stringify(await erasedIn(db));
	for (const folder of folders) {
		mkdirSync(folder, { recursive: true });
		const path = join(folder, listName);
		if (!existsSync(path) || readFileSync(path, 'utf8') !== list) writeFileWhole(path, list);
	}
}

/** The list that lies in `folder`, empty where there is none. */
export function erasureListIn(folder: string): Erased[] {
	const path = join(folder, listName);
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Erased[]) : [];
}

/** Erases again, in a database that was restored, who had been erased after the copy was made. Gives how many. */
export async function eraseAgain(db: Kysely<Database>, list: readonly Erased[], now: Instant): Promise<number> {
	const known = new Set((await erasedIn(db)).map(({ personId }) => personId));
	let count = 0;
	for (const { municipalityId, personId } of list) {
		if (known.has(personId)) continue;
		known.add(personId);
		const machine: Actor = {
			id: 'restore',
			name: 'Samling',
			municipalityId,
			municipalityName: '',
			unitId: null,
			roles: ['administrator'],
			locale: 'nn'
		};
		// Who was added after the copy was made is not in it.
		if ((await eraseAccount(db, undefined, machine, personId, now)).ok) count++;
	}
	return count;
}
