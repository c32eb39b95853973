import type { Db } from '#lib/db/open.server.ts';
import { inTime, metadataOf, versionColumns, type Metadata, type Version } from './model.ts';

/** The plan as its version in force says, or its first draft while none is. */
export type Plan = Metadata & { id: string };

/**
 * The municipality's plan with its versions, newest first by what they decided (`inTime`); undefined when there is none yet. `open` is the
 * revision, `inForce` the last adopted.
 */
export async function planOf(
	db: Db,
	municipalityId: string
): Promise<{ plan: Plan; versions: Version[]; open: Version | undefined; inForce: Version | undefined } | undefined> {
	const plan = await db.selectFrom('plan').select('id').where('municipalityId', '=', municipalityId).executeTakeFirst();
	if (!plan) return undefined;
	const versions = (await versionsInTime(db, municipalityId)).toReversed();
	const open = versions.find((version) => version.adoptedAt === null);
	const inForce = versions.find((version) => version.adoptedAt !== null);
	return { plan: { id: plan.id, ...metadataOf((inForce ?? open)!) }, versions, open, inForce };
}

/** All versions, the oldest first by what they decided. */
export async function versionsInTime(db: Db, municipalityId: string): Promise<Version[]> {
	return inTime(await db.selectFrom('planVersion').select(versionColumns).where('municipalityId', '=', municipalityId).execute());
}

/** The adopted version before another one in time; undefined when it is the first. */
export async function adoptedBefore(db: Db, municipalityId: string, versionId: string): Promise<Version | undefined> {
	const versions = await versionsInTime(db, municipalityId);
	return versions
		.slice(
			0,
			Math.max(
				0,
				versions.findIndex(({ id }) => id === versionId)
			)
		)
		.findLast(({ adoptedAt }) => adoptedAt !== null);
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

/** The name of who entered a version by hand; undefined when nobody did. */
export async function whoEntered(db: Db, { enteredBy }: Version): Promise<string | undefined> {
	if (enteredBy === null) return undefined;
	return (await db.selectFrom('person').select('name').where('id', '=', enteredBy).executeTakeFirst())?.name;
}
