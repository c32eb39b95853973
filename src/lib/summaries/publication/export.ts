import type { Block, Document } from '#lib/documents/document.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SummaryContent } from '../model.ts';

/** A published summary as a document, in the language it was written in; `bytes` are those of its pictures, by id. */
export function summaryDocument(
	content: SummaryContent,
	about: {
		locale: Locale;
		municipality: string;
		date: string | null;
		version: number;
		hash: string;
		bytes?: ReadonlyMap<string, Uint8Array>;
	}
): Document {
	const { locale } = about;
	const first = content.points.filter((point) => point.first);
	const inSections = new Set(content.sections.flatMap((section) => section.points));
	const rest = content.points.filter((point) => !point.first && !inSections.has(point.id));
	const line = (point: SummaryContent['points'][number]) => {
		const starts = point.starter
			? point.startBy
				? m.summaries_starts_by({ who: point.starter, date: longDate(locale, point.startBy) }, { locale })
				: m.summaries_starts({ who: point.starter }, { locale })
			: '';
		const from = point.tables.length > 0 ? m.summaries_from_tables({ tables: point.tables.join(', ') }, { locale }) : '';
		return [point.text, [from, starts].filter(Boolean).join(' · ')].filter(Boolean).join('\n');
	};
	const part = (heading: string, points: SummaryContent['points']): Block[] =>
		points.length > 0 ? [{ heading, level: 1 }, { list: points.map(line) }] : [];
	const shown = content.pictures.flatMap((picture) => {
		const bytes = about.bytes?.get(picture.id);
		return bytes ? [{ ...picture, bytes }] : [];
	});
	return {
		title: content.title,
		locale,
		author: about.municipality,
		foot: [about.municipality, m.summaries_version({ version: about.version }, { locale })].join(' · '),
		blocks: [
			...(about.date ? [{ text: longDate(locale, about.date), quiet: true as const }] : []),
			...(content.correction ? [{ text: `${m.draft_corrected({}, { locale })} ${content.correction}` }] : []),
			{ text: content.intro },
			{ text: m.summaries_numbers(content.numbers, { locale }), quiet: true },
			...part(m.summaries_first_heading({}, { locale }), first),
			...content.sections.flatMap((section): Block[] => {
				const own = content.points.filter((point) => section.points.includes(point.id));
				return [
					{ heading: section.heading || m.draft_section_untitled({}, { locale }), level: 1 },
					...(section.text ? [{ text: section.text }] : []),
					...(own.length > 0 ? [{ list: own.map(line) }] : [])
				];
			}),
			...part(first.length > 0 ? m.summaries_rest_heading({}, { locale }) : m.summaries_points({}, { locale }), rest),
			...shown.map(({ bytes, ...picture }): Block => ({ picture: { ...picture, bytes } })),
			...(content.open.length > 0
				? [
						{ heading: m.draft_open_heading({}, { locale }), level: 1 as const },
						{ list: content.open.map(({ text, starter, theme }) => [text, starter, theme].filter(Boolean).join('\n')) }
					]
				: []),
			...(content.there.units.length > 0
				? [
						{ heading: m.draft_there_heading({}, { locale }), level: 1 as const },
						{
							list: [
								...content.there.units.map(({ name, people }) => `${name}: ${people}`),
								...(content.there.others > 0 ? [m.draft_there_others({ count: content.there.others }, { locale })] : [])
							]
						}
					]
				: []),
			...(content.closing ? [{ text: content.closing }] : []),
			{ text: `${m.summaries_hash({}, { locale })}: ${about.hash}`, quiet: true }
		]
	};
}
