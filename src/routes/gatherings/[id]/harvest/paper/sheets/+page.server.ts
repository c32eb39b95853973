import { error } from '@sveltejs/kit';
import { shownCode } from '#lib/joincode.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { elementsAt } from '#lib/cafe/setup/planElements.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { loadGathering } from '../../../gathering.server.ts';
import type { PageServerLoad } from './$types';

/** A sheet of A4 for each table and round: the question, lines to write on, and the way in for those who would rather use a phone. */
export const load: PageServerLoad = async (event) => {
	const { gathering, scope } = await loadGathering(event, mayRun);
	const room = await cafeOf(...scope);
	if (!room) error(404);
	const elements = await elementsAt(event.locals.db, room.cafe.id);
	return {
		gathering: { id: gathering.id, theme: gathering.theme, date: gathering.date },
		join: { url: `${event.locals.settings.origin}/join/${room.cafe.joinToken}`, code: shownCode(room.cafe.joinCode) },
		sheets: room.tables.flatMap(({ id, number, question }) =>
			Array.from({ length: room.cafe.rounds }, (_, at) => ({ number, question, round: at + 1, elements: elements.get(id) ?? [] }))
		)
	};
};
