import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { pollsAsking } from '#lib/cycle/polls/queries.server.ts';
import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { obligationsAtRisk, planPath } from '#lib/gatherings/checklist/obligationWarnings.server.ts';
import { mayPlan } from '#lib/gatherings/model.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import { requestsTo } from '#lib/gatherings/speakers/queries.server.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor, writtenFor, type Name } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { mayRelease } from '#lib/mail/model.ts';
import { heldCount } from '#lib/mail/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { roundOn } from '#lib/plan/followUp/model.ts';
import { measuresAsked } from '#lib/plan/followUp/queries.server.ts';
import { mayAnswer } from '#lib/topics/model.ts';
import { inbox } from '#lib/topics/queries.server.ts';

/**
 * Something that waits for the reader: in words, with the names in them, where it is done (null: by the personal link in a mail they were
 * sent), and by when (null: now).
 */
export type Waiting = { id: string; text: string; names?: Name[]; href: string | null; day: CivilDate | null };

/** What waits for an answer or a press of the reader, tasks and invitations apart: the most urgent first. */
export async function waitingFor(db: Db, actor: Actor, now: Instant, locale: Locale): Promise<Waiting[]> {
	const today = civilDate(now);
	return [...(await asLeader(db, actor, today, locale)), ...(await byLink(db, actor, today, locale))];
}

/** Gatherings that are missing, mails to release, proposals to answer. */
async function asLeader(db: Db, actor: Actor, today: CivilDate, locale: Locale): Promise<Waiting[]> {
	const { municipalityId } = actor;
	const waiting: Waiting[] = [];
	if (mayPlan(actor)) {
		for (const risk of await obligationsAtRisk(db, municipalityId, today)) {
			const name = nameFor(locale, { nn: risk.labelNn, nb: risk.labelNb });
			const text =
				risk.fixedWeek === null
					? m.now_obligation({ label: name.text, date: longDate(locale, risk.inviteBy) })
					: m.now_obligation_fixed({ label: name.text, week: risk.fixedWeek, year: String(risk.year) });
			waiting.push({ id: `${risk.id}-${risk.year}`, text, names: [name], href: planPath(risk), day: null });
		}
	}
	if (mayPlan(actor)) waiting.push(...(await toInvite(db, municipalityId, today, locale)));
	const held = mayRelease(actor) ? await heldCount(db, municipalityId) : 0;
	if (held > 0) waiting.push({ id: 'outbox', text: m.now_outbox({ count: held }), href: '/outbox', day: null });
	const proposed = mayAnswer(actor) ? (await inbox(db, municipalityId, actor.id)).filter((topic) => topic.state === 'proposed').length : 0;
	if (proposed > 0) waiting.push({ id: 'topics', text: m.now_proposals({ count: proposed }), href: '/topics?state=proposed', day: null });
	return waiting;
}

/** What was asked by a mail with a personal link, which only the mail has. */
async function byLink(db: Db, actor: Actor, today: CivilDate, locale: Locale): Promise<Waiting[]> {
	const { municipalityId, id: personId } = actor;
	const from = await languageOf(db, municipalityId);
	const polls = await pollsAsking(db, municipalityId, personId, today);
	const requests = await requestsTo(db, municipalityId, personId);
	const measures = await measuresAsked(db, municipalityId, personId, roundOn(today).half);
	return [
		...polls.map(({ id, deadline, seriesNn, seriesNb }) => {
			const series = nameFor(locale, { nn: seriesNn, nb: seriesNb });
			return {
				id,
				text: m.now_poll({ series: series.text, date: longDate(locale, deadline) }),
				names: [series],
				href: null,
				day: deadline
			};
		}),
		...requests.map(({ id, theme, answerBy }) => ({
			id,
			text: m.now_speaker({ theme }),
			names: [writtenFor(locale, from, theme)],
			href: null,
			day: answerBy
		})),
		...(measures
			? [
					{
						id: 'measures',
						text: m.now_measures({ count: measures.count, date: longDate(locale, measures.due) }),
						href: null,
						day: measures.due
					}
				]
			: [])
	];
}

/** Planned gatherings whose invitations must be out within two weeks, or should have been. */
async function toInvite(db: Db, municipalityId: string, today: CivilDate, locale: Locale): Promise<Waiting[]> {
	const [series, from] = [await allSeries(db, municipalityId), await languageOf(db, municipalityId)];
	return (await all(db, municipalityId)).flatMap(({ id, theme, date, state, seriesId }) => {
		if (state !== 'planned' || date === null || date < today) return [];
		const by = addDays(date, -7 * (series.find((one) => one.id === seriesId)?.inviteWeeks ?? 0));
		if (by > addDays(today, 14)) return [];
		return [
			{
				id: `invite-${id}`,
				text: m.now_invite({ theme, date: longDate(locale, by) }),
				names: [writtenFor(locale, from, theme)],
				href: `/gatherings/${id}/invitations`,
				day: by
			}
		];
	});
}
