import { inNameOrder, sameName } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { locales, type Locale } from '#lib/i18n/paraglide/runtime.js';
import { whoSignIn } from '#lib/people/queries.server.ts';
import { otherUnit, type Cafe } from '../model.ts';
import type { JoinableCafe } from './joinable.server.ts';

/** Names of the list that anybody may choose: nobody's who has an account or runs such days, and no host's. */
function pickable(db: Db, cafeId: string) {
	return db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.where('cafe.id', '=', cafeId)
		.where((eb) =>
			eb.or([
				eb('attendance.personId', 'is', null),
				eb.and([
					eb('attendance.personId', 'not in', whoSignIn(db)),
					eb(
						'attendance.personId',
						'not in',
						eb
							.selectFrom('roleGrant')
							.select('roleGrant.personId')
							.where('roleGrant.role', 'in', ['facilitator', 'leader', 'administrator'])
							.where('roleGrant.revokedAt', 'is', null)
					)
				])
			])
		)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('cafeTable')
						.select('cafeTable.id')
						.where('cafeTable.cafeId', '=', cafeId)
						.whereRef('cafeTable.hostId', '=', 'attendance.id')
				)
			)
		);
}

/** Whether the table's code is enough to join under this name. */
export async function mayBePicked(db: Db, cafeId: string, attendanceId: string): Promise<boolean> {
	const found = await pickable(db, cafeId).select('attendance.id').where('attendance.id', '=', attendanceId).executeTakeFirst();
	return found !== undefined;
}

/**
 * Whether a typed name is that of somebody who is here or invited, who has an account or a role: they come as themselves. Or what stands
 * under a note that nobody has signed: a unit, or that there is none.
 */
export async function isNameOfOthers(db: Db, cafe: Pick<Cafe, 'gatheringId' | 'municipalityId'>, name: string): Promise<boolean> {
	const here = await db.selectFrom('attendance').select('name').where('gatheringId', '=', cafe.gatheringId).execute();
	const known = await db
		.selectFrom('person')
		.select('name')
		.where('municipalityId', '=', cafe.municipalityId)
		.where((eb) =>
			eb.or([
				eb('id', 'in', whoSignIn(db)),
				eb('id', 'in', eb.selectFrom('roleGrant').select('roleGrant.personId').where('roleGrant.revokedAt', 'is', null)),
				eb('id', 'in', eb.selectFrom('invitation').select('invitation.personId').where('gatheringId', '=', cafe.gatheringId))
			])
		)
		.execute();
	const units = await db.selectFrom('unit').select(['nameNn', 'nameNb']).where('municipalityId', '=', cafe.municipalityId).execute();
	const names = [...here, ...known].map((one) => one.name);
	const marks = [...units.flatMap(({ nameNn, nameNb }) => [nameNn, nameNb]), otherUnit, ...locales.flatMap(unsigned)];
	return [...names, ...marks].some((one) => sameName(one, name));
}

const unsigned = (locale: Locale) => [m.cafe_other_unit({}, { locale }), m.board_nobody({}, { locale })];

/** What the page for joining offers: names to choose from, each with the unit they would be shown by; and the units. */
export async function joinChoices(
	db: Db,
	cafe: Pick<JoinableCafe, 'cafeId' | 'municipalityId' | 'locale'>
): Promise<{
	people: { attendanceId: string; name: string; unit: string | null }[];
	units: { id: string; nameNn: string; nameNb: string }[];
}> {
	const people = await pickable(db, cafe.cafeId)
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id as attendanceId', 'attendance.name', 'attendance.unitId', 'unit.nameNn', 'unit.nameNb'])
		.execute();
	const units = await db
		.selectFrom('unit')
		.select(['id', 'nameNn', 'nameNb'])
		.where('municipalityId', '=', cafe.municipalityId)
		.where('validTo', 'is', null)
		.execute();
	return {
		units: inNameOrder(units, ({ nameNn }) => nameNn),
		people: people.map(({ attendanceId, name, unitId, nameNn, nameNb }) => ({
			attendanceId,
			name,
			unit: unitId === null ? null : inLanguage(cafe.locale, { nn: nameNn!, nb: nameNb! })
		}))
	};
}
