import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { longDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor, type Locale } from '#lib/people/model.ts';
import { hashOf, newToken } from '#lib/people/tokens.server.ts';
import type { SummaryContent } from './model.ts';
import { audience, versions } from './queries.server.ts';

type Reader = { id: string; name: string; email: string; locale: Locale | null };
type Sent = {
	municipalityName: string;
	theme: string;
	date: string | null;
	version: number;
	content: SummaryContent;
	origin: string;
	/** The language of readers who have not chosen one. */
	locale: Locale;
};

/**
 * Puts the newest published version in the outbox, one mail a person with a personal link, in their language:
 * to those who were there and to those to be informed. Nothing leaves before somebody releases it there.
 * Saying it twice adds only those who have come to since. Refuses `notAllowed`, `notFound`, `notPublished`, `nobody`.
 */
export async function mailSummary(
	db: Db,
	actor: Actor,
	gatheringId: string,
	origin: string,
	now: Instant
): Promise<{ ok: true; queued: number } | { ok: false; reason: 'notAllowed' | 'notFound' | 'notPublished' | 'nobody' }> {
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const gathering = await trx
			.selectFrom('gathering')
			.innerJoin('municipality', 'municipality.id', 'gathering.municipalityId')
			.select(['gathering.theme', 'gathering.date', 'municipality.name', 'municipality.locale'])
			.where('gathering.id', '=', gatheringId)
			.where('gathering.municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (!mayLead(actor)) return { ok: false, reason: 'notAllowed' };
		const summary = (await versions(trx, municipalityId, gatheringId)).find((version) => version.publishedAt !== null);
		if (!summary?.content) return { ok: false, reason: 'notPublished' };

		const people = await audience(trx, municipalityId, gatheringId);
		const known = new Set(
			(await trx.selectFrom('summaryReader').select('personId').where('summaryId', '=', summary.id).execute()).map(
				(reader) => reader.personId
			)
		);
		const readers = (['attended', 'informed'] as const).flatMap((why) =>
			people[why].filter((person) => !known.has(person.id)).map((person) => ({ person, why, token: newToken() }))
		);
		if (readers.length === 0 && known.size === 0) return { ok: false, reason: 'nobody' };

		const sent: Sent = {
			municipalityName: gathering.name,
			theme: gathering.theme,
			date: gathering.date,
			version: summary.version,
			content: JSON.parse(summary.content) as SummaryContent,
			origin,
			locale: gathering.locale
		};
		for (const { person, why, token } of readers) {
			await trx
				.insertInto('summaryReader')
				.values({ summaryId: summary.id, personId: person.id, municipalityId, audience: why, tokenHash: hashOf(token), createdAt: now })
				.execute();
		}
		const document = { kind: 'summary', id: summary.id, version: summary.version, title: summary.title } as const;
		const mails = readers.map(({ person, why, token }) => mailTo(person, why, token, sent));
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await record(trx, actor, 'mailSummary', { kind: 'summary', id: summary.id, detail: { queued: enqueued } }, now);
		return { ok: true, queued: enqueued };
	});
}

/** One reader's mail: what comes first in full, the rest as a list, the whole behind the link. */
function mailTo(person: Reader, why: 'attended' | 'informed', token: string, sent: Sent): NewMail {
	const locale = person.locale ?? sent.locale;
	const { content, theme, version } = sent;
	const first = content.points.filter((point) => point.first);
	const rest = content.points.filter((point) => !point.first);
	const body: Block[] = [
		why === 'attended'
			? m.summaries_mail_attended({ name: person.name }, { locale })
			: m.summaries_mail_informed({ name: person.name }, { locale }),
		content.intro,
		...(first.length > 0
			? [{ heading: m.summaries_first_heading({}, { locale }) }, { list: first.map((point) => pointLine(point, locale)) }]
			: []),
		...(rest.length > 0 ? [{ heading: m.summaries_rest_heading({}, { locale }) }, { list: rest.map((point) => point.text) }] : []),
		...(content.closing ? [content.closing] : []),
		{ button: m.summaries_mail_button({}, { locale }), href: `${sent.origin}/summary/${token}` }
	];
	const when = sent.date === null ? '' : longDate(locale, sent.date);
	return {
		recipient: { personId: person.id, name: person.name, email: person.email },
		locale,
		subject:
			version > 1
				? m.summaries_mail_subject_correction({ version, theme }, { locale })
				: when
					? m.summaries_mail_subject({ date: when, theme }, { locale })
					: m.summaries_first_title({ theme }, { locale }),
		...letter({
			locale,
			heading: content.title,
			body,
			footer: [m.summaries_mail_footer({ municipality: sent.municipalityName }, { locale })]
		})
	};
}

function pointLine(point: SummaryContent['points'][number], locale: Locale): string {
	if (!point.starter) return point.text;
	const starts = point.startBy
		? m.summaries_starts_by({ who: point.starter, date: longDate(locale, point.startBy) }, { locale })
		: m.summaries_starts({ who: point.starter }, { locale });
	return `${point.text}\n${starts}`;
}
