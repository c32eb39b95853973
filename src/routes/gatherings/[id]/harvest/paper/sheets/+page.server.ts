import { error } from '@sveltejs/kit';
import { shownCode } from '#lib/joincode.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { elementsAt } from '#lib/cafe/setup/planElements.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { PageServerLoad } from './$types';

/** A sheet of A4 for each table and round: the question, lines to write on, and the way in for those who would rather use a phone. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayRun);
	const gathering = await byId(locals.db, actor.municipalityId, params.id);
	const room = gathering && (await cafeOf(locals.db, actor.municipalityId, params.id));
	if (!room) error(404);
	const elements = await elementsAt(locals.db, room.cafe.id);
	return {
		gathering: { id: gathering.id, theme: gathering.theme, date: gathering.date },
		join: { url: `${locals.settings.origin}/join/${room.cafe.joinToken}`, code: shownCode(room.cafe.joinCode) },
		sheets: room.tables.flatMap(({ id, number, question }) =>
			Array.from({ length: room.cafe.rounds }, (_, at) => ({ number, question, round: at + 1, elements: elements.get(id) ?? [] }))
		)
	};
};
