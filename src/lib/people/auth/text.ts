import { m } from '#lib/i18n/paraglide/messages.js';
import type { Refused, SentencesFor, SentencesOf } from '#lib/result.ts';
import type { invitePeople } from './passwordLinks.server.ts';
import type { PasswordFault } from './passwordRule.server.ts';
import type { changePassword, setPasswordByLink } from './setPassword.server.ts';
import type { setUp } from './setUp.server.ts';

/** Why nobody was signed in; wrong, unknown and disabled are told alike. */
export const signInText = { invalid: m.people_wrong_sign_in, limit: m.people_too_many_tries, closed: m.sso_not_on };

const passwordFaults: Record<PasswordFault, () => string> = {
	short: m.account_password_short,
	long: () => m.common_too_long({ max: 200 }),
	common: m.account_password_common,
	own: m.account_password_own
};

/** Why a password is not taken. */
export const passwordFaultText = ({ fault }: { fault: PasswordFault }): string => passwordFaults[fault]();

/** Why no password was set or changed. */
export const passwordText = {
	past: m.account_link_past,
	missing: m.account_none_to_change,
	invalidPresent: m.account_present_wrong,
	invalidPassword: passwordFaultText
} satisfies SentencesOf<typeof setPasswordByLink | typeof changePassword>;

/** Why no link was made for somebody who asks. */
export const askText = { limit: m.account_ask_limit, closed: m.sso_not_on };

/** Why nobody was invited to set a password. */
export const inviteText = {
	notAllowed: m.people_refused_not_allowed,
	notAllowedRole: m.people_refused_reach,
	duplicate: m.account_invite_has_password,
	empty: m.account_invite_nobody,
	/** Where passwords are off. */
	closed: m.sso_not_on
} satisfies SentencesOf<typeof invitePeople> & SentencesFor<Refused<'closed'>>;

/** Why an installation was not set up: besides what the command refuses, a wrong token and too many tries. */
export const setUpText = {
	closed: m.people_setup_already,
	invalidPassword: passwordFaultText,
	invalidToken: m.people_setup_wrong_token,
	limit: m.people_too_many_tries
} satisfies SentencesOf<typeof setUp> & SentencesFor<Refused<'invalidToken' | 'limit'>>;
