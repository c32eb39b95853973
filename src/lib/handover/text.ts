import type { writeLessons } from '#lib/cycle/series/stewardship.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';

/** Why the words to the next steward were not written down. */
export const lessonsText = {
	notAllowed: m.cycle_refused_not_allowed
} satisfies SentencesOf<typeof writeLessons>;
