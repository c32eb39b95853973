import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { openPlanPage } from './commands.server.ts';

/** Why the public page was not opened or closed. */
export const planPageText = {
	notAllowed: m.plan_refused_not_allowed,
	missingPlan: m.published_no_plan
} satisfies SentencesOf<typeof openPlanPage>;
