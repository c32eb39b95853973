import { m } from '#lib/i18n/paraglide/messages.js';
import { confidentialWords } from '#lib/pii/text.ts';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import type { SentencesOf } from '#lib/result.ts';
import type { chooseStory } from './commands.server.ts';

/** Why the page was not changed. */
export const storyText = {
	notAllowed: m.plan_refused_not_allowed,
	missingPlan: m.story_no_plan,
	missingPoint: m.story_point_gone,
	missingLine: m.story_line_gone,
	conflict: m.story_changed_meanwhile,
	invalidPerson: ({ kinds }) => m.story_person({ kinds: confidentialWords(kinds, getLocale()) })
} satisfies SentencesOf<typeof chooseStory>;
