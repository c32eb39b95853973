import { sql, type Kysely } from 'kysely';
import { loadDemo } from '#db/demo.ts';
import type { Database } from '#db/schema.ts';
import { newPhone } from '#lib/cafe/participants/phone.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { civilDate } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { now } from './world.ts';

/**
 * A municipality next door with a full year of its own, the demo once more under ids of its own. Its people sign in as the demo's do, at
 * `bomlo.example`.
 */
export async function addFullYearNextDoor(db: Kysely<Database>): Promise<void> {
	const other = openSqlite(':memory:');
	await migrate(other);
	await loadDemo(other);
	await other.updateTable('municipality').set({ name: 'Bømlo kommune' }).execute();
	await sql`update person set email = replace(email, 'stord.example', 'bomlo.example')`.execute(other);
	const tables = (await other.introspection.getTables()).map(({ name }) => name).filter((name) => name !== 'installation');
	// Some tables refer to each other: all of it is there before anything is looked at.
	await sql`pragma foreign_keys = off`.execute(db);
	await db.transaction().execute(async (trx) => {
		for (const name of tables) {
			for (const row of await other
				.selectFrom(name as 'unit')
				.selectAll()
				.execute())
				await trx
					.insertInto(name as 'unit')
					.values(row)
					.execute();
		}
	});
	await sql`pragma foreign_keys = on`.execute(db);
	await other.destroy();
}

/** A guest at the first table of the demo's café; gives what their phone keeps. */
export async function aGuest(db: Kysely<Database>, cafeTableId: string): Promise<string> {
	const { cafeId, municipalityId } = await db
		.selectFrom('cafeTable')
		.select(['cafeId', 'municipalityId'])
		.where('id', '=', cafeTableId)
		.executeTakeFirstOrThrow();
	const { token, tokenHash } = newPhone('none');
	const nobody = { personId: null, attendanceId: null, name: '', unitId: null };
	const there = { startTableId: cafeTableId, joinedAt: now, leftAt: null, votelessAt: null, joinedBy: 'tableCode' as const };
	// Of its day only the month is known: a guest's phone is let in on the day it was set up.
	await db.updateTable('cafe').set({ createdAt: now }).where('id', '=', cafeId).execute();
	await db
		.insertInto('participant')
		.values({ id: newId(), municipalityId, cafeId, tokenHash, ...nobody, ...there })
		.execute();
	return token;
}

/**
 * Notes from now on which tables any process writes to, rows of other municipalities than `municipalityId` left out (none when it is null);
 * `take` gives those since the last time.
 */
export async function watchWrites(db: Kysely<Database>, municipalityId: string | null, unwatched: readonly string[]) {
	const written = `written_${municipalityId ?? 'any'}`;
	const tables = await db.introspection.getTables();
	await sql`create table ${sql.table(written)} (name text primary key)`.execute(db);
	for (const { name, columns } of tables) {
		if (unwatched.includes(name) || name.startsWith('written_')) continue;
		const isOwned = municipalityId !== null && columns.some((column) => column.name === 'municipality_id');
		for (const [act, row] of [
			['insert', 'new'],
			['update', 'old'],
			['delete', 'old']
		])
			await sql
				.raw(
					`create trigger ${written}_${name}_${act} after ${act} on "${name}"
					${isOwned ? `when ${row}.municipality_id = '${municipalityId}'` : ''}
					begin insert or ignore into ${written} values ('${name}'); end`
				)
				.execute(db);
	}
	return async (): Promise<string[]> => {
		const { rows } = await sql<{ name: string }>`delete from ${sql.table(written)} returning name`.execute(db);
		return rows.map(({ name }) => name).toSorted();
	};
}

/** Names of fields, with the ids of what a municipality has: what somebody from elsewhere could try, beside texts that are fine. */
export async function idsOf(db: Kysely<Database>, municipalityId: string): Promise<Record<string, string>> {
	const first = async (table: string) =>
		(
			await db
				.selectFrom(table as 'topic')
				.select('id')
				.where('municipalityId', '=', municipalityId)
				.orderBy('id')
				.executeTakeFirst()
		)?.id ?? 'none';
	const things: Record<string, string> = {
		attendance: 'attendance',
		cluster: 'cluster',
		element: 'planElement',
		entry: 'cycleEntry',
		feed: 'calendarFeed',
		finding: 'finding',
		followUp: 'followUp',
		gathering: 'gathering',
		goal: 'planElement',
		hearing: 'hearing',
		host: 'attendance',
		idea: 'seriesIdea',
		indicator: 'indicator',
		input: 'planInput',
		into: 'topic',
		item: 'programmeItem',
		level: 'level',
		material: 'programmeMaterial',
		newParent: 'planElement',
		newUnit: 'unit',
		note: 'note',
		other: 'topic',
		ownerUnit: 'unit',
		parent: 'planElement',
		partner: 'person',
		person: 'person',
		picture: 'picture',
		point: 'forumPoint',
		reading: 'reading',
		section: 'planElement',
		series: 'series',
		speakerUnit: 'unit',
		starterUnit: 'unit',
		subject: 'note',
		successor: 'unit',
		table: 'cafeTable',
		topic: 'topic',
		unit: 'unit'
	};
	const known = new Set(
		(await db.introspection.getTables()).map(({ name }) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
	);
	const ids: Record<string, string> = {};
	for (const [name, table] of Object.entries(things)) {
		if (!known.has(table)) throw new Error(`There is no table ${table}`);
		ids[`${name}Id`] = ids[`${name}Ids[]`] = await first(table);
	}
	// Of the points only those that somebody has said to begin with are actions.
	ids.actionId = (await openActions(db, municipalityId, null, civilDate(now)))[0]?.id ?? 'none';
	ids.id = ids.feedId!;
	ids.batch =
		(await db.selectFrom('mail').select('batch').where('municipalityId', '=', municipalityId).executeTakeFirst())?.batch ?? 'none';
	return ids;
}
