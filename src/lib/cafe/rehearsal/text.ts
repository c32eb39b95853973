import { m } from '#lib/i18n/paraglide/messages.js';

/** Why a rehearsal did not begin. */
export const rehearsalText = { notFound: m.rehearsal_refused_not_found, conflict: m.rehearsal_refused_running };
