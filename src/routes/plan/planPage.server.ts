import { documentOf } from '#lib/plan/document/queries.server.ts';
import { findings } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { isIntact } from '#lib/plan/document/adoption.server.ts';
import type { Db } from '#lib/db/open.server.ts';

/** The plan in force as a document, with the findings of the pre-analyses that it does not answer. */
export async function planPage(db: Db, municipalityId: string) {
	const found = await planOf(db, municipalityId);
	if (!found) return { plan: null, inForce: null, elements: [], openFindings: [], isIntact: true };
	const { plan, inForce } = found;
	return {
		plan,
		inForce: inForce ?? null,
		elements: inForce ? await documentOf(db, municipalityId, inForce.id) : [],
		openFindings: (await findings(db, municipalityId)).filter((finding) => finding.elementIds.length === 0),
		isIntact: inForce ? await isIntact(db, inForce) : true
	};
}
