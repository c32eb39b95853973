import { m } from '#lib/i18n/paraglide/messages.js';
import type { RetentionKind } from '#lib/retention.server.ts';

/** "14 dagar", "2 år". */
export const keptSpan = (days: number): string =>
	days % 365 === 0 ? m.own_keep_years({ count: days / 365 }) : m.own_keep_days({ count: days });

/** What a kind is, and when it is deleted, given the days that its rule keeps it. */
export const keptText: Record<RetentionKind, { what: () => string; when: (days: number) => string }> = {
	joining: { what: m.own_keep_joining, when: (days) => m.own_keep_joining_when({ after: keptSpan(days) }) },
	needs: { what: m.own_keep_needs, when: (days) => m.own_keep_needs_when({ after: keptSpan(days) }) },
	evaluations: { what: m.own_keep_evaluations, when: (days) => m.own_keep_evaluations_when({ after: keptSpan(days) }) },
	guests: { what: m.own_keep_guests, when: (days) => m.own_keep_guests_when({ after: keptSpan(days) }) },
	seats: { what: m.own_keep_seats, when: (days) => m.own_keep_seats_when({ after: keptSpan(days) }) },
	speakers: { what: m.own_keep_speakers, when: (days) => m.own_keep_speakers_when({ after: keptSpan(days) }) },
	letters: { what: m.own_keep_letters, when: (days) => m.own_keep_letters_when({ after: keptSpan(days) }) }
};
