import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/people/model.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Board } from '../board/document.ts';
import { isSilent } from '../model.ts';
import type { AtTable } from '../participants/participants.server.ts';
import { elementsOn } from '../setup/planElements.server.ts';
import type { TableElement } from '../setup/planElements.ts';
import { handoverTo, type Handover } from './hostNote.server.ts';
import { formerPrivateBoards, privateBoardFor, type PrivateBoard } from './privateBoards.server.ts';

/** What a table's page shows beside who is there. */
export type TableView = {
	/** The document's epoch (L7): text kept from another epoch is not merged into this one. */
	epoch: number;
	/** The content as it was frozen; null while the board is open. */
	frozen: Board | null;
	/** The table they should go to. */
	goTo: { id: string; number: number; question: string; location: string | null } | null;
	/** Where they write while everybody writes alone; `isNew` when it was created now. */
	privateBoard: (PrivateBoard & { isNew: boolean }) | null;
	/** How many write alone at the table, and how many of them say that they are done; 0 when nobody is to. */
	writing: number;
	written: number;
	/** Private boards of theirs whose notes are on this table: what the phone still keeps of one belongs here. */
	formerPrivateBoards: string[];
	/** The note of the group before them. */
	handover: Handover | null;
	/** The elements of the plan on the table. */
	elements: TableElement[];
	/** Label on a note → colour of the unit it names. */
	colours: Record<string, number>;
};

/** Reads the view for somebody admitted by `participantFor` and known to boards as `principalId`. May create their private board. */
export async function tableView(db: Db, at: AtTable, principalId: string): Promise<TableView> {
	const { municipalityId } = at.cafe;
	const row = await db
		.selectFrom('cafeTable')
		.innerJoin('board', 'board.id', 'cafeTable.boardId')
		.select(['board.epoch', 'cafeTable.frozenContent'])
		.where('cafeTable.id', '=', at.table.id)
		.executeTakeFirstOrThrow();
	const units = await db.selectFrom('unit').select(['nameNn', 'nameNb', 'colour']).where('municipalityId', '=', municipalityId).execute();
	const next =
		at.goTo === null
			? undefined
			: await db.selectFrom('cafeTable').select(['id', 'number', 'question', 'location']).where('id', '=', at.goTo).executeTakeFirst();
	const names = (locale: Locale) => units.map((unit) => [inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }), unit.colour] as const);
	return {
		epoch: row.epoch,
		frozen: row.frozenContent === null ? null : await withPaper(db, at.table.id, JSON.parse(row.frozenContent) as Board),
		goTo: next ?? null,
		privateBoard: await privateBoardFor(db, at, principalId),
		...(await writersAt(db, at)),
		formerPrivateBoards: await formerPrivateBoards(db, at.table.id, principalId),
		handover: await handoverTo(db, at),
		elements: await elementsOn(db, at.table.id),
		colours: Object.fromEntries([...names('nb'), ...names('nn')])
	};
}

/** Who writes alone at the table now, in numbers. */
async function writersAt(db: Db, { table, cafe }: AtTable): Promise<Pick<TableView, 'writing' | 'written'>> {
	if (!isSilent(cafe)) return { writing: 0, written: 0 };
	const counts = await db
		.selectFrom('sheet')
		.select((eb) => [eb.fn.countAll<number>().as('writing'), eb.fn.count<number>('readyAt').as('written')])
		.where('cafeTableId', '=', table.id)
		.where('round', '=', cafe.round)
		.executeTakeFirstOrThrow();
	return { writing: Number(counts.writing), written: Number(counts.written) };
}

/** A frozen board as readers see it: notes entered from paper since come last. */
async function withPaper(db: Db, tableId: string, board: Board): Promise<Board> {
	const rows = await db
		.selectFrom('note')
		.innerJoin('enteredNote', 'enteredNote.noteId', 'note.id')
		.select(['note.id', 'note.text', 'note.round', 'note.writtenBy'])
		.where('note.cafeTableId', '=', tableId)
		.orderBy('note.position')
		.execute();
	const frozen = new Set(board.notes.map(({ id }) => id));
	const entered = rows.filter(({ id }) => !frozen.has(id));
	return {
		...board,
		notes: [
			...board.notes,
			...entered.map(({ id, text, round, writtenBy: by }) => ({
				...{ id, text, round, by, pos: 'zz' },
				...{ column: null, clusterId: null, receipt: null, firstText: null, binnedAt: null }
			}))
		]
	};
}
