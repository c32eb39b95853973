import { createHash } from 'node:crypto';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayWriteDraft } from '../model.ts';
import { photoFrom } from './stripMetadata.server.ts';
import { photoLimits } from './limits.ts';

type Words = { alt: string; caption: string };

/** Reads an uploaded picture. Refuses `missing`, and `limitSize` without reading what is far too big. */
export async function readUpload(file: File | undefined) {
	if (!file) return refuse('missing');
	if (file.size > 2 * photoLimits.bytes) return refuse('limitSize');
	return { ok: true as const, bytes: new Uint8Array(await file.arrayBuffer()) };
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
 * Refuses `notAllowed`, `closed` (there is no draft), `limitPictures` and as `photoFrom`.
 */
export async function addPicture(
	db: Db,
	actor: Actor,
	gatheringId: string,
	{ file, alt, caption }: Words & { file: Uint8Array },
	now: Instant
) {
	if (!mayWriteDraft(actor)) return refuse('notAllowed');
	const read = photoFrom(file);
	if (!read.ok) return read;
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return refuse('closed');
		const { count, last } = await trx
			.selectFrom('summaryPicture')
			.select((select) => [select.fn.countAll().as('count'), select.fn.max('position').as('last')])
			.where('summaryId', '=', draft.id)
			.executeTakeFirstOrThrow();
		if (Number(count) >= photoLimits.pictures) return refuse('limitPictures');
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
		return { ok: true as const, pictureId };
	});
}

/** Says what a picture of the open draft shows. Refuses `notAllowed`, `closed`, `conflict` (it is out of the draft). */
export async function describePicture(db: Db, actor: Actor, gatheringId: string, pictureId: string, words: Words) {
	if (!mayWriteDraft(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return refuse('closed');
		const { numUpdatedRows } = await trx
			.updateTable('summaryPicture')
			.set({ alt: words.alt, caption: words.caption })
			.where('summaryId', '=', draft.id)
			.where('pictureId', '=', pictureId)
			.executeTakeFirst();
		return numUpdatedRows === 0n ? refuse('conflict') : { ok: true as const };
	});
}

/**
 * Takes a picture out of the open draft; its bytes go when no version shows it. Refuses `notAllowed`, `closed`, `conflict` (it is out of
 * the draft).
 */
export async function removePicture(db: Db, actor: Actor, gatheringId: string, pictureId: string) {
	if (!mayWriteDraft(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const draft = await draftOf(trx, actor, gatheringId);
		if (!draft) return refuse('closed');
		const { numDeletedRows } = await trx
			.deleteFrom('summaryPicture')
			.where('summaryId', '=', draft.id)
			.where('pictureId', '=', pictureId)
			.executeTakeFirst();
		if (numDeletedRows === 0n) return refuse('conflict');
		const other = await trx.selectFrom('summaryPicture').select('summaryId').where('pictureId', '=', pictureId).executeTakeFirst();
		if (!other) await trx.deleteFrom('picture').where('id', '=', pictureId).execute();
		return { ok: true as const };
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
