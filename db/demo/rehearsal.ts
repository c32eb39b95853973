import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { questionsFor, type Question } from '#lib/cafe/setup/questions.ts';
import { cafeOf, type CafeRoom } from '#lib/cafe/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';

/** As many as the day that Samling was made for. */
export const robots = 46;
export const rehearsalTables = 8;

/** What a rehearsal is of: a gathering that is open today, with people who are none. */
export type Copied = { gatheringId: string; cafeId: string; present: string[]; joinToken: string };

/**
 * Fills the empty database `into` with what a rehearsal of a gathering needs, and nothing of anybody else: the municipality with its units,
 * the one who leads it, the series, the gathering under an id of its own, its café as it is set up, and robots who
 * are checked in. Undefined when there is no such gathering.
 */
export async function copyForRehearsal(
	from: Kysely<Database>,
	into: Kysely<Database>,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<Copied | undefined> {
	const { municipalityId } = actor;
	const gathering = await from
		.selectFrom('gathering')
		.selectAll()
		.where('id', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	if (!gathering) return undefined;
	const municipality = await from.selectFrom('municipality').selectAll().where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const units = await from.selectFrom('unit').selectAll().where('municipalityId', '=', municipalityId).execute();
	const person = await from.selectFrom('person').selectAll().where('id', '=', actor.id).executeTakeFirstOrThrow();
	const grants = await from.selectFrom('roleGrant').selectAll().where('personId', '=', actor.id).execute();
	const series = await from.selectFrom('series').selectAll().where('id', '=', gathering.seriesId).executeTakeFirstOrThrow();
	const real = await cafeOf(from, municipalityId, gatheringId);
	await into.insertInto('municipality').values(municipality).execute();
	for (const unit of units)
		await into
			.insertInto('unit')
			.values({ ...unit, successorId: null })
			.execute();
	await into
		.insertInto('person')
		.values({ ...person, email: null, levelId: null })
		.execute();
	for (const grant of grants) await into.insertInto('roleGrant').values(grant).execute();
	await into.insertInto('series').values(series).execute();
	const today = civilDate(now);
	const id = newId();
	await into
		.insertInto('gathering')
		.values({
			...gathering,
			...{ id, state: 'open', date: today, month: today.slice(0, 7), year: Number(today.slice(0, 4)), openedAt: now },
			...{ heldAt: null, cancelledAt: null, attendedCount: null, createdBy: null, unitsFromId: null }
		})
		.execute();
	const present = await robotsAt(
		into,
		municipalityId,
		id,
		units.map((unit) => unit.id),
		now
	);
	const asked = (real?.tables ?? []).map(({ question }): Question => ({ text: question, findingId: null }));
	const questions = questionsFor(rehearsalTables, asked, municipality.locale);
	const preset = real?.cafe.preset ?? 'udir';
	const rhythm = real && { rounds: real.cafe.rounds, roundMinutes: real.cafe.roundMinutes, changeoverMinutes: real.cafe.changeoverMinutes };
	const made = await createCafe(into, actor, id, { preset, questions, ...(rhythm && { rhythm }) }, now);
	if (!made.ok) throw new Error(`A rehearsal could not be laid: ${made.reason}`);
	if (real) await asSetUp(into, real);
	const { joinToken } = await into.selectFrom('cafe').select('joinToken').where('id', '=', made.cafeId).executeTakeFirstOrThrow();
	return { gatheringId: id, cafeId: made.cafeId, present, joinToken };
}

/** How people write and vote there, and where tables stand. */
async function asSetUp(into: Kysely<Database>, { cafe, tables }: CafeRoom): Promise<void> {
	const { silentMinutes, votesPerSeat, silentShows, talkShows } = cafe;
	await into.updateTable('cafe').set({ silentMinutes, votesPerSeat, silentShows, talkShows }).execute();
	for (const { number, location } of tables) await into.updateTable('cafeTable').set({ location }).where('number', '=', number).execute();
}

async function robotsAt(into: Kysely<Database>, municipalityId: string, gatheringId: string, units: readonly string[], now: Instant) {
	const present = Array.from({ length: robots }, () => newId());
	for (const [at, id] of present.entries()) {
		const unitId = units[at % Math.max(units.length, 1)] ?? null;
		const who = { id, municipalityId, gatheringId, personId: null, name: `Robot ${at + 1}`, unitId, levelId: null };
		await into
			.insertInto('attendance')
			.values({ ...who, checkedInAt: now, walkInAt: null })
			.execute();
	}
	return present;
}
