import { invitationOf, isOthers, type Key } from '../invitations/rsvp.server.ts';
import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { newJoinCode, typedCode } from '#lib/joincode.ts';
import { record } from '#lib/people/audit.server.ts';
import { sameName } from '#lib/text/names.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { arrive, arriveUnknown } from './commands.server.ts';
import { openGathering } from './doors.server.ts';

/** The code at the door, as it is stored; null while there is none. */
export async function doorCodeOf(db: Db, municipalityId: string, gatheringId: string): Promise<string | null> {
	const terms = await db
		.selectFrom('gatheringTerms')
		.select('doorCode')
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirst();
	return terms?.doorCode ?? null;
}

/**
 * Opens the doors and hangs up a code by which people check themselves in; a new one ends the old. Refuses as `open` does.
 */
export async function createCheckInCode(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	return command(db, async (trx) => {
		const opened = await openGathering(trx, actor, gatheringId, now);
		if (!opened.ok) return opened;
		const code = newJoinCode();
		const { municipalityId } = actor;
		await trx
			.insertInto('gatheringTerms')
			.values({ gatheringId, municipalityId, answerBy: null, capacity: null, doorCode: code })
			.onConflict((conflict) => conflict.column('gatheringId').doUpdateSet({ doorCode: code }))
			.execute();
		await record(trx, actor, 'checkInCode.create', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const, code };
	});
}

/** The gathering that a typed or scanned code opens, while its doors are open; undefined for wrong, old and closed alike. */
export async function doorOf(db: Db, typed: string) {
	const code = typedCode(typed);
	if (code === null) return undefined;
	return db
		.selectFrom('gatheringTerms')
		.innerJoin('gathering', 'gathering.id', 'gatheringTerms.gatheringId')
		.innerJoin('series', 'series.id', 'gathering.seriesId')
		.innerJoin('municipality', 'municipality.id', 'gathering.municipalityId')
		.select([
			'gathering.id',
			'gathering.municipalityId',
			'gathering.theme',
			'series.nameNn as seriesNn',
			'series.nameNb as seriesNb',
			'municipality.name as municipality',
			'municipality.locale'
		])
		.$castTo<{
			id: string;
			municipalityId: string;
			theme: string;
			seriesNn: string;
			seriesNb: string;
			municipality: string;
			locale: Locale;
		}>()
		.where('gatheringTerms.doorCode', '=', code)
		.where('gathering.state', '=', 'open')
		.executeTakeFirst();
}

/** Who comes in: a person we know (signed in, or by their invitation), or somebody who says their name and unit. */
export type Comer = { personId: string } | { name: string; unitId: string | null };

/**
 * Somebody checks themselves in by the code at the door; twice is once. A name that one invited colleague of that unit has is
 * theirs. Refuses `invalidCode` (wrong, old, or the doors are closed), `invalidPerson`, `missing`, `invalidUnit`.
 */
export async function comeIn(db: Db, code: string, who: Comer, now: Instant) {
	return command(db, async (trx) => {
		const door = await doorOf(trx, code);
		if (!door) return refuse('invalidCode');
		const { id: gatheringId, municipalityId } = door;
		const people = trx
			.selectFrom('person')
			.select(['person.id', 'person.name', 'person.unitId', 'person.levelId'])
			.where('person.municipalityId', '=', municipalityId)
			.where('person.disabledAt', 'is', null);
		if ('personId' in who) {
			const person = await people.where('person.id', '=', who.personId).executeTakeFirst();
			if (!person) return refuse('invalidPerson');
			await arrive(trx, municipalityId, gatheringId, person, now);
			return { ok: true as const, name: person.name };
		}
		const name = who.name.replace(/\s+/g, ' ').trim();
		if (!name) return refuse('missing');
		if (who.unitId !== null) {
			const units = await trx.selectFrom('unit').selectAll().where('municipalityId', '=', municipalityId).execute();
			if (!units.some((unit) => unit.id === who.unitId && isCurrent(unit, civilDate(now)))) return refuse('invalidUnit');
		}
		const invited = await people
			.innerJoin('invitation', 'invitation.personId', 'person.id')
			.where('invitation.gatheringId', '=', gatheringId)
			.execute();
		const same = invited.filter((person) => sameName(person.name, name) && (who.unitId === null || person.unitId === who.unitId));
		if (same.length === 1) {
			await arrive(trx, municipalityId, gatheringId, same[0]!, now);
			return { ok: true as const, name: same[0]!.name };
		}
		const before = await trx
			.selectFrom('attendance')
			.select('name')
			.where('gatheringId', '=', gatheringId)
			.where('personId', 'is', null)
			.where('unitId', who.unitId === null ? 'is' : '=', who.unitId)
			.execute();
		if (!before.some((one) => sameName(one.name, name)))
			await arriveUnknown(trx, municipalityId, gatheringId, { name, unitId: who.unitId, key: newId() }, now);
		return { ok: true as const, name };
	});
}

/**
 * Whoever is invited checks themselves in by the code at the door of that gathering. Refuses `notFound` (no invitation),
 * `notAllowed` (somebody else's link), `invalidCode` (also another gathering's), and as `comeIn` does.
 */
export async function comeInByInvitation(db: Db, key: Key, code: string, now: Instant) {
	const invitation = await invitationOf(db, key);
	if (!invitation) return refuse('notFound');
	if (isOthers(key, invitation)) return refuse('notAllowed');
	if ((await doorOf(db, code))?.id !== invitation.gatheringId) return refuse('invalidCode');
	return comeIn(db, code, { personId: invitation.personId }, now);
}
