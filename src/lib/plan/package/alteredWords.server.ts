import { diffArrays } from 'diff';
import type { Db } from '#lib/db/open.server.ts';
import { wordsIn } from '#lib/documents/readBack.server.ts';
import { shortened } from '#lib/text/shortened.ts';

/** Words that were adopted, and those that stand in a file instead; one of the two may be ''. */
export type Altered = { was: string; is: string };

/**
 * So many differences are shown, each so long; past so many single words, or with a smaller share of what was adopted, it is another text.
 */
const most = { shown: 12, length: 160, edits: 1_500, likeness: 0.7 };

/**
 * How the words of a PDF or Word file differ from those of the adopted plan whose checksum stands in it. Undefined when it is neither,
 * has no known checksum, can't be read or has another text altogether. Only the plan itself is compared: it is public, and a file made
 * for asking gets no other words out of here.
 */
export async function alteredWords(
	db: Db,
	bytes: Buffer
): Promise<{ versionId: string; name: string; altered: Altered[]; more: number } | undefined> {
	const ending = endingOf(bytes);
	const text = ending && (await wordsIn(bytes, ending));
	if (!ending || !text) return undefined;
	const sums = checksumsIn(text);
	if (sums.length === 0) return undefined;
	const files = await db
		.selectFrom('planFile')
		.innerJoin('planVersion', 'planVersion.id', 'planFile.versionId')
		.select(['planFile.versionId', 'planFile.name', 'planFile.content'])
		.where('planVersion.contentHash', 'in', sums)
		.where('planVersion.adoptedAt', 'is not', null)
		.where('planFile.name', 'like', `%/plan.${ending}`)
		.where('planFile.takenOutAt', 'is', null)
		.orderBy('planFile.id')
		.limit(4)
		.execute();
	const compared = [];
	for (const { versionId, name, content } of files) {
		const kept = await wordsIn(Buffer.from(content!), ending);
		const altered = kept && differences(kept, text);
		if (altered) compared.push({ versionId, name, altered: altered.slice(0, most.shown), more: Math.max(0, altered.length - most.shown) });
	}
	return compared.toSorted((a, b) => a.altered.length + a.more - b.altered.length - b.more)[0];
}

/** What could be a checksum in a text, wherever its lines are broken: so many at most, since the text is not ours. */
function checksumsIn(text: string): string[] {
	const found = new Set<string>();
	for (const [, sum] of text.replaceAll(/\s/g, '').matchAll(/(?=([0-9a-f]{64}))/g)) if (found.add(sum!).size === 200) break;
	return [...found];
}

function endingOf(bytes: Buffer): 'pdf' | 'docx' | undefined {
	const begin = bytes.subarray(0, 5).toString('latin1');
	return begin === '%PDF-' ? 'pdf' : begin.startsWith('PK') ? 'docx' : undefined;
}

/** The places where two texts differ, by words: lines and spaces are laid by whatever wrote the file. */
function differences(was: string, is: string): Altered[] | undefined {
	const words = (text: string) => text.split(/\s+/).filter(Boolean);
	const kept = words(was);
	const parts = diffArrays(kept, words(is), { maxEditLength: most.edits, timeout: 2_000 });
	const left = parts?.reduce((sum, { added, removed, value }) => sum + (added || removed ? 0 : value.length), 0) ?? 0;
	if (!parts || left < kept.length * most.likeness) return undefined;
	const found: Altered[] = [];
	let open: Altered | undefined;
	for (const { added, removed, value } of parts) {
		if (!added && !removed) open = undefined;
		else {
			if (!open) found.push((open = { was: '', is: '' }));
			open[added ? 'is' : 'was'] = shortened(value.join(' '), most.length);
		}
	}
	return found;
}
