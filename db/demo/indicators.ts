import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import type { DemoWorld } from './people.ts';

type Readings = [at: string | null, value: number, shown?: string][];

/** As the sources give them: what has no date there has none here. Gives their ids by their names. */
export async function demoIndicators(db: Kysely<Database>, { municipalityId }: DemoWorld): Promise<ReadonlyMap<string, string>> {
	const source = 'Veiviseren: Helhetlig boligsosialt arbeid i Stord';
	const ids = new Map<string, string>();
	const add = async (
		level: 'individual' | 'system' | 'activity',
		nameNn: string,
		nameNb: string,
		unit: string,
		readings: Readings,
		from = source
	) => {
		const indicatorId = newId();
		ids.set(nameNn, indicatorId);
		await db
			.insertInto('indicator')
			.values({
				id: indicatorId,
				municipalityId,
				elementId: null,
				nameNn,
				nameNb,
				level,
				unit,
				source: from,
				qualityNote: null,
				baselineId: null
			})
			.execute();
		for (const [at, value, shown = `${value}`] of readings)
			await db.insertInto('reading').values({ id: newId(), municipalityId, indicatorId, at, value, shown, publishedIn: from }).execute();
	};
	await add('individual', 'Bustadlause', 'Bostedsløse', 'persons', [
		['2008', 23],
		['2012', 10],
		['2016', 0]
	]);
	await add('individual', 'Menneske med oppfølging i bustaden', 'Mennesker med oppfølging i boligen', 'persons', [[null, 45, 'ca. 45']]);
	await add('individual', 'Venteliste for oppfølging i bustaden', 'Venteliste for oppfølging i boligen', 'persons', [[null, 0, 'ingen']]);
	await add('system', 'Kommunale bustader tilpassa rullestolbrukarar', 'Kommunale boliger tilpasset rullestolbrukere', '%', [
		[null, 63, '63 %']
	]);
	await add('activity', 'Startlån teke opp per år', 'Startlån tatt opp per år', 'millionKroner', [[null, 50]]);
	await add('activity', 'Småhus bygde', 'Småhus bygd', 'pieces', [[null, 6]]);
	await add(
		'activity',
		'Deltakarar på forum',
		'Deltakere på forum',
		'persons',
		[
			['2015-03', 20],
			['2016-03', 46]
		],
		'Veiviseren: Bustadsosialt forum i Stord'
	);
	return ids;
}
