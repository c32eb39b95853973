import { error } from '@sveltejs/kit';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { reviseDraft } from '#lib/summaries/draft/commands.server.ts';
import { draftForm } from '#lib/summaries/draft/input.ts';
import { draftSentences } from '#lib/summaries/draft/text.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { decideDisclosure } from '#lib/summaries/publication/disclosures.server.ts';
import { disclosure, mailing } from '#lib/summaries/publication/input.ts';
import { mailSummary } from '#lib/summaries/publication/mail.server.ts';
import { disclosureText, mailText, publicationText } from '#lib/summaries/publication/text.ts';
import { action } from '../../../action.server.ts';
import { finish, reopen } from '../../../agreed.server.ts';
import type { PageServerLoad } from './$types';
import { summaryPage } from './summary.server.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const gathering = await gatherings.byId(locals.db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	return { gathering, ...(await summaryPage(locals, actor, params.id)) };
};

export const actions = {
	start: action({
		id: 'start',
		run: ({ actor, params, locals }) => startDraft(locals.db, actor, params.id, locals.now),
		text: publicationText,
		done: () => undefined
	}),
	save: action({
		id: 'save',
		input: draftForm,
		run: ({ actor, data, params, locals }) => reviseDraft(locals.db, locals.live, actor, params.id, data, locals.now),
		text: draftSentences,
		done: () => ({ id: 'save', saved: true })
	}),
	disclosure: action({
		id: 'disclosure',
		input: disclosure,
		run: ({ actor, data, params, locals }) => decideDisclosure(locals.db, locals.live, actor, params.id, data, locals.now),
		text: disclosureText,
		done: () => undefined
	}),
	publish: action({
		id: 'publish',
		run: ({ actor, params, locals }) => publish(locals.db, locals.live, actor, params.id, locals.now),
		text: publicationText,
		done: () => undefined
	}),
	finish,
	reopen,
	mail: action({
		id: 'mail',
		input: mailing,
		run: ({ actor, data, params, locals }) => mailSummary(locals.db, actor, params.id, locals.settings.origin, locals.now, data.audiences),
		text: mailText,
		done: ({ queued }) => ({ id: 'mail', queued })
	})
};
