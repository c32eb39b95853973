import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { connect } from './commands.server.ts';
import type { Outcome } from './model.ts';

/** Why an identity was not connected. */
export const connectText = { past: m.account_link_past } satisfies SentencesOf<typeof connect>;

/** What came of a sign-in at the issuer, for who did not come in; `name` is the issuer's. */
export const outcomeText: Record<Outcome, (issuer: { name: string }) => string> = {
	mailed: m.sso_mailed,
	unknown: m.sso_unknown,
	unverified: m.sso_unverified,
	tenant: m.sso_tenant,
	away: m.sso_away,
	declined: m.sso_declined,
	invalid: m.sso_invalid,
	past: m.sso_past,
	disabled: m.sso_disabled,
	limit: m.people_too_many_tries,
	connected: m.sso_connected,
	out: m.sso_out
};
