import { m } from '#lib/i18n/paraglide/messages.js';
import type { Refused, SentencesFor, SentencesOf } from '#lib/result.ts';
import type { setUp } from './setUp.server.ts';

/** Why nobody was signed in; wrong, unknown and disabled are told alike. */
export const signInText = { invalid: m.people_wrong_sign_in, limit: m.people_too_many_tries };

/** Why an installation was not set up: besides what the command refuses, a wrong token and too many tries. */
export const setUpText = {
	closed: m.people_setup_already,
	invalidToken: m.people_setup_wrong_token,
	limit: m.people_too_many_tries
} satisfies SentencesOf<typeof setUp> & SentencesFor<Refused<'invalidToken' | 'limit'>>;
