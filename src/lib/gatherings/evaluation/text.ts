import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { askForEvaluation } from './commands.server.ts';

/** Why nobody was asked what they got out of it. */
export const evaluationText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.evaluation_refused_not_held(),
	duplicate: () => m.evaluation_refused_asked(),
	empty: () => m.gatherings_refused_nobody()
} satisfies SentencesOf<typeof askForEvaluation>;
