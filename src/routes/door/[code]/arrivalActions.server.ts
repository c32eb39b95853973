import { arriving } from '#lib/cafe/hosts/arrival.server.ts';
import { arrival } from '#lib/gatherings/attendance/input.ts';
import { comeIn, doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { comeInText as text } from '#lib/gatherings/attendance/text.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';

/** Whoever is signed in is known by it. */
export const own = openAction({
	id: 'own',
	run: async ({ actor, params, locals }) => {
		const door = await doorOf(locals.db, params.code);
		if (!actor || (door && actor.municipalityId !== door.municipalityId)) return refuse('invalidPerson');
		return arriving(locals.db, (trx) => comeIn(trx, params.code, { personId: actor.id }, locals.now), locals.now);
	},
	text,
	done: ({ name }) => ({ here: name })
});

export const named = openAction({
	id: 'named',
	input: arrival,
	run: ({ data, params, locals }) => arriving(locals.db, (trx) => comeIn(trx, params.code, data, locals.now), locals.now),
	text,
	done: ({ name }) => ({ here: name })
});
