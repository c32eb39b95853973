import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { editNotice } from './commands.server.ts';

/** Why what the municipality tells of itself was not changed. */
export const noticeText = { notAllowed: m.people_refused_not_allowed } satisfies SentencesOf<typeof editNotice>;
