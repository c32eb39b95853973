import type { SummaryContent } from '../model.ts';
import { draftLimits, wholeTexts, type WholeText } from './schema.ts';

export type DraftSection = { id: string; heading: string; text: string };

/** A draft as plain data. */
export type DraftWords = Record<WholeText, string> & {
	/** In their order. */
	sections: DraftSection[];
	/** Sections that were taken out and can be taken back. */
	removed: DraftSection[];
	/** The wording of the forum's points here, by id, and the section each stands in; null: among the others. */
	points: ReadonlyMap<string, { text: string; sectionId: string | null }>;
};

/** The name of a text of a draft, as forms and presence say it: `title`, `heading-…`, `section-…`, `point-…`. */
export type DraftField = string;

/** The most characters a field may have. */
export function maxLengthOf(field: DraftField): number {
	if (field === 'title') return draftLimits.title;
	if (field === 'correction') return draftLimits.correction;
	if (field.startsWith('heading-')) return draftLimits.heading;
	return field.startsWith('point-') ? draftLimits.point : draftLimits.words;
}

/** Every text of a draft by the name of its field. */
export function fieldsOf(words: DraftWords): Map<DraftField, string> {
	return new Map([
		...wholeTexts.map((id): [string, string] => [id, words[id]]),
		...words.sections.flatMap(({ id, heading, text }): [string, string][] => [
			[`heading-${id}`, heading],
			[`section-${id}`, text]
		]),
		...[...words.points].map(([id, { text }]): [string, string] => [`point-${id}`, text])
	]);
}

/** A summary with the words of its draft as they are now. */
export function withWords(content: SummaryContent, words: DraftWords): SummaryContent {
	const { title, intro, closing, correction } = words;
	const first = new Set(content.points.filter((point) => point.first).map(({ id }) => id));
	const placed = (sectionId: string) => content.points.filter(({ id }) => !first.has(id) && words.points.get(id)?.sectionId === sectionId);
	return {
		...content,
		title,
		intro,
		closing,
		correction,
		sections: words.sections.map((section) => ({ ...section, points: placed(section.id).map(({ id }) => id) })),
		points: content.points.map((point) => ({ ...point, text: words.points.get(point.id)?.text.trim() || point.text }))
	};
}
