import { error } from '@sveltejs/kit';
import { shownCode } from '#lib/joincode.ts';
import { mayRun, seatingRound } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { nameOrder } from '#lib/text/names.ts';
import { loadGathering } from '../../gathering.server.ts';
import type { PageServerLoad } from './$types';

/** The projector's page: nothing that shows who wrote what; names only while people look for their table. */
export const load: PageServerLoad = async (event) => {
	const { locals, depends } = event;
	depends('cafe:screen');
	const { actor, gathering } = await loadGathering(event, mayRun);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	if (!room) error(404);
	const { phase, round, rounds, endsAt, pausedAt, silentAt, message, joinCode, joinToken, joinLockedAt } = room.cafe;
	const finding = phase === 'seated' || phase === 'changeover';
	const { people } = finding ? await seatingChart(locals.db, actor.municipalityId, gathering.id) : { people: [] };
	const at = seatingRound(room.cafe) - 1;
	return {
		chrome: 'screen' as const,
		now: locals.now,
		theme: gathering.theme,
		cafe: { phase, round, rounds, endsAt, pausedAt, silentAt, message },
		join:
			joinLockedAt === null
				? { code: shownCode(joinCode), url: `${locals.settings.origin}/join/${joinToken}`, short: `${locals.settings.origin}/join` }
				: null,
		joined: room.joined,
		/** Sorted by name, for people to find their table. */
		places: people.flatMap(({ name, route }) => (route[at] ? [{ name, table: route[at] }] : [])).sort((a, b) => nameOrder(a.name, b.name))
	};
};
