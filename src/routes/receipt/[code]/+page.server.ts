import { error } from '@sveltejs/kit';
import { notesOfReceipt } from '#lib/cafe/participants/receipt.server.ts';
import { outcomesOf } from '#lib/plan/thread/queries.server.ts';
import type { PageServerLoad } from './$types';

/** Open to whoever holds the code, and nobody else: no account, no cookie, nothing to index. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const receipt = (await notesOfReceipt(locals.db, params.code)) ?? error(404);
	setHeaders({ 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' });
	const became = await outcomesOf(
		locals.db,
		receipt.municipalityId,
		receipt.notes.map((note) => note.id)
	);
	return {
		chrome: 'bare' as const,
		theme: receipt.gathering.theme,
		closed: receipt.openTables === 0,
		notes: receipt.notes.flatMap(({ id, text, table, cluster }) => {
			const told = became.get(id);
			return told ? [{ id, text, table: table.number, question: table.question, cluster: cluster?.title ?? '', became: told }] : [];
		})
	};
};
