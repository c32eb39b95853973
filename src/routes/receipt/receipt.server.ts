import { notesOfReceipt } from '#lib/cafe/participants/receipt.server.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { sealsOfTables } from '#lib/cafe/harvest/seals.server.ts';
import { noteProof, provenBoards } from '#lib/cafe/harvest/boardTree.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { isProven } from '#lib/merkle/note.ts';
import { redactionSentences } from '#lib/people/seal.ts';
import { outcomesOf } from '#lib/plan/thread/queries.server.ts';
import { refuse } from '#lib/result.ts';

/** What became of the notes of a receipt. Refuses `missing` for a code that is none of ours. */
export async function shownReceipt(db: Db, code: string, locale: Locale) {
	const receipt = await notesOfReceipt(db, code);
	if (!receipt) return refuse('missing');
	const became = await outcomesOf(
		db,
		receipt.municipalityId,
		receipt.notes.map((note) => note.id)
	);
	const seals = await sealsOfTables(db, receipt.cafe.id);
	const boards = await provenBoards(
		db,
		receipt.municipalityId,
		receipt.notes.map(({ table }) => table.id)
	);
	return {
		ok: true as const,
		/** The language that its municipality writes in. */
		from: await languageOf(db, receipt.municipalityId),
		theme: receipt.gathering.theme,
		closed: receipt.openTables === 0,
		/** What was taken out of the tables they wrote at since, in sentences. */
		redacted: [...new Set(receipt.notes.flatMap(({ table }) => redactionSentences(seals.get(table.id) ?? { state: 'whole' }, locale)))],
		notes: (
			await Promise.all(
				receipt.notes.map(async ({ id, text, writtenBy, firstText, table, cluster }) => {
					const told = became.get(id);
					const board = boards.get(table.id);
					const proof = board ? noteProof(board, id) : null;
					const words = { id, text, writtenBy, firstText, table: table.number, question: table.question, cluster: cluster?.title ?? '' };
					return (
						told && { ...words, became: told, proof, isProven: proof !== null && proof !== 'erased' && (await isProven(proof, words)) }
					);
				})
			)
		).filter((note) => note !== undefined)
	};
}

export type ShownReceipt = Omit<Extract<Awaited<ReturnType<typeof shownReceipt>>, { ok: true }>, 'ok'>;
