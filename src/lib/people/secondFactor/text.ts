import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type {
	beginSecondFactor,
	confirmSecondFactor,
	endSecondFactor,
	proveSecondFactor,
	removeSecondFactor,
	renewRecoveryCodes
} from './commands.server.ts';

/** Why a code did not end a sign-in, besides: the step before is too old, or there were too many tries. */
export const stepText = { past: m.account_step_past, limit: m.people_too_many_tries };

/** Why a second factor was not begun, confirmed, renewed or ended, and why a code did not let somebody in. */
export const secondFactorText = {
	notAllowed: m.people_refused_not_allowed,
	notAllowedSelf: m.account_factor_own,
	notAllowedRole: m.people_refused_reach,
	duplicate: m.account_factor_there,
	missing: m.account_factor_none,
	invalidPresent: m.account_present_wrong,
	invalidCode: m.account_code_wrong
} satisfies SentencesOf<
	| typeof beginSecondFactor
	| typeof confirmSecondFactor
	| typeof renewRecoveryCodes
	| typeof endSecondFactor
	| typeof removeSecondFactor
	| typeof proveSecondFactor
>;
