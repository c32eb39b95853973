import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Head } from '#lib/merkle/proof.ts';
import { logged } from './files.ts';

/** The kept files of a version, or that of a `name`, in the order they were made; what was taken out is not among them. */
export async function keptFiles(
	db: Db,
	municipalityId: string,
	versionId: string,
	name?: string
): Promise<{ name: string; hash: string; content: Buffer; madeAt: Instant }[]> {
	const rows = await db
		.selectFrom('planFile')
		.select(['name', 'hash', 'content', 'madeAt'])
		.where('municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.where('takenOutAt', 'is', null)
		.$if(name !== undefined, (query) => query.where('name', '=', name!))
		.orderBy('madeAt')
		.execute();
	return rows.map(({ content, ...row }) => ({ ...row, content: Buffer.from(content!) }));
}

/** When the files of a version were made; undefined while they are not. */
export async function packageMadeAt(db: Db, municipalityId: string, versionId: string): Promise<Instant | undefined> {
	const row = await db
		.selectFrom('planFile')
		.select((select) => select.fn.max('madeAt').as('at'))
		.where('municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.where('takenOutAt', 'is', null)
		.executeTakeFirst();
	return row?.at ?? undefined;
}

/** The heads of the log that are printed in the adopted plans of a municipality, as their packages keep them. */
export async function printedHeads(db: Db, municipalityId: string): Promise<{ versionId: string; head: Head }[]> {
	const rows = await db
		.selectFrom('planFile')
		.select(['versionId', 'content'])
		.where('municipalityId', '=', municipalityId)
		.where('name', '=', logged)
		.execute();
	return rows.flatMap(({ versionId, content }) =>
		content ? [{ versionId, head: (JSON.parse(Buffer.from(content).toString('utf8')) as { head: Head }).head }] : []
	);
}
