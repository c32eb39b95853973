import * as v from 'valibot';
import { dayField, onceOnDay, timeField } from '#lib/dateFields.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { bringable } from './carryOver.ts';
import { recipes } from './recipes.ts';
import { ids, optionalLine, theme, tooLong } from '../input.ts';
import { line, ticked } from '#lib/form.ts';

const ownDay = dayField('ahead', () => m.gatherings_date_missing());

/** The five questions. `date` is one of the suggested or `own`, which reads `ownDate`. */
export const plan = v.pipe(
	v.object({
		date: v.optional(v.string(), ''),
		ownDate: v.optional(v.string(), ''),
		startTime: timeField,
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
	v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
		const { date: picked, ownDate, bring, ...rest } = value;
		const day = v.safeParse(ownDay, picked === 'own' || picked === '' ? ownDate : picked);
		const again = rest.recipe.startsWith('again:') ? { gatheringId: rest.recipe.slice('again:'.length), bring } : null;
		if (day.success) return { ...rest, date: day.output, again };
		addIssue({
			message: day.issues[0].message,
			path: [{ type: 'object', origin: 'value', input: value, key: 'ownDate', value: ownDate }]
		});
		return NEVER;
	}),
	onceOnDay('startTime')
);

/** Goals and partners of a gathering that is planned. */
export const sharing = v.pipe(
	v.object({ goalIds: ids, partnerIds: ids, seenGoalIds: ids, seenPartnerIds: ids }),
	v.transform(({ goalIds, partnerIds, seenGoalIds, seenPartnerIds }) => ({
		seen: { goalIds: seenGoalIds, partnerIds: seenPartnerIds },
		wanted: { goalIds, partnerIds }
	}))
);

/** "Next time we should …". */
export const idea = v.object({ text: line(200, () => m.programme_idea_missing(), tooLong) });

export const oneIdea = v.object({ ideaId: v.pipe(v.string(), v.minLength(1)) });
