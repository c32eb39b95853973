import { letter } from '#lib/mail/letter.ts';
import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { type Instant, civilDate } from '#lib/dates.ts';
import { stewardOn } from '#lib/cycle/model.ts';
import { mustWarn, obligationState } from '#lib/cycle/series/obligation.ts';
import { allSeries, allStewardships, obligationsIn } from '#lib/cycle/series/queries.server.ts';
import { breaksIn } from '#lib/cycle/wheel/queries.server.ts';
import { type Db, inTransaction } from '#lib/db/open.server.ts';
import { longDate } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { type NewMail, enqueue } from '#lib/mail/outbox.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import type { MailSettings } from '../model.ts';
import { ofYear } from '../queries.server.ts';
import { isFor } from './model.ts';
import { reachablePersons } from './queries.server.ts';

/**
 * Writes to the steward of every series whose obligation is at risk when eight weeks or less are left for inviting in time: whoever
 * fills the role, else the leader of the unit, else those who may lead. Once a year and obligation. Gives how many letters are new.
 */
export async function warnStewards(db: Db, municipalityId: string, post: MailSettings, now: Instant): Promise<number> {
	const today = civilDate(now);
	const year = Number(today.slice(0, 4));
	return inTransaction(db, async (trx) => {
		const obligations = await obligationsIn(trx, municipalityId, year);
		if (obligations.length === 0) return 0;
		const series = await allSeries(trx, municipalityId);
		const stewards = await allStewardships(trx, municipalityId);
		const gatherings = await ofYear(trx, municipalityId, year);
		const breaks = await breaksIn(trx, municipalityId, year);
		const held = await positions(trx, municipalityId);
		const people = await reachablePersons(trx, municipalityId);
		const { name } = await trx.selectFrom('municipality').select('name').where('id', '=', municipalityId).executeTakeFirstOrThrow();
		let written = 0;
		for (const obligation of obligations) {
			const one = series.find(({ id }) => id === obligation.seriesId);
			if (!one) continue;
			const own = gatherings.filter((gathering) => gathering.seriesId === one.id);
			const status = obligationState({
				obligation,
				year,
				today,
				held: own.filter(({ state }) => state === 'held').length,
				planned: own,
				inviteWeeks: one.inviteWeeks,
				holidays: [...holidaysOf(year - 1), ...holidaysOf(year), ...holidaysOf(year + 1)],
				breaks
			});
			if (!mustWarn(status, today)) continue;
			const steward = stewardOn(
				stewards.filter((stewardship) => stewardship.seriesId === one.id),
				today
			);
			const duty = { ownerUnitId: steward?.unitId ?? null, ownerRoleNn: steward?.roleNn ?? '' };
			const mails = people
				.filter(({ person }) => isFor(duty, person, held, today))
				.map(({ person, email, locale }): NewMail => {
					const as = { locale };
					const label = inLanguage(locale, { nn: obligation.labelNn, nb: obligation.labelNb });
					return {
						recipient: { personId: person.id, name: person.name, email },
						locale,
						subject: m.gatherings_warning_subject({ label, year }, as),
						...letter({
							locale,
							heading: m.gatherings_warning_subject({ label, year }, as),
							body: [
								m.gatherings_warning_text(
									{
										count: status.missing,
										date: longDate(locale, status.lastDateToInvite!),
										last: longDate(locale, status.lastDateToHold!)
									},
									as
								),
								{ button: m.common_plan_gathering({}, as), href: `${post.origin}/gatherings/new` }
							],
							footer: [m.gatherings_warning_footer({ municipality: name }, as)]
						})
					};
				});
			const document = { kind: 'obligationWarning', id: obligation.id, version: year, title: obligation.labelNn } as const;
			written += (await enqueue(trx, municipalityId, document, mails, now)).enqueued;
		}
		return written;
	});
}
