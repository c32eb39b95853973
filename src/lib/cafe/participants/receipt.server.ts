import type { CafePhase } from '#db/schema/cafe.ts';
import type { Db } from '#lib/db/open.server.ts';
import { readReceiptCode, receiptMark } from './receipt.ts';

export type ReceiptNote = {
	id: string;
	text: string;
	/** The label it was written with; '' is none. */
	writtenBy: string;
	/** What they had written when somebody else changed it under their signature; null: nobody has. */
	firstText: string | null;
	votes: number;
	/** The cluster it was in when the board was frozen; null for none. */
	cluster: { id: string; title: string } | null;
	table: { id: string; number: number; question: string };
};

export type ReceiptFound = {
	municipalityId: string;
	municipalityName: string;
	cafe: { id: string; phase: CafePhase };
	gathering: { id: string; theme: string; date: string | null };
	/** How many of the café's boards are not frozen: notes on them can't be found yet. */
	openTables: number;
	/** The notes that carry this receipt's mark, in the order of the tables. */
	notes: ReceiptNote[];
};

/**
 * The notes of a receipt. Only frozen boards have rows, so while `openTables` is more than 0 there may be more to come; a note
 * that was in the bin when its board was frozen is not found. Undefined when there is no café for the code.
 */
export async function notesOfReceipt(db: Db, code: string): Promise<ReceiptFound | undefined> {
	const read = readReceiptCode(code);
	const cafe = read && (await cafeOfReceipt(db, read.cafeId));
	if (!cafe) return undefined;
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'question', 'frozenAt'])
		.where('cafeId', '=', cafe.id)
		.orderBy('number')
		.execute();
	const tableOf = new Map(tables.map(({ id, number, question }) => [id, { id, number, question }]));
	const own = (await markedNotes(db, cafe.id)).filter((row) => row.receipt === receiptMark(read.secret, row.id));
	return {
		municipalityId: cafe.municipalityId,
		municipalityName: cafe.name,
		cafe: { id: cafe.id, phase: cafe.phase },
		gathering: { id: cafe.gatheringId, theme: cafe.theme, date: cafe.date },
		openTables: tables.filter((table) => table.frozenAt === null).length,
		notes: own.map(({ cafeTableId, clusterId, title, receipt: _mark, ...note }) => ({
			...note,
			cluster: clusterId === null ? null : { id: clusterId, title: title ?? '' },
			table: tableOf.get(cafeTableId)!
		}))
	};
}

function cafeOfReceipt(db: Db, cafeId: string) {
	return db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.innerJoin('municipality', 'municipality.id', 'cafe.municipalityId')
		.select(['cafe.id', 'cafe.phase', 'cafe.municipalityId', 'municipality.name'])
		.select(['gathering.id as gatheringId', 'gathering.theme', 'gathering.date'])
		.where('cafe.id', '=', cafeId)
		.executeTakeFirst();
}

/** All notes of a café that carry a mark, in the order of the tables and their boards. */
function markedNotes(db: Db, cafeId: string) {
	return db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.leftJoin('cluster', 'cluster.id', 'note.clusterId')
		.select(['note.id', 'note.text', 'note.writtenBy', 'note.firstText', 'note.votes', 'note.receipt', 'note.cafeTableId'])
		.select(['cluster.id as clusterId', 'cluster.title'])
		.where('cafeTable.cafeId', '=', cafeId)
		.where('note.receipt', 'is not', null)
		.orderBy('cafeTable.number')
		.orderBy('note.position')
		.execute();
}
