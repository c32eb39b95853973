import { error, type RequestEvent } from '@sveltejs/kit';
import { mayRun } from '#lib/cafe/model.ts';
import { paperNotesAt } from '#lib/cafe/harvest/paperNotes.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { loadGathering } from '../../gathering.server.ts';

/** What the page for entering notes from paper shows; `table` and `round` in the address say where, and stay from note to note. */
export async function paperPage(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { locals, url } = event;
	const { actor, gathering, scope } = await loadGathering(event, mayRun);
	const found = await cafeOf(...scope);
	if (!found) error(404);
	const { tables } = found;
	const { rounds } = found.cafe;
	const table = tables.find(({ id }) => id === url.searchParams.get('table')) ?? tables[0]!;
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		tables: tables.map(({ id, number, question }) => ({ id, number, question })),
		rounds,
		table: { id: table.id, number: table.number, question: table.question, handedIn: table.harvestedAt !== null && table.points > 0 },
		round: Math.min(Math.max(1, Math.trunc(Number(url.searchParams.get('round')) || 1)), rounds),
		typed: await paperNotesAt(locals.db, locals.live, actor.municipalityId, table.id),
		/** Made here, so that a page that is sent twice is one note. */
		noteId: newId()
	};
}
