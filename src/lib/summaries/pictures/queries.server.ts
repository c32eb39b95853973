import type { Db } from '#lib/db/open.server.ts';
import type { SummaryContent } from '../model.ts';

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
