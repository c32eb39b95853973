import type { RequestEvent } from '@sveltejs/kit';
import { doorCodeOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { attendances } from '#lib/gatherings/attendance/queries.server.ts';
import { shownCode } from '#lib/joincode.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { loadGathering } from '../gathering.server.ts';

/** What changes while people come in: who is here, whether the doors are open, and the code that hangs there. */
export async function hereNow(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { gathering, scope } = await loadGathering(event, mayFacilitate);
	const code = gathering.state === 'open' ? await doorCodeOf(...scope) : undefined;
	const { origin } = event.locals.settings;
	const here = await attendances(...scope);
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
