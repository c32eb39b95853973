import { m } from '#lib/i18n/paraglide/messages.js';
import type { RecipeId } from '../model.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { dropIdea, keepIdea } from './ideas.server.ts';
import type { changeSharing } from './sharing.server.ts';
import type { planGathering } from './planGathering.server.ts';

export const recipeNames: Record<RecipeId, () => string> = {
	talksCafe: m.gatherings_recipe_talks_cafe,
	talksWorkshop: m.gatherings_recipe_talks_workshop,
	halfDayCourse: m.gatherings_recipe_half_day_course
};

export function recipeName(recipe: RecipeId): string {
	return recipeNames[recipe]();
}

/** Why a gathering was not planned. */
export const planText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	missingTheme: () => m.gatherings_theme_missing(),
	past: () => m.gatherings_refused_past(),
	invalidSeries: () => m.gatherings_refused_series(),
	closedSeries: () => m.gatherings_refused_series_ended(),
	invalidExample: () => m.programme_refused_again(),
	invalidRecipe: () => m.gatherings_recipe_missing(),
	duplicate: () => m.gatherings_refused_taken(),
	conflictDayOff: () => m.gatherings_day_off_text(),
	invalidTopic: () => m.gatherings_refused_topic(),
	conflictTopic: () => m.gatherings_refused_topic_taken(),
	limitTopics: () => m.gatherings_refused_topics(),
	invalidPartner: () => m.gatherings_refused_partner(),
	invalidTime: () => m.gatherings_refused_outside(),
	invalidIdea: () => m.programme_refused_idea()
} satisfies SentencesOf<typeof planGathering>;

/** Why the goals and partners of a gathering were not changed. */
export const sharingText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_over(),
	invalidPartner: () => m.gatherings_refused_partner()
} satisfies SentencesOf<typeof changeSharing>;

/** Why an idea for next time was not kept or dropped. */
export const ideaText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	missing: () => m.programme_idea_missing(),
	conflict: () => m.gatherings_refused_not_found()
} satisfies SentencesOf<typeof keepIdea | typeof dropIdea>;
