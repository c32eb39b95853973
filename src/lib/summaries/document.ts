import type { Block, Document } from '#lib/documents/document.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SummaryContent } from './model.ts';

/** A published summary as a document, in the language it was written in. */
export function summaryDocument(
	content: SummaryContent,
	about: { locale: Locale; municipality: string; date: string | null; version: number; hash: string }
): Document {
	const { locale } = about;
	const first = content.points.filter((point) => point.first);
	const rest = content.points.filter((point) => !point.first);
	const line = (point: SummaryContent['points'][number]) => {
		const starts = point.starter
			? point.startBy
				? m.summaries_starts_by({ who: point.starter, date: longDate(locale, point.startBy) }, { locale })
				: m.summaries_starts({ who: point.starter }, { locale })
			: '';
		const from = point.tables.length > 0 ? m.summaries_from_tables({ tables: point.tables.join(', ') }, { locale }) : '';
		return [point.text, starts, from].filter(Boolean).join('\n');
	};
	const part = (heading: string, points: SummaryContent['points']): Block[] =>
		points.length > 0 ? [{ heading, level: 1 }, { list: points.map(line) }] : [];
	return {
		title: content.title,
		locale,
		author: about.municipality,
		foot: [about.municipality, m.summaries_version({ version: about.version }, { locale })].join(' · '),
		blocks: [
			...(about.date ? [{ text: longDate(locale, about.date), quiet: true as const }] : []),
			{ text: content.intro },
			{ text: m.summaries_numbers(content.numbers, { locale }), quiet: true },
			...part(m.summaries_first_heading({}, { locale }), first),
			...part(first.length > 0 ? m.summaries_rest_heading({}, { locale }) : m.summaries_points({}, { locale }), rest),
			...(content.closing ? [{ text: content.closing }] : []),
			{ text: `${m.summaries_hash({}, { locale })}: ${about.hash}`, quiet: true }
		]
	};
}
