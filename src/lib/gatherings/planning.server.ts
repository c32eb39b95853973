import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { holidaysOf, isWeekend } from '#lib/cycle/holidays.ts';
import { stewardOf } from '#lib/cycle/queries.server.ts';
import { civilDate, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { mayBecome, type Topic } from '#lib/topics/model.ts';
import { mayPlan } from './model.ts';
import { span, trouble } from './programme.ts';
import { checklist, cook, mostTopics, recipeOf, type PickedTopic, type Visitor } from './recipe.ts';

type Trx = Transaction<Database>;

/** The five answers (and the room) that make a gathering. Ids are of this municipality; goals are `elementId`s of the plan. */
export type PlanAnswers = {
	seriesId: string;
	date: CivilDate;
	startTime: LocalTime;
	theme: string;
	topicIds: readonly string[];
	recipe: string;
	partnerIds: readonly string[];
	goalIds: readonly string[];
	room: string;
	/** Says yes to a weekend, public holiday or school break after the warning. */
	despiteDayOff?: boolean;
};

export type DayOff = { kind: 'weekend' | 'holiday' | 'schoolBreak'; nn: string; nb: string; en: string };

type PlanRefusal =
	| 'notAllowed'
	| 'unknownRecipe'
	| 'unknownSeries'
	| 'noTheme'
	| 'dateInPast'
	| 'dateTaken'
	| 'unknownTopic'
	| 'topicTaken'
	| 'tooManyTopics'
	| 'unknownPartner'
	| 'outsideDay';

/**
 * A gathering with programme, checklist, topics and partners, all at once, so that a forum is planned in minutes (S2:98).
 * Refuses `notAllowed`, `unknownRecipe`, `unknownSeries`, `noTheme`, `dateInPast`, `dateTaken` (the series has that day already),
 * `dayOff` (until `despiteDayOff`), `unknownTopic`, `topicTaken` (planned elsewhere, or declined), `tooManyTopics`, `unknownPartner`, `outsideDay`.
 */
export async function planGathering(
	db: Db,
	actor: Actor,
	answers: PlanAnswers,
	now: Instant
): Promise<{ ok: true; gatheringId: string } | { ok: false; reason: PlanRefusal } | { ok: false; reason: 'dayOff'; off: DayOff }> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { date, startTime, room } = answers;
	const today = civilDate(now);
	const recipe = recipeOf(answers.recipe);
	const theme = answers.theme.trim();
	if (!recipe) return { ok: false, reason: 'unknownRecipe' };
	if (!theme) return { ok: false, reason: 'noTheme' };
	if (date < today) return { ok: false, reason: 'dateInPast' };
	return inTransaction(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', answers.seriesId)
			.executeTakeFirst();
		if (!series) return { ok: false, reason: 'unknownSeries' };
		if (await isTaken(trx, municipalityId, series.id, date)) return { ok: false, reason: 'dateTaken' };
		const off = answers.despiteDayOff ? null : await dayOff(trx, municipalityId, date);
		if (off) return { ok: false, reason: 'dayOff', off };
		const locale = await languageOf(trx, municipalityId);
		const picked = await pickedTopics(trx, municipalityId, series.id, answers.topicIds);
		if (!picked) return { ok: false, reason: 'unknownTopic' };
		if (picked.some((topic) => !mayBecome(topic.state, 'planned'))) return { ok: false, reason: 'topicTaken' };
		if (picked.length > mostTopics(recipe)) return { ok: false, reason: 'tooManyTopics' };
		const visitors = await visitorsOf(trx, municipalityId, answers.partnerIds, locale);
		if (!visitors) return { ok: false, reason: 'unknownPartner' };
		const items = cook(recipe, startTime, picked, visitors, locale);
		if (trouble(items)) return { ok: false, reason: 'outsideDay' };

		const gatheringId = newId();
		const steward = await stewardOf(trx, municipalityId, series.id, date);
		await trx
			.insertInto('gathering')
			.values({
				id: gatheringId,
				municipalityId,
				seriesId: series.id,
				recipe: recipe.id,
				theme,
				state: 'planned',
				date,
				month: date.slice(0, 7),
				year: Number(date.slice(0, 4)),
				startTime,
				endTime: span(items)!.endTime,
				room,
				organiserUnitId: steward?.unitId ?? actor.unitId,
				organiserRoleNn: steward?.roleNn ?? null,
				organiserRoleNb: steward?.roleNb ?? null,
				attendedCount: null,
				calendarSequence: 0,
				sentSequence: null,
				createdBy: actor.id,
				createdAt: now,
				openedAt: null,
				heldAt: null,
				cancelledAt: null
			})
			.execute();
		await trx
			.insertInto('programmeItem')
			.values(items.map((item, index) => ({ id: newId(), municipalityId, gatheringId, position: index + 1, ...item })))
			.execute();
		const tasks = checklist(recipe, date, today, series.inviteWeeks, visitors.length > 0);
		await trx
			.insertInto('checklistItem')
			.values(
				tasks.map((task) => ({
					id: newId(),
					municipalityId,
					gatheringId,
					task: task.task,
					title: '',
					dueDate: task.dueDate,
					ownerUnitId: steward?.unitId ?? actor.unitId,
					ownerRoleNn:
						task.owner === 'facilitator' || !steward ? m[`gatherings_owner_${task.owner}`]({}, { locale: 'nn' }) : steward.roleNn,
					ownerRoleNb:
						task.owner === 'facilitator' || !steward ? m[`gatherings_owner_${task.owner}`]({}, { locale: 'nb' }) : steward.roleNb,
					...(task.task === 'room' && room ? { doneAt: now, doneBy: actor.id } : { doneAt: null, doneBy: null })
				}))
			)
			.execute();
		const goalIds = [...new Set(answers.goalIds)];
		if (goalIds.length > 0)
			await trx
				.insertInto('gatheringGoal')
				.values(goalIds.map((elementId) => ({ gatheringId, elementId, municipalityId })))
				.execute();
		if (visitors.length > 0)
			await trx
				.insertInto('gatheringPartner')
				.values(visitors.map(({ id }) => ({ gatheringId, personId: id, municipalityId })))
				.execute();
		for (const topic of picked) {
			const marked = await topics.markPlanned(trx, actor, topic.id, gatheringId, now);
			if (!marked.ok) throw new Error(`The topic ${topic.id} was not taken into the programme: ${marked.reason}.`);
		}
		await record(trx, actor, 'planGathering', { kind: 'gathering', id: gatheringId, detail: { date, recipe: recipe.id } }, now);
		return { ok: true, gatheringId };
	});
}

