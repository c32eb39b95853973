import { letter } from '#lib/mail/letter.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { mustWarn } from '#lib/cycle/series/obligation.ts';
import { type Db, inTransaction } from '#lib/db/open.server.ts';
import { longDate } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import type { MailSettings } from '../model.ts';
import { obligationStates } from './obligations.server.ts';
import { stewardsOf } from './queries.server.ts';

/**
 * Writes to the steward of every series that misses a gathering from fourteen weeks before its fixed week (`mustWarn`): whoever fills the
 * role, else the leader of the unit, else those who may lead. Once a year and obligation. Gives how many letters are new.
 */
export async function warnStewards(db: Db, municipalityId: string, settings: MailSettings, now: Instant): Promise<number> {
	const today = civilDate(now);
	return inTransaction(db, async (trx) => {
		const atRisk = await obligationsAtRisk(trx, municipalityId, today);
		if (atRisk.length === 0) return 0;
		const { name } = await trx.selectFrom('municipality').select('name').where('id', '=', municipalityId).executeTakeFirstOrThrow();
		let written = 0;
		for (const risk of atRisk) {
			const mails = (await stewardsOf(trx, municipalityId, risk.seriesId, today)).map(({ person, email, locale }): NewMail => ({
				recipient: { personId: person.id, name: person.name, email },
				locale,
				...warningMail(locale, { ...risk, municipality: name }, `${settings.origin}${planPath(risk)}`)
			}));
			const document = { kind: 'obligationWarning', id: risk.id, version: risk.year, title: risk.labelNn } as const;
			written += (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
		}
		return written;
	});
}

/**
 * The obligations of this year and the next that somebody must be warned of today: how many gatherings are missing, the fixed week and the
 * last dates.
 */
export async function obligationsAtRisk(trx: Db, municipalityId: string, today: CivilDate) {
	const thisYear = Number(today.slice(0, 4));
	const states = [
		...(await obligationStates(trx, municipalityId, thisYear, today)),
		...(await obligationStates(trx, municipalityId, thisYear + 1, today))
	];
	return states.flatMap(({ obligation: { id, seriesId, labelNn, labelNb }, status }) => {
		if (!mustWarn(status, today)) return [];
		const { year, missing, fixedWeek } = status;
		return [
			{ id, seriesId, labelNn, labelNb, year, missing, fixedWeek, inviteBy: status.lastDateToInvite!, holdBy: status.lastDateToHold! }
		];
	});
}

/** Where the missing gathering is planned, in the year it is missing from. */
export const planPath = ({ seriesId, year }: { seriesId: string; year: number }) => `/gatherings/new?series=${seriesId}&year=${year}`;

type Risk = Awaited<ReturnType<typeof obligationsAtRisk>>[number];

function warningMail(locale: Locale, risk: Risk & { municipality: string }, href: string) {
	const as = { locale };
	const label = inLanguage(locale, { nn: risk.labelNn, nb: risk.labelNb });
	const subject = m.gatherings_warning_subject({ label, year: risk.year }, as);
	const dates = { count: risk.missing, year: risk.year, date: longDate(locale, risk.inviteBy), last: longDate(locale, risk.holdBy) };
	return {
		subject,
		...letter({
			locale,
			heading: subject,
			body: [
				m.gatherings_warning_text(dates, as),
				...(risk.fixedWeek === null ? [] : [m.gatherings_warning_fixed({ week: risk.fixedWeek }, as)]),
				{ button: m.common_plan_gathering({}, as), href }
			],
			footer: [m.gatherings_warning_footer({ municipality: risk.municipality }, as)]
		})
	};
}
