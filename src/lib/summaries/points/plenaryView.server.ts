import { contentHash } from '#lib/canonical.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { actionsOf } from './actions.server.ts';
import type { PlenaryView } from './plenary.ts';
import { pointsWithArrival, tablesOf } from './plenary.server.ts';

/**
 * Plenary as the room sees it; null before it has begun. What looks as if it points at somebody is held back until it was called harmless.
 * `all`: also points that have not arrived, for who leads it.
 */
export async function plenaryView(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	today: CivilDate,
	all = false
): Promise<PlenaryView | null> {
	const at = await db
		.selectFrom('plenary')
		.selectAll()
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	if (!at) return null;
	const [points, tables] = [await pointsWithArrival(db, municipalityId, gatheringId), await tablesOf(db, municipalityId, gatheringId)];
	const starts = new Map((await actionsOf(db, municipalityId, gatheringId, today)).map((action) => [action.id, action]));
	const isHeld = await heldBack(db, municipalityId, gatheringId);
	return {
		part: at.part,
		turn: at.turn,
		table: tables.find(({ id }) => id === at.cafeTableId) ?? null,
		pointId: at.pointId,
		tables: tables.map(({ id, number }) => {
			const own = points.filter((point) => point.tables.includes(number));
			return { id, number, points: own.length, told: own.filter(({ arrivedAt }) => arrivedAt !== null).length };
		}),
		points: points
			.filter(({ arrivedAt }) => all || arrivedAt !== null)
			.map(({ id, text, tables, votes, merged, firstAt, starterRole, arrivedAt }) => {
				const action = starts.get(id);
				return {
					...{ id, tables, votes, merged, first: firstAt !== null, arrived: arrivedAt !== null },
					text: isHeld(text, starterRole) ? null : text,
					starter: action ? { unit: unitOf(action.unit), role: isHeld(action.role, '') ? '' : action.role, by: action.startBy } : null
				};
			})
	};
}

function unitOf(unit: { nn: string; nb: string } | null) {
	return unit && { nn: unit.nn, nb: unit.nb };
}

/** Whether a text is held back; what it stands with when its disclosure was decided is `beside` (`openDisclosures`). */
async function heldBack(db: Db, municipalityId: string, gatheringId: string) {
	const rows = await db
		.selectFrom('disclosure')
		.select('textHash')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('verdict', '=', 'harmless')
		.execute();
	const harmless = new Set(rows.map(({ textHash }) => textHash));
	return (text: string, beside: string) =>
		personalKinds(text).length > 0 && !harmless.has(contentHash(text)) && !harmless.has(contentHash(`${text}\n${beside}`));
}