/** Whether the series has a gathering on `date` that is not cancelled; `except` is the one that asks. */
export async function isTaken(db: Db, municipalityId: string, seriesId: string, date: CivilDate, except?: string): Promise<boolean> {
	const rows = await db
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('seriesId', '=', seriesId)
		.where('date', '=', date)
		.where('state', '!=', 'cancelled')
		.execute();
	return rows.some((row) => row.id !== except);
}

/** Why people are off on `date` (a school break, a public holiday or a weekend), named for readers; null on an ordinary day. */
export async function dayOff(db: Db, municipalityId: string, date: CivilDate): Promise<DayOff | null> {
	const holiday = holidaysOf(Number(date.slice(0, 4))).find((one) => one.date === date);
	if (holiday) return { kind: 'holiday', nn: holiday.nn, nb: holiday.nb, en: holiday.en };
	const school = await db
		.selectFrom('schoolBreak')
		.select(['nameNn', 'nameNb'])
		.where('municipalityId', '=', municipalityId)
		.where('fromDate', '<=', date)
		.where('toDate', '>=', date)
		.executeTakeFirst();
	if (school) return { kind: 'schoolBreak', nn: school.nameNn, nb: school.nameNb, en: school.nameNb };
	if (!isWeekend(date)) return null;
	return {
		kind: 'weekend',
		nn: m.gatherings_weekend({}, { locale: 'nn' }),
		nb: m.gatherings_weekend({}, { locale: 'nb' }),
		en: m.gatherings_weekend({}, { locale: 'en' })
	};
}

async function languageOf(trx: Trx, municipalityId: string): Promise<Locale> {
	const row = await trx.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
	return row.locale;
}

/** The topics in the order they were picked, with whoever offered the talk first; undefined when one is not in this series' inbox. */
async function pickedTopics(
	trx: Trx,
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
	const offers = await trx
		.selectFrom('topicOffer')
		.innerJoin('person', 'person.id', 'topicOffer.personId')
		.select(['topicOffer.topicId', 'person.name', 'person.unitId'])
		.where('topicOffer.topicId', 'in', wanted)
		.orderBy('topicOffer.at')
		.execute();
	return wanted.map((id) => {
		const topic = rows.find((row) => row.id === id)!;
		const offer = offers.find((one) => one.topicId === id);
		return { ...topic, speaker: offer?.name ?? '', speakerUnitId: offer?.unitId ?? null };
	});
}

/** Persons of external units, by name; undefined when one of them is not such a person here. */
async function visitorsOf(
	trx: Trx,
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
		.orderBy('person.name')
		.execute();
	if (rows.length < wanted.length) return undefined;
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		unitId: row.unitId,
		unitName: inLanguage(locale, { nn: row.nameNn, nb: row.nameNb })
	}));
}
