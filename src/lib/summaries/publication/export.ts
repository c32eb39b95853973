import type { Block, Document } from '#lib/documents/document.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { partsOf, type SummaryContent } from '../model.ts';
import { startsText } from './text.ts';

type Point = SummaryContent['points'][number];

/** A published summary as a document, in the language it was written in; `bytes` are those of its pictures, by id. */
export function summaryDocument(
	content: SummaryContent,
	about: {
		locale: Locale;
		municipality: string;
		date: string | null;
		version: number;
		hash: string;
		/** What was taken out of it since, in sentences. */
		since: readonly string[];
		bytes?: ReadonlyMap<string, Uint8Array>;
	}
): Document {
	const { locale } = about;
	const pictures = content.pictures.flatMap((picture): Block[] => {
		const bytes = about.bytes?.get(picture.id);
		return bytes ? [{ picture: { ...picture, bytes } }] : [];
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
			...pointBlocks(content, locale),
			...pictures,
			...openBlocks(content.open, locale),
			...thereBlocks(content.there, locale),
			...(content.closing ? [{ text: content.closing }] : []),
			{ text: `${m.summaries_hash({}, { locale })}: ${about.hash}`, quiet: true },
			...about.since.map((text) => ({ text, quiet: true as const }))
		]
	};
}

/** What comes first, then section by section, then the other points. */
function pointBlocks(content: SummaryContent, locale: Locale): Block[] {
	const { first, rest, inSection } = partsOf(content);
	const line = (point: Point) => {
		const from = point.tables.length > 0 ? m.summaries_from_tables({ tables: point.tables.join(', ') }, { locale }) : '';
		const starts = point.starter ? startsText(point, locale) : '';
		return [point.text, [from, starts].filter(Boolean).join(' · ')].filter(Boolean).join('\n');
	};
	const list = (points: readonly Point[]): Block[] => (points.length > 0 ? [{ list: points.map(line) }] : []);
	const part = (heading: string, points: readonly Point[]): Block[] => (points.length > 0 ? [{ heading, level: 1 }, ...list(points)] : []);
	return [
		...part(m.summaries_first_heading({}, { locale }), first),
		...content.sections.flatMap((section): Block[] => [
			{ heading: section.heading || m.draft_section_untitled({}, { locale }), level: 1 },
			...(section.text ? [{ text: section.text }] : []),
			...list(inSection(section))
		]),
		...part(first.length > 0 ? m.summaries_rest_heading({}, { locale }) : m.summaries_points({}, { locale }), rest)
	];
}

/** What earlier gatherings agreed on and is still open. */
function openBlocks(open: SummaryContent['open'], locale: Locale): Block[] {
	if (open.length === 0) return [];
	return [
		{ heading: m.draft_open_heading({}, { locale }), level: 1 },
		{ list: open.map(({ text, starter, theme }) => [text, starter, theme].filter(Boolean).join('\n')) }
	];
}

/** Who was there, by unit. */
function thereBlocks({ units, others }: SummaryContent['there'], locale: Locale): Block[] {
	if (units.length === 0) return [];
	const named = units.map(({ name, people }) => `${name}: ${people}`);
	return [
		{ heading: m.draft_there_heading({}, { locale }), level: 1 },
		{ list: others > 0 ? [...named, m.draft_there_others({ count: others }, { locale })] : named }
	];
}
