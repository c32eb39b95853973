import type { StandardTitle } from '#db/schema/gatherings.ts';
import { inLanguage, languages, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { ProgrammeItemKind } from '../model.ts';

export type { StandardTitle };
type Words = (inputs: { who: string }, options: { locale: Locale }) => string;

const titles: Record<StandardTitle, Words> = {
	opening: (_, as) => m.gatherings_item_opening({}, as),
	sinceLast: (_, as) => m.programme_item_since_last({}, as),
	openTalk: (_, as) => m.gatherings_item_open_talk({}, as),
	visitor: m.gatherings_item_visitor,
	workshop: (_, as) => m.gatherings_item_workshop({}, as),
	cafe: (_, as) => m.gatherings_item_cafe({}, as),
	course: (_, as) => m.gatherings_item_course({}, as),
	plenary: (_, as) => m.gatherings_item_plenary({}, as),
	lunch: (_, as) => m.gatherings_item_lunch({}, as),
	break: (_, as) => m.gatherings_item_break({}, as),
	closing: (_, as) => m.gatherings_item_closing({}, as)
};

/** What a part is called when nobody has given it a name of its own. */
export const standardOfKind: Record<ProgrammeItemKind, StandardTitle> = {
	opening: 'opening',
	sinceLast: 'sinceLast',
	talk: 'openTalk',
	workshop: 'workshop',
	cafe: 'cafe',
	course: 'course',
	lunch: 'lunch',
	break: 'break',
	plenary: 'plenary',
	closing: 'closing'
};

/** A standard title in `locale`; `who` is read by `visitor` only. */
export function standardTitle(standard: StandardTitle, locale: Locale, who = ''): string {
	return titles[standard]({ who }, { locale });
}

type Titled = { standard: StandardTitle | null; title: string; speaker: string; unitNn: string | null; unitNb: string | null };

/** What a part is called to this reader: standard parts in their language, others as somebody wrote them. */
export function itemTitle(locale: Locale, item: Titled): string {
	if (item.standard === null) return item.title;
	const unit = item.unitNn ? inLanguage(locale, { nn: item.unitNn, nb: item.unitNb ?? item.unitNn }) : '';
	return standardTitle(item.standard, locale, unit || item.speaker);
}

/** Whether `typed` is what the part is called already, in any language, so that saving it does not make the title somebody's own. */
export function keepsTitle(item: Titled, typed: string): boolean {
	return item.title === typed || languages.some(({ locale }) => itemTitle(locale, item) === typed);
}
