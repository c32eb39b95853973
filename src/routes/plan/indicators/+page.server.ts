import { requireActor } from '#lib/people/auth/guard.server.ts';
import { indicatorForm, oneReading, readingForm } from '#lib/plan/indicators/input.ts';
import { addReading, removeReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { indicators } from '#lib/plan/indicators/queries.server.ts';
import { mayReadPlan, mayRevise } from '#lib/plan/model.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { indicatorText } from '#lib/plan/indicators/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayReadPlan);
	const found = await planOf(locals.db, municipalityId);
	return { indicators: await indicators(locals.db, municipalityId), plan: found?.plan ?? null };
};

export const actions = {
	save: action({
		id: ({ id }) => `save-${String(id ?? '')}`,
		may: mayRevise,
		input: indicatorForm,
		run: ({ actor, data, locals }) => saveIndicator(locals.db, actor, data, locals.now),
		text: indicatorText,
		at: { invalidTarget: 'targetYear' }
	}),
	reading: action({
		id: ({ indicatorId }) => `reading-${String(indicatorId ?? '')}`,
		may: mayRevise,
		input: readingForm,
		run: ({ actor, data, locals }) => addReading(locals.db, actor, data, locals.now),
		text: indicatorText
	}),
	remove: action({
		id: 'remove',
		may: mayRevise,
		input: oneReading,
		run: ({ actor, data, locals }) => removeReading(locals.db, actor, data.readingId, locals.now),
		text: indicatorText
	})
};
