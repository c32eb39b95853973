import { isStaff } from '#lib/people/model.ts';
import { mendDraft, reviseDraft } from '#lib/summaries/draft/commands.server.ts';
import { draftForm } from '#lib/summaries/draft/input.ts';
import { draftSentences } from '#lib/summaries/draft/text.ts';
import { action } from '../../../action.server.ts';
import { finish, reopen } from '../../../agreed.server.ts';
import { loadGathering } from '../gathering.server.ts';
import * as publicationActions from './publicationActions.server.ts';
import { summaryPage } from './summary.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, isStaff);
	return { gathering, ...(await summaryPage(event.locals, actor, gathering.id)) };
};

export const actions = {
	...publicationActions,
	save: action({
		id: 'save',
		input: draftForm,
		run: ({ actor, data, params, locals }) => reviseDraft(locals.db, locals.live, actor, params.id, data, locals.now),
		text: draftSentences,
		done: () => ({ id: 'save', saved: true })
	}),
	mend: action({
		id: 'mend',
		run: ({ actor, params, locals }) => mendDraft(locals.db, locals.live, actor, params.id, locals.now),
		text: draftSentences,
		done: () => undefined
	}),
	finish,
	reopen
};
