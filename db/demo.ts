import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { isSetUp } from '#lib/people/queries.server.ts';
import { demoCafe } from './demo/cafe.ts';
import { demoCourse } from './demo/course.ts';
import { demoCycle } from './demo/cycle.ts';
import { demoGatherings } from './demo/gatherings.ts';
import { demoPeople } from './demo/people.ts';
import { demoSummaries } from './demo/summaries.ts';
import { demoDraft, demoFindings } from './demo/draft.ts';
import { demoPlan } from './demo/plan.ts';
import { demoReports } from './demo/reports.ts';
import { demoTopics } from './demo/topics.ts';

/**
 * Fills an empty installation with Stord as it stood on 15 January 2018, by calling the product's own commands.
 * What the sources say is kept as they say it, unknown things stay unknown; people, seating and notes are invented.
 * Does nothing, and says so by `false`, when somebody has set the installation up already.
 */
export async function loadDemo(db: Kysely<Database>): Promise<boolean> {
	if (await isSetUp(db)) return false;
	await db.transaction().execute(async (trx) => {
		const world = await demoPeople(trx);
		await demoFindings(trx, world);
		await demoCycle(trx, world);
		await demoTopics(trx, world);
		await demoGatherings(trx, world);
		await demoDraft(trx, world);
		await demoCafe(trx, world);
		await demoSummaries(trx, world);
		await demoPlan(trx, world);
		await demoCourse(trx, world);
		await demoReports(trx, world);
	});
	return true;
}
