import { error } from '@sveltejs/kit';
import { doorCodeOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { shownCode } from '#lib/joincode.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayFacilitate } from '#lib/people/model.ts';

/** What changes while people come in: who is here, whether the doors are open, and the code that hangs there. */
export async function hereNow({ locals, params, url }: { locals: App.Locals; params: { id: string }; url: URL }) {
	const { municipalityId } = requireActor(locals, url, mayFacilitate);
	const gathering = await byId(locals.db, municipalityId, params.id);
	if (!gathering) error(404);
	const code = gathering.state === 'open' ? await doorCodeOf(locals.db, municipalityId, params.id) : undefined;
	const { origin } = locals.settings;
	const here = await attendances(locals.db, municipalityId, params.id);
	return {
		state: gathering.state,
		door: code ? { code: shownCode(code), href: `${origin}/door/${code}`, origin } : null,
		here: here.map(({ id, personId, name, unitId, unitNn, unitNb, colour, walkInAt }) => ({
			id,
			personId,
			name,
			unitId,
			unitNn,
			unitNb,
			colour,
			walkIn: walkInAt !== null
		}))
	};
}
