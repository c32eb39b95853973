import type { TableElement } from '#lib/cafe/setup/planElements.ts';
import type { Db } from '#lib/db/open.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';

/** The plan as it reads now: its open revision, or the version in force; [] when there is none. */
export async function planNow(db: Db, municipalityId: string) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.open ?? plan?.inForce;
	if (!version) return [];
	return (await elementsOf(db, version.id)).map(({ elementId, parentId, kind, number, nn, nb }) => ({
		...{ elementId, parentId, kind, number, nn, nb },
		...{ versionId: version.id, versionNumber: version.number }
	}));
}

/** A goal with all elements under it, in the order of the plan; [] for no goal. */
export async function partOfPlan(db: Db, municipalityId: string, goalId: string | null): Promise<TableElement[]> {
	if (goalId === null) return [];
	const within = new Set([goalId]);
	return (await planNow(db, municipalityId)).flatMap(({ parentId, ...element }) => {
		if (parentId !== null && within.has(parentId)) within.add(element.elementId);
		return within.has(element.elementId) ? [element] : [];
	});
}
