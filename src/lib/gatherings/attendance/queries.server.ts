import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';

export type Attendance = {
	id: string;
	personId: string | null;
	name: string;
	unitId: string | null;
	unitNn: string | null;
	unitNb: string | null;
	colour: number | null;
	unitKind: 'internal' | 'external' | null;
	levelId: string | null;
	/** null in history that was written down afterwards. */
	checkedInAt: string | null;
	walkInAt: string | null;
};

/** Who was there (or is), by name. */
export async function attendances(db: Db, municipalityId: string, gatheringId: string): Promise<Attendance[]> {
	const rows = await db
		.selectFrom('attendance')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select([
			'attendance.id',
			'attendance.personId',
			'attendance.name',
			'attendance.unitId',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb',
			'unit.colour',
			'unit.kind as unitKind',
			'attendance.levelId',
			'attendance.checkedInAt',
			'attendance.walkInAt'
		])
		.where('attendance.municipalityId', '=', municipalityId)
		.where('attendance.gatheringId', '=', gatheringId)
		.orderBy('attendance.id')
		.execute();
	return inNameOrder(rows, ({ name }) => name);
}
