import { editSpeaker } from '#lib/gatherings/programme/editSpeaker.server.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { askSpeaker, chaseSpeakers } from '#lib/gatherings/programme/speakers.server.ts';
import { speakerText as text } from '#lib/gatherings/programme/text.ts';
import { action } from '../../../action.server.ts';

export const speaker = action({
	id: 'speaker',
	input: input.speaker,
	run: ({ actor, data, params, locals }) => askSpeaker(locals.db, actor, params.id, data, locals.settings, locals.now),
	text
});

export const chase = action({
	id: 'chase',
	run: ({ actor, params, locals }) => chaseSpeakers(locals.db, actor, params.id, locals.settings, locals.now),
	text,
	done: ({ count }) => ({ id: 'chase', count })
});

export const speakerDetails = action({
	id: ({ requestId }) => `speaker-${String(requestId)}`,
	input: input.speakerDetails,
	run: ({ actor, data, params, locals }) => editSpeaker(locals.db, actor, params.id, data, locals.settings, locals.now),
	text,
	at: { invalidAddress: 'email', duplicate: 'email' }
});
