import { decideDisclosure } from '#lib/privacy/masking.server.ts';
import * as publication from '#lib/summaries/publication/commands.server.ts';
import * as input from '#lib/summaries/publication/input.ts';
import { mailSummary } from '#lib/summaries/publication/mail.server.ts';
import { disclosureText, mailText, publicationText } from '#lib/summaries/publication/text.ts';
import { action } from '../../../action.server.ts';

export const start = action({
	id: 'start',
	run: ({ actor, params, locals }) => publication.startDraft(locals.db, actor, params.id, locals.now),
	text: publicationText,
	done: () => undefined
});

export const disclosure = action({
	id: 'disclosure',
	input: input.disclosure,
	run: ({ actor, data, params, locals }) => decideDisclosure(locals.db, locals.live, actor, params.id, data, locals.now),
	text: disclosureText,
	done: async (_, { data, locals }) => {
		if (data.verdict === 'masked') await locals.watch.afterErasing();
	}
});

export const publish = action({
	id: 'publish',
	run: ({ actor, params, locals }) => publication.publish(locals.db, locals.live, actor, params.id, locals.now),
	text: publicationText,
	done: () => undefined
});

export const mail = action({
	id: 'mail',
	input: input.mailing,
	run: ({ actor, data, params, locals }) => mailSummary(locals.db, actor, params.id, locals.settings.origin, locals.now, data),
	text: mailText,
	done: ({ queued }) => ({ id: 'mail', queued })
});
