import { seriesText } from '#lib/cycle/series/text.ts';
import type { resumeSeries } from '#lib/cycle/series/ending.server.ts';
import type { writeLessons } from '#lib/cycle/series/stewardship.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { endForum } from './ending.server.ts';

/** Why a series was not ended, or not taken up again. */
export const endText = {
	...seriesText,
	closed: m.cycle_refused_end_known,
	conflictPoll: m.cycle_refused_end_poll,
	missingObligation: m.cycle_refused_end_obligation,
	conflictPlanned: ({ count }: { count: number }) => m.cycle_refused_end_planned({ count })
} satisfies SentencesOf<typeof endForum | typeof resumeSeries>;

/** Why the words to the next steward were not written down. */
export const lessonsText = {
	notAllowed: m.cycle_refused_not_allowed
} satisfies SentencesOf<typeof writeLessons>;
