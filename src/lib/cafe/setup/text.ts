import { planText } from '#lib/gatherings/planning/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { configureCafe } from './configure.server.ts';
import type { lockJoining, printCards, rotateCode } from './create.server.ts';
import type { putFacts } from './facts.server.ts';
import type { putPlanOnTable } from './planElements.server.ts';
import type { planForum } from './planForum.server.ts';

/** Why a café was not created or configured. */
export const configureText = {
	notAllowed: m.cafe_refused_not_allowed,
	empty: m.cafe_refused_no_tables,
	limitTables: m.cafe_refused_too_many_tables,
	duplicate: m.cafe_refused_already_laid,
	tooLong: m.phases_refused_silent_too_long,
	duplicateHost: m.cafe_refused_hosts_elsewhere,
	missingHost: m.cafe_refused_not_on_the_list,
	closed: m.cafe_refused_has_begun,
	conflict: m.setup_refused_arranged_meanwhile,
	conflictNotes: ({ table }) => m.setup_refused_has_notes({ number: table })
} satisfies SentencesOf<typeof configureCafe>;

/** Why a forum was not planned. */
export const forumText = {
	...planText,
	empty: m.cafe_refused_no_tables,
	limitTables: m.cafe_refused_too_many_tables
} satisfies SentencesOf<typeof planForum>;

/** Why no part of the plan was put on a table. */
export const planElementsText = {
	notAllowed: m.cafe_refused_not_allowed,
	closed: m.cafe_refused_has_begun,
	limitElements: m.tableplan_refused_too_much,
	conflictTable: m.cafe_refused_not_found
} satisfies SentencesOf<typeof putPlanOnTable>;

/** Why no facts were put beside the questions. */
export const factsText = {
	notAllowed: m.cafe_refused_not_allowed,
	closed: m.cafe_refused_has_begun,
	conflictTable: m.cafe_refused_not_found
} satisfies SentencesOf<typeof putFacts>;

/** Why the join code was not replaced or locked, or nobody noted that cards were printed. */
export const joinCodeText = {
	notAllowed: m.cafe_refused_not_allowed
} satisfies SentencesOf<typeof rotateCode | typeof lockJoining | typeof printCards>;
