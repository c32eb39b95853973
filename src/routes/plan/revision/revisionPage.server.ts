import { differences } from '#lib/plan/document/diffText.ts';
import { metadataChanges } from '#lib/plan/document/text.ts';
import { changesBetween, comparedNames, documentOf, takenOut } from '#lib/plan/document/queries.server.ts';
import { numberStyles } from '#lib/plan/document/model.ts';
import { renumbering } from '#lib/plan/document/renumber.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';

/** The open revision with what changed since the version in force; undefined while none is open. */
export async function revisionPage(db: Db, municipalityId: string, locale: Locale) {
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	const { open, inForce } = found;
	const names = await comparedNames(db, municipalityId);
	const elements = await documentOf(db, municipalityId, open.id);
	const told = await changesBetween(db, municipalityId, inForce, open);
	return {
		draft: open,
		inForce: inForce ?? null,
		elements,
		renumberings: numberStyles.map((style) => ({ style, numbers: renumbering(elements, style) })),
		takenOut: await takenOut(db, municipalityId, open.id),
		metadataDiff: metadataChanges(inForce, open, locale),
		differences: inForce ? differences(told, locale, names) : [],
		...names
	};
}
