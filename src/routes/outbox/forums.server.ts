import type { Db } from '#lib/db/open.server.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import { gatheringsOf } from '#lib/gatherings/letters.server.ts';
import { titleOf } from '#lib/gatherings/text.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { releasable } from '#lib/mail/model.ts';
import { type Batch, mailsIn, oneMail } from '#lib/mail/queries.server.ts';

/** What waits about each gathering, where that is more than one batch: it can be read through and sent in one go. */
export async function waitingForums(db: Db, municipalityId: string, batches: readonly Batch[], locale: Locale) {
	const held = batches.filter(({ counts }) => releasable(counts) > 0);
	const about = await gatheringsOf(
		db,
		municipalityId,
		held.map(({ documentId }) => documentId)
	);
	const gatherings = about.size > 0 ? await all(db, municipalityId) : [];
	const groups = [...Map.groupBy(held, ({ documentId }) => about.get(documentId)).entries()];
	return groups.flatMap(([id, own]) => {
		const gathering = gatherings.find((one) => one.id === id);
		if (!gathering) return [];
		return [
			{
				id: gathering.id,
				title: titleOf(gathering, locale),
				batches: own,
				count: own.reduce((sum, one) => sum + releasable(one.counts), 0)
			}
		];
	});
}

export type WaitingForum = Awaited<ReturnType<typeof waitingForums>>[number];

/** Every batch of a gathering that waits, with its first letter to read, and to how many it goes. */
export async function toRead(db: Db, municipalityId: string, { batches }: WaitingForum) {
	const read = [];
	for (const { batch, kind, counts } of batches) {
		const held = (await mailsIn(db, municipalityId, batch)).filter(({ state }) => state === 'held');
		const first = held[0] && (await oneMail(db, municipalityId, held[0].id));
		if (first)
			read.push({
				batch,
				kind,
				count: releasable(counts),
				names: held.slice(0, 3).map(({ recipientName }) => recipientName),
				...letterOf(first)
			});
	}
	return read;
}

const letterOf = ({ subject, text, locale }: { subject: string; text: string; locale: Locale }) => ({ subject, text, locale });
