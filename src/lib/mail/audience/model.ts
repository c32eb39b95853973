import type { MailKind } from '#db/schema/mail.ts';

/** Who depends on what happens, in the words of the domain. */
export type Who =
	| 'planners'
	| 'steward'
	| 'dutyHolders'
	| 'speakers'
	| 'invited'
	| 'attending'
	| 'attended'
	| 'nextInLine'
	| 'partners'
	| 'proposers'
	| 'asked'
	| 'contributors'
	| 'account';

/** What happens that others depend on. */
export type Happening = {
	/** The commands that make it happen, by noun. */
	by: readonly string[];
	/**
	 * Who is written to; with `calendar` they get an entry or have it taken away. `own`: it is about the reader's own duty, and leaves by
	 * itself when they have said yes to that; all else waits until somebody has seen it.
	 */
	told: readonly { who: Who; letter: MailKind; calendar?: 'REQUEST' | 'CANCEL'; own?: true }[];
	/** Pages that say so to whoever it concerns, as their next step or in what they are shown. */
	shown: readonly string[];
	/** What they are told of is one gathering: its page says when such a letter waits. */
	about?: 'gathering';
};
