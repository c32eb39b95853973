import * as v from 'valibot';
import { isCivilDate } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { bringable } from './carryOver.ts';
import { recipes } from './recipes.ts';
import { ids, optionalLine, theme, ticked, time, tooLong } from '../input.ts';
import { line } from '#lib/form.ts';

/** The five questions. `date` is one of the suggested or `own`, which reads `ownDate`. */
export const plan = v.pipe(
	v.object({
		date: v.optional(v.string(), ''),
		ownDate: v.optional(v.string(), ''),
		startTime: time,
		theme,
		topicIds: ids,
		/** A recipe, or `again:` and the id of the gathering that it is to be like. */
		recipe: v.pipe(
			v.optional(v.string(), ''),
			v.check(
				(value) => /^again:[\w-]{1,40}$/.test(value) || recipes.some((recipe) => recipe.id === value),
				() => m.gatherings_recipe_missing()
			)
		),
		bring: v.optional(v.array(v.picklist(bringable)), []),
		sinceLast: ticked,
		ideaIds: ids,
		askedAt: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => (Number.isNaN(Date.parse(value)) ? null : value))
		),
		partnerIds: ids,
		goalIds: ids,
		room: optionalLine(120),
		despiteDayOff: ticked
	}),
	v.forward(
		v.check(
			({ date: picked, ownDate }) => isCivilDate(picked === 'own' || picked === '' ? ownDate : picked),
			() => m.gatherings_date_missing()
		),
		['ownDate']
	),
	v.transform(({ date: picked, ownDate, bring, ...rest }) => ({
		...rest,
		date: picked === 'own' || picked === '' ? ownDate : picked,
		again: rest.recipe.startsWith('again:') ? { gatheringId: rest.recipe.slice('again:'.length), bring } : null
	}))
);

/** "Next time we should …". */
export const idea = v.object({ text: line(200, () => m.programme_idea_missing(), tooLong) });

export const oneIdea = v.object({ ideaId: v.pipe(v.string(), v.minLength(1)) });
