import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Topic } from '#lib/topics/model.ts';
import type { LastItem, PickedTopic, Visitor } from './buildProgramme.ts';
import { type Locale, inLanguage } from '#lib/i18n/language.ts';
import { programme } from '../programme/queries.server.ts';

/** The topics in the order they were picked; undefined when one is not in this series' inbox. */
export async function pickedTopics(
	trx: Db,
	municipalityId: string,
	seriesId: string,
	ids: readonly string[]
): Promise<(PickedTopic & Pick<Topic, 'state'>)[] | undefined> {
	const wanted = [...new Set(ids)];
	if (wanted.length === 0) return [];
	const rows = await trx
		.selectFrom('topic')
		.select(['id', 'title', 'kind', 'state'])
		.where('municipalityId', '=', municipalityId)
		.where('seriesId', '=', seriesId)
		.where('id', 'in', wanted)
		.execute();
	if (rows.length < wanted.length) return undefined;
	// Whoever has offered the talk is asked first (`speakers/asking.server.ts`), and stands in the programme when they have said yes.
	return wanted.map((id) => ({ ...rows.find((row) => row.id === id)!, speaker: '', speakerUnitId: null }));
}

/** Persons of external units, by name; undefined when one of them is not such a person here. */
export async function visitorsOf(
	trx: Db,
	municipalityId: string,
	ids: readonly string[],
	locale: Locale
): Promise<(Visitor & { id: string })[] | undefined> {
	const wanted = [...new Set(ids)];
	if (wanted.length === 0) return [];
	const rows = await trx
		.selectFrom('person')
		.innerJoin('unit', 'unit.id', 'person.unitId')
		.select(['person.id', 'person.name', 'person.unitId', 'unit.nameNn', 'unit.nameNb'])
		.where('person.municipalityId', '=', municipalityId)
		.where('person.disabledAt', 'is', null)
		.where('unit.kind', '=', 'external')
		.where('person.id', 'in', wanted)
		.execute();
	if (rows.length < wanted.length) return undefined;
	return inNameOrder(rows, ({ name }) => name).map((row) => ({
		id: row.id,
		name: row.name,
		unitId: row.unitId,
		unitName: inLanguage(locale, { nn: row.nameNn, nb: row.nameNb })
	}));
}

/** The parts of a gathering of the series that another is to be like; undefined when it has none, or is not of this series. */
export async function lastItems(trx: Db, municipalityId: string, seriesId: string, gatheringId: string): Promise<LastItem[] | undefined> {
	const last = await trx
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('seriesId', '=', seriesId)
		.where('id', '=', gatheringId)
		.executeTakeFirst();
	const rows = last ? await programme(trx, municipalityId, gatheringId) : [];
	if (rows.length === 0) return undefined;
	const outside = await trx
		.selectFrom('unit')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'external')
		.execute();
	return rows.map(({ kind, title, standard, track, minutes, startTime, speaker, speakerUnitId, topicId }) => ({
		kind,
		title,
		standard,
		track,
		minutes,
		startTime,
		speaker,
		speakerUnitId,
		topicId,
		guest: standard === 'visitor' || outside.some((unit) => unit.id === speakerUnitId)
	}));
}

/** Gatherings of the series that have been held and whose programme is known, newest first: what a new one can be like. */
export async function examples(db: Db, municipalityId: string, seriesId: string, most = 3) {
	const rows = await db
		.selectFrom('gathering')
		.select(['id', 'theme', 'recipe', 'date', 'month', 'year'])
		.where('municipalityId', '=', municipalityId)
		.where('seriesId', '=', seriesId)
		.where('state', '=', 'held')
		.where((where) =>
			where.exists(where.selectFrom('programmeItem').select('programmeItem.id').whereRef('programmeItem.gatheringId', '=', 'gathering.id'))
		)
		.execute();
	const dayOf = (row: (typeof rows)[number]) => row.date ?? `${row.month ?? row.year}`;
	return rows.toSorted((a, b) => dayOf(b).localeCompare(dayOf(a))).slice(0, most);
}
