import type { Db } from '#lib/db/open.server.ts';
import { metadataOf, versionColumns, type Metadata, type Version } from './model.ts';

/** The plan as its version in force says, or its first draft while none is. */
export type Plan = Metadata & { id: string };

/**
 * The municipality's plan with its versions, newest first; undefined when there is none yet. `open` is the revision, `inForce` the
 * last adopted.
 */
export async function planOf(
	db: Db,
	municipalityId: string
): Promise<{ plan: Plan; versions: Version[]; open: Version | undefined; inForce: Version | undefined } | undefined> {
	const plan = await db.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst();
	if (!plan) return undefined;
	const versions = await db
		.selectFrom('planVersion')
		.select(versionColumns)
		.where('planId', '=', plan.id)
		.orderBy('number', 'desc')
		.execute();
	const open = versions.find((version) => version.adoptedAt === null);
	const inForce = versions.find((version) => version.adoptedAt !== null);
	return { plan: { id: plan.id, ...metadataOf((inForce ?? open)!) }, versions, open, inForce };
}

/** One version of the municipality's plan; undefined when it is not there or another's. */
export async function versionOf(db: Db, municipalityId: string, versionId: string): Promise<Version | undefined> {
	return db
		.selectFrom('planVersion')
		.select(versionColumns)
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', versionId)
		.executeTakeFirst();
}
