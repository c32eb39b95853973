import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { finishAction, reopenAction } from './actions.server.ts';
import type { describePoint, gatherPoints, markFirst, mergePoints } from './commands.server.ts';
import type { startPlenary, steerPlenary } from './plenary.server.ts';
import type { splitPoint, undoMerge } from './split.server.ts';

/** Why the forum's points were not changed. */
export const pointText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.summaries_refused_published(),
	missing: () => m.common_tick_two(),
	conflict: () => m.summaries_refused_unknown_point(),
	invalidUnit: () => m.summaries_refused_unknown_unit()
} satisfies SentencesOf<
	typeof gatherPoints | typeof mergePoints | typeof splitPoint | typeof undoMerge | typeof describePoint | typeof markFirst
>;

/** Why plenary did not begin or move. */
export const plenaryText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.summaries_refused_published(),
	empty: () => m.plenary_waits(),
	duplicate: () => m.plenary_refused_begun(),
	conflict: () => m.plenary_refused_moved(),
	limit: () => m.plenary_refused_beginning()
} satisfies SentencesOf<typeof startPlenary | typeof steerPlenary>;

/** Why an action was neither done nor opened again. */
export const actionText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.actions_refused_already_done(),
	duplicate: () => m.actions_refused_not_done()
} satisfies SentencesOf<typeof finishAction | typeof reopenAction>;
