import type { TableElement } from '#lib/cafe/setup/planElements.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { goals } from '#lib/plan/document/queries.server.ts';
import { isOfGoals } from '#lib/plan/document/model.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { factChoices } from '#lib/plan/facts/choices.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';

/** Goals and measures of the plan as they read now, in its open revision or the version in force; [] when there is none. */
async function planNow(db: Db, municipalityId: string) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.open ?? plan?.inForce;
	if (!version) return [];
	return (await elementsOf(db, version.id)).flatMap(({ elementId, parentId, kind, number, nn, nb }) =>
		isOfGoals(kind) ? [{ elementId, parentId, kind, number, nn, nb, versionId: version.id, versionNumber: version.number }] : []
	);
}

/** A goal with all elements under it, in the order of the plan; [] for no goal. */
export async function partOfPlan(db: Db, municipalityId: string, goalId: string | null): Promise<TableElement[]> {
	if (goalId === null) return [];
	const within = new Set([goalId]);
	return (await planNow(db, municipalityId)).flatMap(({ parentId, ...element }) => {
		if (parentId !== null && within.has(parentId)) within.add(element.elementId);
		return within.has(element.elementId) ? [element] : [];
	});
}

/** A question for each goal that a gathering is to feed. */
export async function questionsOfGoals(db: Db, municipalityId: string, goalIds: readonly string[], locale: Locale): Promise<string[]> {
	if (goalIds.length === 0) return [];
	const chosen = (await goals(db, municipalityId)).filter(({ id }) => goalIds.includes(id));
	return chosen.map((goal) => m.setup_question_from_goal({ goal: inLanguage(locale, goal) }));
}

/** Goals and sub-goals of the plan, to choose for a table. */
export async function goalChoices(db: Db, municipalityId: string, locale: Locale) {
	const plan = await planNow(db, municipalityId);
	return plan
		.filter(({ kind }) => kind !== 'measure')
		.map(({ elementId, number, nn, nb }) => ({
			value: elementId,
			label: [`${number} `, nameFor(locale, { nn, nb })]
		}));
}

/** What can stand beside the questions of a café's tables, in the reader's words, and what does or is proposed. */
export async function factsPage(db: Db, municipalityId: string, cafe: { id: string; gatheringId: string }, locale: Locale, now: Instant) {
	const { indicators, findings, earlier, chosen, isProposed } = await factChoices(db, municipalityId, cafe, now);
	return {
		indicators: indicators.map(({ id, nn, nb }) => ({ value: id, label: nameFor(locale, { nn, nb }) })),
		findings: findings.map(({ id, text }) => ({ value: id, label: text })),
		earlier: earlier.map(({ id, theme, question }) => ({ value: id, label: `${theme}: ${question}` })),
		chosen: Object.fromEntries(chosen),
		isProposed
	};
}
