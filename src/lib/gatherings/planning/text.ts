import { m } from '#lib/i18n/paraglide/messages.js';
import type { RecipeId } from '../model.ts';

const recipeNames: Record<RecipeId, () => string> = {
	talksCafe: m.gatherings_recipe_talks_cafe,
	talksWorkshop: m.gatherings_recipe_talks_workshop,
	halfDayCourse: m.gatherings_recipe_half_day_course
};

export function recipeName(recipe: RecipeId): string {
	return recipeNames[recipe]();
}
