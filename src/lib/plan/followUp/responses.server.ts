import { civilDate, isCivilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { record } from '#lib/people/audit.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { roundOn } from './model.ts';
import type { MeasureStatus } from '../model.ts';
import { planOf } from '../queries.server.ts';
import { statuses } from '../document/status.server.ts';
import { elementsOf } from '../document/versions.server.ts';

const linkBy = (db: Db, token: string) =>
	db
		.selectFrom('followUpLink')
		.innerJoin('followUp', 'followUp.id', 'followUpLink.followUpId')
		.innerJoin('person', 'person.id', 'followUpLink.personId')
		.innerJoin('municipality', 'municipality.id', 'followUpLink.municipalityId')
		.select([
			'followUp.id as followUpId',
			'followUp.half',
			'followUp.due',
			'person.id as personId',
			'person.name',
			'person.disabledAt',
			'person.locale',
			'municipality.locale as municipalityLocale',
			'municipality.id as municipalityId',
			'municipality.name as municipalityName'
		])
		.where('followUpLink.tokenHash', '=', hashOf(token));

/** The language that whoever is asked was written to in: their own, else the municipality's. */
export async function languageOfFollowUp(db: Db, token: string): Promise<Locale | undefined> {
	const link = await linkBy(db, token).executeTakeFirst();
	return link && (link.locale ?? link.municipalityLocale);
}

export type AskedMeasure = {
	elementId: string;
	number: string;
	nn: string;
	nb: string;
	aimNn: string | null;
	aimNb: string | null;
	deadline: string | null;
	/** What was said last, in this round or before. */
	last: { status: MeasureStatus; date: CivilDate } | null;
	/** What was said in this round. */
	said: { status: MeasureStatus; date: CivilDate; note: string | null; byName: string | null } | null;
};

/** The measures a personal link asks about, with the answers so far. Undefined for an unknown link or a disabled person. */
export async function followUpBy(db: Db, token: string, now: Instant) {
	const link = await linkBy(db, token).executeTakeFirst();
	if (!link || link.disabledAt !== null) return undefined;
	const { municipalityId, followUpId, personId } = link;
	const found = await planOf(db, municipalityId);
	const asked = await db
		.selectFrom('followUpMeasure')
		.select('elementId')
		.where('followUpId', '=', followUpId)
		.where('personId', '=', personId)
		.execute();
	const ids = new Set(asked.map((row) => row.elementId));
	const elements = found?.inForce ? (await elementsOf(db, found.inForce.id)).filter((element) => ids.has(element.elementId)) : [];
	const said = await db
		.selectFrom('statusReport')
		.leftJoin('person', 'person.id', 'statusReport.reportedBy')
		.select(['elementId', 'status', 'date', 'note', 'person.name as byName'])
		.where('followUpId', '=', followUpId)
		.orderBy('statusReport.createdAt')
		.orderBy('statusReport.id')
		.execute();
	const latest = new Map(said.map(({ elementId, ...report }) => [elementId, report]));
	const statusOf = await statuses(db, municipalityId);
	return {
		...link,
		plan: found?.plan ?? null,
		isOpen: link.half === roundOn(civilDate(now)).half,
		measures: elements.map(({ elementId, number, nn, nb, aimNn, aimNb, deadline }): AskedMeasure => ({
			elementId,
			number,
			nn,
			nb,
			aimNn,
			aimNb,
			deadline,
			last: statusOf.get(elementId) ?? null,
			said: latest.get(elementId) ?? null
		}))
	};
}

/**
 * Stores the status of some of the measures a link asks about; the others stay open, and answering again adds to the history.
 * Refuses `notFound`, `closed` (the next half-year is asked about), `missing`, `conflict` (a measure that is not asked about),
 * `invalidDate`, `invalidFuture`.
 */
export async function answerFollowUp(
	db: Db,
	token: string,
	answers: readonly { elementId: string; status: MeasureStatus; date: CivilDate; note: string | null }[],
	now: Instant
) {
	return command(db, async (trx) => {
		const asked = await followUpBy(trx, token, now);
		if (!asked) return refuse('notFound');
		if (!asked.isOpen) return refuse('closed');
		if (answers.length === 0) return refuse('missing');
		const known = new Set(asked.measures.map((measure) => measure.elementId));
		if (answers.some((answer) => !known.has(answer.elementId))) return refuse('conflict');
		if (answers.some((answer) => !isCivilDate(answer.date))) return refuse('invalidDate');
		if (answers.some((answer) => answer.date > civilDate(now))) return refuse('invalidFuture');
		const { municipalityId, followUpId, personId: id, name } = asked;
		for (const answer of answers)
			await trx
				.insertInto('statusReport')
				.values({ id: newId(), municipalityId, ...answer, reportedBy: id, createdAt: now, source: 'link', followUpId, held: null })
				.execute();
		const detail = answers.map(({ elementId, status }) => ({ elementId, status }));
		await record(trx, { id, municipalityId, name }, 'followUp.answer', { kind: 'followUp', id: followUpId, detail }, now);
		const done = new Set(answers.map((answer) => answer.elementId));
		return { ok: true as const, left: asked.measures.filter((measure) => measure.said === null && !done.has(measure.elementId)).length };
	});
}
