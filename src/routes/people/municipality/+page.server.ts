import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayAdminister, mayEditNotice } from '#lib/people/model.ts';
import { levels } from '#lib/people/queries.server.ts';
import { levelMove, levelNames, municipality, newLevels, oneLevel } from '#lib/people/units/input.ts';
import { addLevels, editLevel, moveLevel, removeLevel } from '#lib/people/units/levels.server.ts';
import { editMunicipality, municipalityDetails } from '#lib/people/units/municipality.server.ts';
import { levelText, municipalityText } from '#lib/people/units/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { keepPackage } from '#lib/plan/package/commands.server.ts';
import { openPlanPage } from '#lib/plan/published/commands.server.ts';
import { planPageForm } from '#lib/plan/published/input.ts';
import { planPageOf } from '#lib/plan/published/queries.server.ts';
import { planPageText } from '#lib/plan/published/text.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAdminister);
	return {
		details: await municipalityDetails(locals.db, actor.municipalityId),
		levels: await levels(locals.db, actor.municipalityId),
		mayEdit: mayEditNotice(actor),
		planPage: (await planPageOf(locals.db, actor.municipalityId)) ?? null
	};
};

const about = { may: mayAdminister, text: levelText };
const ofLevel = { ...about, id: ({ levelId }: { levelId?: string | string[] }) => `level-${String(levelId)}` };

export const actions = {
	details: action({
		id: 'details',
		may: mayEditNotice,
		input: municipality,
		run: ({ actor, data, locals }) => editMunicipality(locals.db, actor, data, locals.now),
		text: municipalityText
	}),
	/** Files are made before anybody can ask for them: no request of a stranger writes. */
	planPage: action({
		id: 'planPage',
		may: mayRevise,
		input: planPageForm,
		run: async ({ actor, data: { isOpen }, locals }) => {
			const done = await openPlanPage(locals.db, actor, isOpen, locals.now);
			if (done.ok && isOpen && done.versionId) await keepPackage(locals.db, actor, done.versionId, locals.now);
			return done;
		},
		text: planPageText
	}),
	add: action({
		...{ ...about, id: 'add', input: newLevels },
		run: ({ actor, data, locals }) => addLevels(locals.db, actor, data.names, locals.now),
		at: { duplicate: 'names' }
	}),
	edit: action({
		...{ ...ofLevel, input: levelNames },
		run: ({ actor, data: { levelId, ...names }, locals }) => editLevel(locals.db, actor, levelId, names, locals.now),
		at: { duplicate: 'nameNn' }
	}),
	move: action({
		...{ ...ofLevel, input: levelMove },
		run: ({ actor, data, locals }) => moveLevel(locals.db, actor, data.levelId, data.direction === 'up' ? -1 : 1, locals.now)
	}),
	remove: action({
		...{ ...ofLevel, input: oneLevel },
		run: ({ actor, data, locals }) => removeLevel(locals.db, actor, data.levelId, locals.now)
	})
};
