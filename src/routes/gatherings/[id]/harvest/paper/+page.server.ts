import * as input from '#lib/cafe/harvest/input.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { enterPaperNote, removePaperNote } from '#lib/cafe/harvest/paperNotes.server.ts';
import { paperText } from '#lib/cafe/harvest/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { action } from '../../../../action.server.ts';
import { paperPage } from './paperPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = paperPage;

export const actions = {
	type: action({
		id: 'type',
		may: mayRun,
		input: input.paperNote,
		run: ({ actor, data, params, locals }) => enterPaperNote(locals.db, locals.live, actor, params.id, data, locals.now),
		text: paperText,
		said: () => m.paper_was_typed()
	}),
	out: action({
		id: 'out',
		may: mayRun,
		input: input.noteId,
		run: ({ actor, data, params, locals }) => removePaperNote(locals.db, locals.live, actor, params.id, data.noteId, locals.now),
		text: paperText
	})
};
