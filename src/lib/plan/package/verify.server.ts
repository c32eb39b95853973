import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { consistencyFrom } from '#lib/merkle/log.server.ts';
import type { Head } from '#lib/merkle/proof.ts';
import { shortened } from '#lib/text/shortened.ts';
import { alteredWords, type Altered } from './alteredWords.server.ts';
import { versionColumns, type Version } from '../model.ts';
import { adoptedText } from '../document/adoption.server.ts';

/** An adopted version, by what anybody may know of it. */
type Adopted = Pick<Version, 'nameNn' | 'nameNb' | 'number' | 'adoptedDate' | 'adoptedBy' | 'caseNumber'> & { municipality: string };

/**
 * What a file is: a kept one (`same`), one that was kept until something about a person was taken out of it (`takenOut`), the bytes of a
 * kept one with more after them (`added`: a signature, a note), the text of an adopted version with other words in it (`changed`: the
 * parts that differ), a PDF or Word file of the plan with other words in it (`altered`: which), or none that is known here.
 */
export type Verdict =
	| { state: 'same' | 'takenOut'; of: Adopted; name: string; keptAt: Instant | null }
	| { state: 'added'; of: Adopted; name: string; bytes: number }
	| { state: 'changed'; of: Adopted; differs: string[] }
	| { state: 'altered'; of: Adopted; name: string; altered: Altered[]; more: number }
	| { state: 'unknown' };

/** How much a file of a package may be; none is a tenth of it. */
export const maxFile = 8_000_000;

/**
 * Compares a file with those of adopted versions, which are public, of all municipalities here. Nothing of the file is kept, and nothing
 * is said of what is not adopted.
 */
export async function verdictOn(db: Db, bytes: Buffer): Promise<Verdict> {
	const hash = createHash('sha256').update(bytes).digest('hex');
	const file = await db
		.selectFrom('planFile')
		.select(['versionId', 'name', 'madeAt', 'takenOutAt'])
		.where('hash', '=', hash)
		.orderBy('takenOutAt', 'desc')
		.executeTakeFirst();
	if (file) {
		const of = (await adoptedVersion(db, { id: file.versionId }))!;
		return { state: file.takenOutAt === null ? 'same' : 'takenOut', of: of.shown, name: file.name, keptAt: file.madeAt };
	}
	const hashed = await adoptedVersion(db, { contentHash: hash });
	if (hashed) return { state: 'same', of: hashed.shown, name: 'plan.json', keptAt: null };
	return (await addedTo(db, bytes)) ?? (await changedIn(db, bytes)) ?? (await alteredFrom(db, bytes)) ?? { state: 'unknown' };
}

async function adoptedVersion(db: Db, by: { id: string } | { contentHash: string } | { planId: string; number: number }) {
	let asked = db
		.selectFrom('planVersion')
		.select([...versionColumns, 'municipalityId'])
		.where('adoptedAt', 'is not', null);
	for (const [column, value] of Object.entries(by)) asked = asked.where(column as 'id', '=', value as string);
	const version = await asked.executeTakeFirst();
	if (!version) return undefined;
	const { name } = await db.selectFrom('municipality').select('name').where('id', '=', version.municipalityId).executeTakeFirstOrThrow();
	const { nameNn, nameNb, number, adoptedDate, adoptedBy, caseNumber } = version;
	return { version, shown: { nameNn, nameNb, number, adoptedDate, adoptedBy, caseNumber, municipality: name } };
}

/** Whether the file begins with all bytes of a kept one: hashed once, up to each size there is. */
async function addedTo(db: Db, bytes: Buffer): Promise<Verdict | undefined> {
	if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return undefined;
	const kept = await db
		.selectFrom('planFile')
		.select(['versionId', 'name', 'hash', 'size'])
		.where('name', 'like', '%.pdf')
		.where('size', '<', bytes.length)
		.orderBy('size')
		.execute();
	const running = createHash('sha256');
	let read = 0;
	let found: (typeof kept)[number] | undefined;
	let hash = '';
	for (const one of kept) {
		if (one.size > read) hash = running.update(bytes.subarray(read, one.size)).copy().digest('hex');
		read = one.size;
		if (one.hash === hash) found = one;
	}
	if (!found) return undefined;
	const of = (await adoptedVersion(db, { id: found.versionId }))!;
	return { state: 'added', of: of.shown, name: found.name, bytes: bytes.length - found.size };
}

/** A PDF or Word file that says which version it is by the checksum in it, and reads otherwise. */
async function alteredFrom(db: Db, bytes: Buffer): Promise<Verdict | undefined> {
	const found = await alteredWords(db, bytes);
	if (!found) return undefined;
	const { versionId, ...words } = found;
	return { state: 'altered', of: (await adoptedVersion(db, { id: versionId }))!.shown, ...words };
}

/** So many parts are named, by so many letters: what is sent is not ours. */
const most = 40;

type Hashed = {
	plan?: { id?: unknown };
	version?: { number?: unknown };
	elements?: unknown;
};

/** What differs between a text that says which version it is, and that version: the numbers of its parts. */
async function changedIn(db: Db, bytes: Buffer): Promise<Verdict | undefined> {
	const sent = parsed(bytes);
	const [planId, number] = [sent?.plan?.id, sent?.version?.number];
	if (!sent || typeof planId !== 'string' || !Number.isSafeInteger(number)) return undefined;
	const found = await adoptedVersion(db, { planId, number: number as number });
	if (!found) return undefined;
	const ours = JSON.parse(await adoptedText(db, found.version)) as Hashed;
	const [theirs, own] = [partsOf(sent), partsOf(ours)];
	const ids = new Set([...theirs.keys(), ...own.keys()]);
	const differs = [...ids].filter((id) => theirs.get(id)?.text !== own.get(id)?.text).map((id) => (own.get(id) ?? theirs.get(id))!.label);
	return { state: 'changed', of: found.shown, differs: differs.filter((_, at) => at < most) };
}

function parsed(bytes: Buffer): Hashed | undefined {
	if (bytes[0] !== 0x7b) return undefined;
	try {
		return JSON.parse(bytes.toString('utf8')) as Hashed;
	} catch {
		return undefined;
	}
}

/** The parts of a hashed text by id; what is not an element has no number. */
function partsOf({ elements, plan, version }: Hashed): Map<string, { text: string; label: string }> {
	const parts = new Map([['', { text: JSON.stringify([plan, version]), label: '' }]]);
	for (const one of Array.isArray(elements) ? (elements as Record<string, unknown>[]) : [])
		if (one && typeof one === 'object')
			parts.set(String(one.elementId), { text: JSON.stringify(one), label: shortened(String(one.number), most) });
	return parts;
}

/** The log that had a head which is printed in a plan, and the proof that it still begins with it; undefined when none has had it. */
export async function logSince(
	db: Db,
	printed: Pick<Head, 'size' | 'root'>
): Promise<{ municipality: string; first: Head; second: Head; path: string[] } | undefined> {
	for (const { id, name } of await db.selectFrom('municipality').select(['id', 'name']).orderBy('id').execute()) {
		const found = await consistencyFrom(db, id, printed.size);
		if (found?.first.root === printed.root) return { municipality: name, ...found };
	}
	return undefined;
}
