import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/people/model.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { masked } from '#lib/pii/detect.ts';
import type { Board } from '../board/document.ts';
import { handoverTo, type Handover } from './hostNote.server.ts';
import type { AtTable } from '../participants/participants.server.ts';
import { elementsOn } from '../setup/planElements.server.ts';
import type { TableElement } from '../setup/planElements.ts';
import { formerSheets, sheetFor, type Sheet } from './privateBoards.server.ts';

/** What a table's page needs beside who is there. */
export type TableView = {
	/** Which making of the document it is (L7): text kept from another is not put into this one. */
	epoch: number;
	/** The content as it was frozen; null while it is written on. */
	frozen: Board | null;
	/** Where they should go, with its number. */
	goTo: { id: string; number: number } | null;
	/** Where they write while everybody writes alone; `isNew` when it was made just now. */
	sheet: (Sheet & { isNew: boolean }) | null;
	/** Sheets of theirs that lie on this table: what the phone still has of one belongs here. */
	formerSheets: string[];
	/** What the group before them left. */
	handover: Handover | null;
	/** What of the plan lies on it. */
	elements: TableElement[];
	/** Label on a note → colour of the unit it names. */
	colours: Record<string, number>;
};

/** Reads it for somebody whom `participantFor` has let in, and whom boards know as `principalId`. */
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
		at.goTo === null ? undefined : await db.selectFrom('cafeTable').select(['id', 'number']).where('id', '=', at.goTo).executeTakeFirst();
	const names = (locale: Locale) => units.map((unit) => [inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }), unit.colour] as const);
	return {
		epoch: row.epoch,
		frozen: row.frozenContent === null ? null : await asRead(db, at.table.id, JSON.parse(row.frozenContent) as Board),
		goTo: next ?? null,
		sheet: await sheetFor(db, at, principalId),
		formerSheets: await formerSheets(db, at.table.id, principalId),
		handover: await handoverTo(db, at),
		elements: await elementsOn(db, at.table.id),
		colours: Object.fromEntries([...names('nb'), ...names('nn')])
	};
}

/** A frozen board as it is read: what has been hidden since (`disclosures.server.ts`) is hidden here too, and what lies in the bin is. */
async function asRead(db: Db, tableId: string, board: Board): Promise<Board> {
	const rows = await db
		.selectFrom('note')
		.leftJoin('enteredNote', 'enteredNote.noteId', 'note.id')
		.select(['note.id', 'note.text', 'note.round', 'note.writtenBy', 'enteredNote.enteredAt'])
		.where('note.cafeTableId', '=', tableId)
		.orderBy('note.position')
		.execute();
	const notes = new Map(rows.map(({ id, text }) => [id, text]));
	const frozen = new Set(board.notes.map(({ id }) => id));
	// What was typed in from paper since then stands last.
	const added = rows.filter(({ id, enteredAt }) => enteredAt !== null && !frozen.has(id));
	const titles = new Map(
		(await db.selectFrom('cluster').select(['id', 'title']).where('cafeTableId', '=', tableId).execute()).map(({ id, title }) => [
			id,
			title
		])
	);
	return {
		notes: [
			...board.notes.map((note) => ({ ...note, text: notes.get(note.id) ?? masked(note.text) })),
			...added.map(({ id, text, round, writtenBy: by }) => ({
				id,
				text,
				round,
				by,
				column: null,
				clusterId: null,
				pos: 'zz',
				receipt: null,
				binnedAt: null
			}))
		],
		clusters: board.clusters.map((cluster) => ({ ...cluster, title: titles.get(cluster.id) ?? cluster.title }))
	};
}
