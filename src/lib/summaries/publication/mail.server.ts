import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { longDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter, type Block } from '#lib/mail/letter.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor, type Locale } from '#lib/people/model.ts';
import { linkAddress, newPersonalLink } from '#lib/personalLink.server.ts';
import { audiences, contentFrom, type Audience, type SummaryContent } from '../model.ts';
import { personalParts, type Personal } from './personalParts.server.ts';
import { versions } from '../queries.server.ts';
import { audience } from './readers.server.ts';

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
 * Puts the newest published version in the outbox, one mail a person with a personal link, in their language, and with what is their own in it:
 * to those who were there, were invited, or are to be informed (`to`). Nothing leaves before somebody releases it there.
 * Saying it twice adds only those who have come to since. Refuses `notAllowed`, `notFound`, `notPublished`, `nobody`.
 */
export async function mailSummary(
	db: Db,
	actor: Actor,
	gatheringId: string,
	origin: string,
	now: Instant,
	to: readonly Audience[] = audiences
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
		const readers = to.flatMap((why) =>
			people[why].filter((person) => !known.has(person.id)).map((person) => ({ person, why, ...newPersonalLink('summary', origin) }))
		);
		if (readers.length === 0 && known.size === 0) return { ok: false, reason: 'nobody' };

		const sent: Sent = {
			municipalityName: gathering.name,
			theme: gathering.theme,
			date: gathering.date,
			version: summary.version,
			content: contentFrom(summary.content),
			origin,
			locale: gathering.locale
		};
		const rows = readers.map(({ person, why, tokenHash }) => ({
			summaryId: summary.id,
			personId: person.id,
			municipalityId,
			audience: why === 'attended' ? ('attended' as const) : ('informed' as const),
			tokenHash,
			createdAt: now
		}));
		for (let start = 0; start < rows.length; start += 1000)
			await trx
				.insertInto('summaryReader')
				.values(rows.slice(start, start + 1000))
				.execute();
		const stops = await unsubscribeTokens(
			trx,
			municipalityId,
			'summary',
			readers.map(({ person }) => person.id),
			now
		);
		const parts = await personalParts(trx, municipalityId, gatheringId);
		const document = { kind: 'summary', id: summary.id, version: summary.version, title: summary.title } as const;
		const mails = readers.map(({ person, why, href }) =>
			mailTo(person, why, { href, unsubscribe: linkAddress('unsubscribe', origin, stops.get(person.id)!) }, parts.get(person.id), sent)
		);
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		await record(trx, actor, 'mailSummary', { kind: 'summary', id: summary.id, detail: { queued: enqueued } }, now);
		return { ok: true, queued: enqueued };
	});
}

/** One reader's mail: what comes first in full, the rest as a list, then what is their own, and the whole behind the link. */
function mailTo(
	person: Reader,
	why: Audience,
	links: { href: string; unsubscribe: string },
	personal: Personal | undefined,
	sent: Sent
): NewMail {
	const locale = person.locale ?? sent.locale;
	const { content, theme, version } = sent;
	const first = content.points.filter((point) => point.first);
	const inSections = new Set(content.sections.flatMap((section) => section.points));
	const rest = content.points.filter((point) => !point.first && !inSections.has(point.id));
	const body: Block[] = [
		why === 'attended'
			? m.summaries_mail_attended({ name: person.name }, { locale })
			: m.summaries_mail_informed({ name: person.name }, { locale }),
		...(content.correction ? [`${m.draft_corrected({}, { locale })} ${content.correction}`] : []),
		content.intro,
		...(first.length > 0
			? [{ heading: m.summaries_first_heading({}, { locale }) }, { list: first.map((point) => pointLine(point, locale)) }]
			: []),
		...content.sections.flatMap((section): Block[] => {
			const own = content.points.filter((point) => section.points.includes(point.id));
			return [
				...(section.heading ? [{ heading: section.heading }] : []),
				...(section.text ? [section.text] : []),
				...(own.length > 0 ? [{ list: own.map((point) => point.text) }] : [])
			];
		}),
		...(rest.length > 0 ? [{ heading: m.summaries_rest_heading({}, { locale }) }, { list: rest.map((point) => point.text) }] : []),
		...(personal ? ownPart(personal, locale) : []),
		...(content.closing ? [content.closing] : []),
		{ button: m.summaries_mail_button({}, { locale }), href: links.href }
	];
	const stopUrl = links.unsubscribe;
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
			footer: [m.summaries_mail_footer({ municipality: sent.municipalityName }, { locale })],
			stop: { text: m.mail_stop_foot({}, { locale }), href: stopUrl }
		}),
		stopUrl
	};
}

/** No mail lists more than this of one kind: it is to be read on a phone. */
const most = 12;

function ownPart({ tables, notes, actions }: Personal, locale: Locale): Block[] {
	const shortened = (items: string[]) =>
		items.length > most ? [...items.slice(0, most), m.summaries_mail_more({ count: items.length - most }, { locale })] : items;
	return [
		...(actions.length > 0
			? [
					{ heading: m.summaries_mail_actions({}, { locale }) },
					{
						list: shortened(
							actions.map(({ text, role, startBy }) =>
								[text, [role, startBy ? longDate(locale, startBy) : ''].filter(Boolean).join(', ')].filter(Boolean).join('\n')
							)
						)
					}
				]
			: []),
		...(notes.length > 0 ? [{ heading: m.summaries_mail_notes({}, { locale }) }, { list: shortened(notes) }] : []),
		...(tables.length > 0
			? [
					{ heading: m.summaries_mail_tables({}, { locale }) },
					{
						list: tables.map(({ number, question, points }) =>
							[m.summaries_mail_table({ number, question }, { locale }), ...points.map((point) => `· ${point}`)].join('\n')
						)
					}
				]
			: [])
	];
}

function pointLine(point: SummaryContent['points'][number], locale: Locale): string {
	if (!point.starter) return point.text;
	const starts = point.startBy
		? m.summaries_starts_by({ who: point.starter, date: longDate(locale, point.startBy) }, { locale })
		: m.summaries_starts({ who: point.starter }, { locale });
	return `${point.text}\n${starts}`;
}
