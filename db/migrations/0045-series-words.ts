import type { Kysely } from 'kysely';

type Rows = { series: { aboutNn: string | null; aboutNb: string | null; endDate: string | null } };

/** What every invitation said until now, whichever series it was of. */
const aboutForum = {
	aboutNn:
		'Forumet er ein fast møteplass for alle som har ei rolle i det bustadsosiale arbeidet. Vi lærer kva dei andre gjer, drøftar det vi har felles, og det vi kjem fram til, går rett inn i arbeidet med handlingsplanen.',
	aboutNb:
		'Forumet er en fast møteplass for alle som har en rolle i det boligsosiale arbeidet. Vi lærer hva de andre gjør, drøfter det vi har felles, og det vi kommer fram til, går rett inn i arbeidet med handlingsplanen.'
};

/** What a series is, in its own words, and the day after which it is not held any more. */
export async function up(db: Kysely<Rows>): Promise<void> {
	await db.schema.alterTable('series').addColumn('aboutNn', 'text').execute();
	await db.schema.alterTable('series').addColumn('aboutNb', 'text').execute();
	await db.schema.alterTable('series').addColumn('endDate', 'text').execute();
	await db.updateTable('series').set(aboutForum).execute();
}
