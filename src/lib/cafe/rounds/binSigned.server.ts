import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { binNote, readBoard } from '../board/document.ts';

/**
 * Puts every note that carries `name` on the boards of a café into the bin, those that are written alone too. Gives how many. Boards that
 * are frozen stay as they are, and so do notes without a name or with a unit: whose they are is not known.
 */
export async function binSigned(db: Db, live: Pick<LiveServer, 'write'>, cafeId: string, name: string, now: Instant): Promise<number> {
	if (name === '') return 0;
	const tables = await db.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', '=', cafeId).execute();
	const alone = await db
		.selectFrom('sheet')
		.select('boardId')
		.where('revealedAt', 'is', null)
		.where(
			'cafeTableId',
			'in',
			tables.map(({ id }) => id)
		)
		.execute();
	let count = 0;
	for (const { boardId } of [...tables, ...alone])
		await live.write(boardId, (doc) => {
			const signed = readBoard(doc).notes.filter((note) => note.by === name && note.binnedAt === null);
			for (const { id } of signed) binNote(doc, id, now);
			count += signed.length;
		});
	return count;
}
