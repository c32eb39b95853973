import type { Locale } from '#lib/i18n/language.ts';
import type { ComparedNames } from '../document/diffText.ts';
import { nothingMore, type Element } from '../document/model.ts';
import { factsBeside } from '../document/text.ts';

/** Drafts that were heard before measures had an aim or a cost have none. */
export const whole = (elements: readonly Element[]) => elements.map((element) => ({ ...nothingMore, ...element }));

/** Elements as they are heard, in a reader's language, with what each says besides its words. */
export function heardElements(elements: readonly Element[], locale: Locale, names: ComparedNames) {
	return whole(elements).map((element) => {
		const { elementId, kind, number, nn, nb, unitId, deadline, costKr } = element;
		return { elementId, kind, number, nn, nb, unitId, deadline, costKr, facts: factsBeside(locale, element, names) };
	});
}
export type HeardElement = ReturnType<typeof heardElements>[number];
