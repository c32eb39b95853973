import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/people/model.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Board } from './doc.ts';
import type { AtTable } from './participants.server.ts';

/** What a table's page needs beside who is there. */
export type TableView = {
	/** Which making of the document it is (L7): text kept from another is not put into this one. */
	epoch: number;
	/** The content as it was frozen; null while it is written on. */
	frozen: Board | null;
	/** Where they should go, with its number. */
	goTo: { id: string; number: number } | null;
	/** Label on a note → colour of the unit it names. */
	colours: Record<string, number>;
};

/** Reads it for somebody whom `participantFor` has let in. */
export async function tableView(db: Db, at: AtTable): Promise<TableView> {
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
		frozen: row.frozenContent === null ? null : (JSON.parse(row.frozenContent) as Board),
		goTo: next ?? null,
		colours: Object.fromEntries([...names('nb'), ...names('nn')])
	};
}
