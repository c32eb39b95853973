import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { publishProgramme } from './publish.server.ts';
import type { cancelGathering, changeDetails, sendUpdates } from './commands.server.ts';

/** Why day, time, place or theme was not changed. */
export const detailsText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	missingTheme: () => m.gatherings_theme_missing(),
	closed: () => m.gatherings_refused_begun(),
	past: () => m.gatherings_refused_past(),
	duplicate: () => m.gatherings_refused_taken(),
	conflictDayOff: () => m.gatherings_day_off_text(),
	invalidTime: () => m.gatherings_refused_outside()
} satisfies SentencesOf<typeof changeDetails>;

/** Why nobody was told of a change. */
export const updatesText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	empty: () => m.gatherings_refused_no_news()
} satisfies SentencesOf<typeof sendUpdates>;

/** Why the gathering was not called off. */
export const cancelText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_begun()
} satisfies SentencesOf<typeof cancelGathering>;

/** Why the programme was not published. */
export const publishText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_over(),
	emptyProgramme: () => m.gatherings_refused_no_programme(),
	emptyChange: () => m.programme_refused_no_change()
} satisfies SentencesOf<typeof publishProgramme>;
