import { mayRun } from '#lib/cafe/model.ts';
import { error } from '@sveltejs/kit';
import { shownCode } from '#lib/joincode.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { printCards } from '#lib/cafe/setup/create.server.ts';
import { joinCodeText } from '#lib/cafe/setup/text.ts';
import { cafeAction } from '../cafe.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import type { PageServerLoad } from './$types';

/** A card to put on each table: number, question, host, and how to join. */
export const load: PageServerLoad = async (event) => {
	const { locals } = event;
	const { actor, gathering } = await loadGathering(event, mayRun);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	if (!room) error(404);
	const { joinCode, joinToken } = room.cafe;
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		join: {
			code: shownCode(joinCode),
			url: `${locals.settings.origin}/join/${joinToken}`,
			short: `${locals.settings.origin}/join`.replace(/^https?:\/\//, '')
		},
		tables: room.tables.map(({ id, number, question, hostName, location }) => ({ id, number, question, hostName, location }))
	};
};

/** The browser says that it prints. */
export const actions = {
	printed: cafeAction({ id: 'printed', run: ({ actor: cafe, locals }) => cafe.run(printCards, locals.now), text: joinCodeText })
};
