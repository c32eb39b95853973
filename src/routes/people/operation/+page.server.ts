import { requireActor } from '#lib/people/auth/guard.server.ts';
import { faultsFor, mayReadFaults } from './faults.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadFaults);
	return { faults: await faultsFor(locals, municipalityId) };
};
