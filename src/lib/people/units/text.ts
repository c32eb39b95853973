import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { addUnit, endUnit, renameUnit } from './commands.server.ts';
import type { reportHeadcount } from './headcounts.server.ts';
import type { addLevels, editLevel, moveLevel, removeLevel } from './levels.server.ts';
import type { editMunicipality } from './municipality.server.ts';
import type { fillRole } from './positions.server.ts';

/** Why a unit was not added or ended. */
export const unitText = {
	notAllowed: m.people_refused_not_allowed,
	invalidEnd: m.common_last_day_first,
	invalidSuccessor: m.people_refused_own_successor
} satisfies SentencesOf<typeof addUnit | typeof endUnit | typeof renameUnit>;

/** Why a headcount was not taken. */
export const headcountText = {
	notAllowed: m.people_refused_not_allowed,
	invalid: m.people_refused_more_new_than_all
} satisfies SentencesOf<typeof reportHeadcount>;

/** Why a role was not filled. */
export const positionText = {
	notAllowed: m.people_refused_not_allowed,
	missing: m.people_role_missing,
	conflict: m.people_refused_role_before
} satisfies SentencesOf<typeof fillRole>;

/** Why a level was not added, changed, moved or removed. */
export const levelText = {
	notAllowed: m.people_refused_not_allowed,
	duplicate: m.units_level_duplicate,
	conflict: m.units_level_used
} satisfies SentencesOf<typeof addLevels | typeof editLevel | typeof moveLevel | typeof removeLevel>;

/** Why a municipality was not changed. */
export const municipalityText = { notAllowed: m.people_refused_not_allowed } satisfies SentencesOf<typeof editMunicipality>;
