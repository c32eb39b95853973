import { editSpeaker } from '#lib/gatherings/speakers/editSpeaker.server.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { askOffered, askSpeaker, chaseSpeakers } from '#lib/gatherings/speakers/asking.server.ts';
import { speakerText as text } from '#lib/gatherings/speakers/text.ts';
import { action } from '../../../action.server.ts';

export const speaker = action({
	id: 'speaker',
	input: input.speaker,
	run: ({ actor, data, params, locals }) => askSpeaker(locals.db, actor, params.id, data, locals.settings, locals.now),
	text,
	at: { invalidAddress: 'email', duplicate: 'email' }
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

export const offered = action({
	id: 'offered',
	run: ({ actor, params, locals }) => askOffered(locals.db, actor, params.id, locals.settings, locals.now),
	text,
	done: ({ count }) => ({ id: 'offered', count })
});
