import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';

/** The goals of the plan; the one that the forum is a measure of is the answer already made. */
export async function goalQuestion(db: Db, municipalityId: string, seriesId: string, locale: Locale) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.inForce ?? plan?.open;
	if (!version) return { goals: [], pickedGoals: [] };
	const elements = await documentOf(db, municipalityId, version.id);
	const parents = new Map(elements.map((element) => [element.elementId, element.parentId]));
	const roots = elements
		.filter((element) => element.seriesId === seriesId)
		.map((element) => {
			let at = element.elementId;
			for (let parent = parents.get(at); parent; parent = parents.get(at)) at = parent;
			return at;
		});
	const goals = elements.filter((element) => element.kind === 'goal');
	return {
		goals: goals.map(({ elementId, number, nn, nb }) => ({ id: elementId, label: [`${number} `, nameFor(locale, { nn, nb })] })),
		pickedGoals: goals.map((goal) => goal.elementId).filter((id) => roots.includes(id))
	};
}
