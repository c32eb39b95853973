import { contentHash } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { AuditVerb } from './audit.ts';
import type { Actor } from './model.ts';

/**
 * Adds one entry to the audit trail: who (null: the system), did what (`verb`), to what. `detail` is JSON-able: of it are kept
 * numbers, ids, keys, dates and hashes. Words may name somebody who is erased later, and nothing takes them out of here: what somebody
 * wrote is a `note`.
 * The database refuses to change or delete an entry, and each holds the hash of the one before it, so that a file that was changed
 * by hand is told (`brokenEntry`).
 */
export async function record(
	db: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'> | { id: null; municipalityId: string; name: string },
	verb: AuditVerb,
	subject: { kind: string; id: string; detail?: unknown; note?: string },
	now: Instant
): Promise<void> {
	const { municipalityId } = actor;
	const last = await db
		.selectFrom('audit')
		.select(['seq', 'hash'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	const entry = {
		seq: (last?.seq ?? 0) + 1,
		at: now,
		actorId: actor.id,
		verb,
		subjectKind: subject.kind,
		subjectId: subject.id,
		detail: subject.detail === undefined ? null : JSON.stringify(withoutWords(subject.detail))
	};
	await db
		.insertInto('audit')
		.values({
			id: newId(),
			municipalityId,
			actorName: actor.name,
			note: subject.note ?? null,
			...entry,
			hash: hashAfter(last?.hash ?? '', entry)
		})
		.execute();
}

const key = /^[\w.:+-]{0,80}$/;

function withoutWords(value: unknown): unknown {
	if (typeof value === 'string') return key.test(value) ? value : undefined;
	if (Array.isArray(value)) return value.map(withoutWords).filter((each) => each !== undefined);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutWords(each)]));
}

type Entry = {
	seq: number;
	at: string;
	actorId: string | null;
	verb: string;
	subjectKind: string;
	subjectId: string;
	detail: string | null;
};

function hashAfter(before: string, { seq, at, actorId, verb, subjectKind, subjectId, detail }: Entry): string {
	return contentHash(JSON.stringify([before, seq, at, actorId, verb, subjectKind, subjectId, detail]));
}

/** The number of the first entry of a municipality's trail that is not as it was written, or follows on a missing one; else undefined. */
export async function brokenEntry(db: Db, municipalityId: string): Promise<number | undefined> {
	let before = { seq: 0, hash: '' };
	for (;;) {
		const entries = await db
			.selectFrom('audit')
			.select(['seq', 'at', 'actorId', 'verb', 'subjectKind', 'subjectId', 'detail', 'hash'])
			.where('municipalityId', '=', municipalityId)
			.where('seq', '>', before.seq)
			.orderBy('seq')
			.limit(1000)
			.execute();
		for (const entry of entries) {
			if (entry.seq !== before.seq + 1 || entry.hash !== hashAfter(before.hash, entry)) return entry.seq;
			before = entry;
		}
		if (entries.length === 0) return undefined;
	}
}
