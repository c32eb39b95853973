import type { CafePhase } from '#db/schema/cafe.ts';
import type { Db } from '#lib/db/open.server.ts';
import { readReceiptCode, receiptMark } from './receipt.ts';

export type ReceiptNote = {
	id: string;
	text: string;
	/** How it was marked on the table; '' is nobody. */
	writtenBy: string;
	round: number;
	votes: number;
	/** The cluster it ended in, null when it lay loose. */
	cluster: { id: string; title: string } | null;
	table: { id: string; number: number; question: string };
};

export type ReceiptFound = {
	municipalityId: string;
	municipalityName: string;
	cafe: { id: string; phase: CafePhase };
	gathering: { id: string; theme: string; date: string | null };
	/** How many of the café's boards are still written on: their notes can't be found yet. */
	openTables: number;
	/** Those that this receipt was written with, in the order of the tables. */
	notes: ReceiptNote[];
};

/**
 * What a receipt finds. Only frozen boards have rows, so while `openTables` is more than 0 there may be more to come; a note
 * that was in the bin when its board was frozen is not there. Undefined when no café answers to the code.
 */
export async function notesOfReceipt(db: Db, code: string): Promise<ReceiptFound | undefined> {
	const read = readReceiptCode(code);
	if (!read) return undefined;
	const cafe = await db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.innerJoin('municipality', 'municipality.id', 'cafe.municipalityId')
		.select([
			'cafe.id',
			'cafe.phase',
			'cafe.municipalityId',
			'gathering.id as gatheringId',
			'gathering.theme',
			'gathering.date',
			'municipality.name'
		])
		.where('cafe.id', '=', read.cafeId)
		.executeTakeFirst();
	if (!cafe) return undefined;
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'question', 'frozenAt'])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	const rows = await db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.leftJoin('cluster', 'cluster.id', 'note.clusterId')
		.select([
			'note.id',
			'note.text',
			'note.writtenBy',
			'note.round',
			'note.votes',
			'note.receipt',
			'note.cafeTableId',
			'cluster.id as clusterId',
			'cluster.title'
		])
		.where('cafeTable.cafeId', '=', cafe.id)
		.where('note.receipt', 'is not', null)
		.orderBy('cafeTable.number')
		.orderBy('note.position')
		.execute();
	const notes = rows
		.filter((row) => row.receipt === receiptMark(read.secret, row.id))
		.map(({ id, text, writtenBy, round, votes, cafeTableId, clusterId, title }): ReceiptNote => {
			const { number, question } = tables.find((table) => table.id === cafeTableId)!;
			return {
				id,
				text,
				writtenBy,
				round,
				votes,
				cluster: clusterId === null ? null : { id: clusterId, title: title ?? '' },
				table: { id: cafeTableId, number, question }
			};
		});
	return {
		municipalityId: cafe.municipalityId,
		municipalityName: cafe.name,
		cafe: { id: cafe.id, phase: cafe.phase },
		gathering: { id: cafe.gatheringId, theme: cafe.theme, date: cafe.date },
		openTables: tables.filter((table) => table.frozenAt === null).length,
		notes
	};
}
