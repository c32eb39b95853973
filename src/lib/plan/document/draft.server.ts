import { sql } from 'kysely';
import type { Db } from '#lib/db/open.server.ts';
import { versionColumns, type Version } from '../model.ts';
import type { Element } from './model.ts';

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
