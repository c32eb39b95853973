import { sql } from 'kysely';
import type { Db } from '#lib/db/open.server.ts';
import { versionColumns, type Version } from '../model.ts';
import { versionsInTime } from '../queries.server.ts';
import { inDocumentOrder, type Element } from './model.ts';

/** The version in force; undefined before the first adoption. */
export async function lastAdopted(db: Db, municipalityId: string): Promise<Version | undefined> {
	return (await versionsInTime(db, municipalityId)).findLast(({ adoptedAt }) => adoptedAt !== null);
}

/** How many inputs of a version wait for a decision. */
export async function undecided(db: Db, versionId: string): Promise<number> {
	const { count } = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select((select) => select.fn.countAll<number>().as('count'))
		.where('planInput.versionId', '=', versionId)
		.where('planInput.withdrawnAt', 'is', null)
		.where('decision.inputId', 'is', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** What stands in a version, in the order of the document. */
export async function elementsOf(db: Db, versionId: string): Promise<Element[]> {
	const rows = await rowsOf(db, versionId);
	return inDocumentOrder(rows.filter((row) => row.removedAt === null)).map(({ removedAt: _, ...element }) => element);
}

export async function stands(db: Db, versionId: string, elementId: string): Promise<boolean> {
	const row = await db
		.selectFrom('elementText')
		.select('elementId')
		.where('versionId', '=', versionId)
		.where('elementId', '=', elementId)
		.where('removedAt', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * The municipality's open revision, locked until the transaction ends, so that it is not adopted between this read and the writes
 * after it. Every write to elements and inputs uses the id this returns: an adopted version is out of reach.
 */
export async function holdOpenRevision(trx: Db, municipalityId: string): Promise<Version | undefined> {
	return trx
		.updateTable('planVersion')
		.set({ createdAt: sql.ref('created_at') })
		.where('municipalityId', '=', municipalityId)
		.where('adoptedAt', 'is', null)
		.returning(versionColumns)
		.executeTakeFirst();
}

export type Row = Element & { removedAt: string | null };

/** Every row of a version, removed ones too. */
export async function rowsOf(db: Db, versionId: string): Promise<Row[]> {
	return db
		.selectFrom('elementText')
		.innerJoin('planElement', 'planElement.id', 'elementText.elementId')
		.select([
			'elementText.elementId',
			'planElement.kind',
			'elementText.parentId',
			'elementText.position',
			'elementText.number',
			'elementText.nn',
			'elementText.nb',
			'elementText.unitId',
			'elementText.roleNn',
			'elementText.roleNb',
			'elementText.deadline',
			'elementText.seriesId',
			'elementText.aimNn',
			'elementText.aimNb',
			'elementText.costKr',
			'elementText.legalBasis',
			'elementText.indicatorId',
			'elementText.notMeasurableNn',
			'elementText.notMeasurableNb',
			'elementText.edition',
			'elementText.removedAt'
		])
		.where('elementText.versionId', '=', versionId)
		.execute();
}
