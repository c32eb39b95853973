import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';
import { comparedFields } from '#lib/plan/document/diff.ts';
import { fieldChanges } from '#lib/plan/document/diffText.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import type { ElementFields } from '#lib/plan/document/model.ts';
import { comparedNames } from '#lib/plan/document/queries.server.ts';
import { refuse } from '#lib/result.ts';

/**
 * `editElement`, whose `conflictEdition` tells in the reader's language how what was typed differs from what somebody else saved
 * meanwhile.
 */
export async function editOrCompare(
	db: Db,
	actor: Actor,
	edited: ElementFields & { elementId: string; edition: number; number: string | null },
	locale: Locale,
	now: Instant
) {
	const done = await editElement(db, actor, edited, now);
	if (done.ok || done.reason !== 'conflictEdition') return done;
	const { theirs, edition } = done;
	const changed = comparedFields.filter((field) => theirs[field] !== edited[field]);
	const names = await comparedNames(db, actor.municipalityId);
	return refuse('conflictEdition', { edition, theirs: fieldChanges(theirs, edited, changed, locale, names) });
}
