import { createHash } from 'node:crypto';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import { mayWriteDraft, type SummaryContent } from '../model.ts';
import { photoFrom, photoLimits, type PhotoRefusal } from './stripMetadata.ts';

type Refused<R extends string> = { ok: false; reason: R };
type Words = { alt: string; caption: string };

/** The pictures of a version in their order, without their bytes. One query. */
export async function picturesOf(db: Db, municipalityId: string, summaryId: string): Promise<SummaryContent['pictures']> {
	return db
		.selectFrom('summaryPicture')
		.innerJoin('picture', 'picture.id', 'summaryPicture.pictureId')
		.select([
			'picture.id',
			'picture.type',
			'picture.width',
			'picture.height',
			'picture.hash',
			'summaryPicture.alt',
			'summaryPicture.caption'
		])
		.where('summaryPicture.municipalityId', '=', municipalityId)
		.where('summaryPicture.summaryId', '=', summaryId)
		.orderBy('summaryPicture.position')
		.execute();
}

/** A picture that some version of the gathering's summary shows; undefined when none does. */
export async function pictureAt(db: Db, municipalityId: string, gatheringId: string, pictureId: string) {
	return db
		.selectFrom('picture')
		.innerJoin('summaryPicture', 'summaryPicture.pictureId', 'picture.id')
		.innerJoin('summary', 'summary.id', 'summaryPicture.summaryId')
		.select(['picture.type', 'picture.bytes'])
		.where('picture.municipalityId', '=', municipalityId)
		.where('summary.gatheringId', '=', gatheringId)
		.where('picture.id', '=', pictureId)
		.executeTakeFirst();
}

/** A picture of the version that was sent with a personal link; undefined when it is not in that one. `tokenHash` is the link's. */
export async function pictureByLink(db: Db, tokenHash: string, pictureId: string) {
	return db
		.selectFrom('summaryReader')
		.innerJoin('summaryPicture', 'summaryPicture.summaryId', 'summaryReader.summaryId')
		.innerJoin('picture', 'picture.id', 'summaryPicture.pictureId')
		.select(['picture.type', 'picture.bytes'])
		.where('summaryReader.tokenHash', '=', tokenHash)
		.where('picture.id', '=', pictureId)
		.executeTakeFirst();
}

/** The bytes of a version's pictures, by id: what documents are written with. */
export async function pictureBytes(db: Db, municipalityId: string, summaryId: string): Promise<Map<string, Uint8Array>> {
	const rows = await db
		.selectFrom('summaryPicture')
		.innerJoin('picture', 'picture.id', 'summaryPicture.pictureId')
		.select(['picture.id', 'picture.bytes'])
		.where('summaryPicture.municipalityId', '=', municipalityId)
		.where('summaryPicture.summaryId', '=', summaryId)
		.execute();
	return new Map(rows.map(({ id, bytes }) => [id, bytes]));
}

async function draftOf(db: Db, actor: Actor, gatheringId: string): Promise<{ id: string } | undefined> {
	return db
		.selectFrom('summary')
		.select('id')
		.where('municipalityId', '=', actor.municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('publishedAt', 'is', null)
		.executeTakeFirst();
}

/**
 * Adds a picture to the open draft, last, without what cameras write into it. `file` is what was uploaded.
 * Refuses `notAllowed`, `noDraft`, `tooManyPictures` and as `photoFrom`.
 */
export async function addPicture(
	db: Db,
	actor: Actor,
	gatheringId: string,
	{ file, alt, caption }: Words & { file: Uint8Array },
	now: Instant
): Promise<{ ok: true; pictureId: string } | Refused<'notAllowed' | 'noDraft' | 'tooManyPictures' | PhotoRefusal>> {
	if (!mayWriteDraft(actor)) return { ok: false, reason: 'notAllowed' };
	const read = photoFrom(file);
	if (!read.ok) return read;
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return { ok: false, reason: 'noDraft' };
		const { count, last } = await trx
			.selectFrom('summaryPicture')
			.select((select) => [select.fn.countAll().as('count'), select.fn.max('position').as('last')])
			.where('summaryId', '=', draft.id)
			.executeTakeFirstOrThrow();
		if (Number(count) >= photoLimits.pictures) return { ok: false, reason: 'tooManyPictures' };
		const pictureId = newId();
		const hash = createHash('sha256').update(read.photo.bytes).digest('hex');
		await trx
			.insertInto('picture')
			.values({ id: pictureId, municipalityId, ...read.photo, bytes: Buffer.from(read.photo.bytes), hash, addedBy: actor.id, addedAt: now })
			.execute();
		await trx
			.insertInto('summaryPicture')
			.values({ summaryId: draft.id, pictureId, municipalityId, position: Number(last ?? 0) + 1, alt, caption })
			.execute();
		return { ok: true, pictureId };
	});
}

/** Says what a picture of the open draft shows. Refuses `notAllowed`, `noDraft`, `unknownPicture`. */
export async function describePicture(
	db: Db,
	actor: Actor,
	gatheringId: string,
	pictureId: string,
	words: Words
): Promise<{ ok: true } | Refused<'notAllowed' | 'noDraft' | 'unknownPicture'>> {
	if (!mayWriteDraft(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return { ok: false, reason: 'noDraft' };
		const { numUpdatedRows } = await trx
			.updateTable('summaryPicture')
			.set({ alt: words.alt, caption: words.caption })
			.where('summaryId', '=', draft.id)
			.where('pictureId', '=', pictureId)
			.executeTakeFirst();
		return numUpdatedRows === 0n ? { ok: false, reason: 'unknownPicture' } : { ok: true };
	});
}

/** Takes a picture out of the open draft; its bytes go when no version shows it. Refuses `notAllowed`, `noDraft`, `unknownPicture`. */
export async function removePicture(
	db: Db,
	actor: Actor,
	gatheringId: string,
	pictureId: string
): Promise<{ ok: true } | Refused<'notAllowed' | 'noDraft' | 'unknownPicture'>> {
	if (!mayWriteDraft(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return { ok: false, reason: 'noDraft' };
		const { numDeletedRows } = await trx
			.deleteFrom('summaryPicture')
			.where('summaryId', '=', draft.id)
			.where('pictureId', '=', pictureId)
			.executeTakeFirst();
		if (numDeletedRows === 0n) return { ok: false, reason: 'unknownPicture' };
		const other = await trx.selectFrom('summaryPicture').select('summaryId').where('pictureId', '=', pictureId).executeTakeFirst();
		if (!other) await trx.deleteFrom('picture').where('id', '=', pictureId).execute();
		return { ok: true };
	});
}

/** A correction begins with the pictures of what it corrects. In the caller's transaction. */
export async function copyPictures(trx: Db, fromId: string, toId: string): Promise<void> {
	const rows = await trx.selectFrom('summaryPicture').selectAll().where('summaryId', '=', fromId).execute();
	if (rows.length > 0)
		await trx
			.insertInto('summaryPicture')
			.values(rows.map((row) => ({ ...row, summaryId: toId })))
			.execute();
}
