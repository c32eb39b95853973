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
	planImports: { what: m.own_keep_plan_imports, when: (days) => m.own_keep_plan_imports_when({ after: keptSpan(days) }) },
	remarkSenders: { what: m.own_keep_remark_senders, when: (days) => m.own_keep_remark_senders_when({ after: keptSpan(days) }) },
	letters: { what: m.own_keep_letters, when: (days) => m.own_keep_letters_when({ after: keptSpan(days) }) }
};

/** Where a name can still stand when somebody has been erased, and where people look for it. */
export const namedPlaces = ['boards', 'cafe', 'gatherings', 'topics', 'summaries', 'plan', 'decided', 'cycle', 'people', 'mail'] as const;

export type NamedPlace = (typeof namedPlaces)[number];

/** In how many texts of each place; those with none are left out. */
export type LeftNamed = Partial<Record<NamedPlace, number>>;

const places: Record<NamedPlace, (count: { count: number }) => string> = {
	boards: m.own_left_boards,
	cafe: m.own_left_cafe,
	gatherings: m.own_left_gatherings,
	topics: m.own_left_topics,
	summaries: m.own_left_summaries,
	plan: m.own_left_plan,
	decided: m.own_left_decided,
	cycle: m.own_left_cycle,
	people: m.own_left_people,
	mail: m.own_left_mail
};

/** Where the name of somebody who was erased still stands, for who must look at it; nothing when it stands nowhere. */
export function leftSentences(left: LeftNamed): string[] {
	const sentences = namedPlaces.flatMap((place) => (left[place] ? [places[place]({ count: left[place] })] : []));
	return sentences.length === 0 ? [] : [m.own_left_named(), ...sentences];
}
