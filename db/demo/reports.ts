import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { PartKey } from '#lib/plan/reports/model.ts';
import { letPartnersRead } from '#lib/plan/reports/shares.server.ts';
import { startReport, submitReport, writePart } from '#lib/plan/reports/written.server.ts';
import { accepted } from './accepted.ts';
import type { DemoWorld } from './people.ts';

/** A half-year report that was submitted to Husbanken, and the next in writing. That they were, and their words, are invented. */
export async function demoReports(db: Kysely<Database>, { leader, at }: DemoWorld): Promise<void> {
	const write = async (half: string, day: string, words: Partial<Record<PartKey, string>>) => {
		const { reportId } = accepted(await startReport(db, leader, { kind: 'half', half }, at(day)));
		for (const [part, text] of Object.entries(words))
			accepted(await writePart(db, leader, { reportId, part: part as PartKey, words: text, edition: 0 }, at(day)));
		return reportId;
	};
	const words = {
		development: 'Vi ser at fleire tek kontakt med kvarandre før ei sak har vakse seg stor.',
		measures: 'Arbeidet med bustadkontoret er i gang.'
	};
	const reportId = await write('2017-1', '2017-07-03', words);
	accepted(await submitReport(db, leader, { reportId, seen: 2, recipient: 'Husbanken' }, at('2017-07-05')));
	accepted(await letPartnersRead(db, leader, { reportId, may: true }, at('2017-07-05')));
	await write('2017-2', '2018-01-10', { measures: 'Bustadkontoret opna i oktober.' });
}
