import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { isSilent, otherUnit, type CafePhase } from './model.ts';

/** Who a note says it is from, to whoever reads it: a name, a unit, "another unit", or '' for nobody. */
export function labelText(label: string): string {
	return label === otherUnit ? m.cafe_other_unit() : label;
}

/**
 * Whose a note says it is, to whoever reads it; '' is nobody. What others have changed under a signature is said to be so, wherever the
 * signature is (L21); `firstText` is what its writer had written, null when nobody has.
 */
export function signatureText(by: string, firstText: string | null | undefined): string {
	const label = labelText(by);
	return label !== '' && typeof firstText === 'string' ? m.cafe_signature_changed({ by: label }) : label;
}

/** A note in a letter to its writer. */
export function ownNoteText({ text, firstText }: { text: string; firstText: string | null }, locale: Locale): string {
	return firstText === null ? text : m.cafe_own_changed({ text }, { locale });
}

/** The phase of the café, in a few words. */
export function phaseText(at: { phase: CafePhase; round: number; rounds: number; silentAt?: string | null }): string {
	const { phase, round, rounds, silentAt = null } = at;
	if (isSilent({ phase, silentAt })) return m.phases_silent({ round, rounds });
	switch (phase) {
		case 'setUp':
			return m.cafe_phase_set_up();
		case 'seated':
			return m.cafe_phase_seated();
		case 'round':
			return m.common_round_of({ round, rounds });
		case 'changeover':
			return m.cafe_phase_changeover({ round: round + 1 });
		case 'vote':
			return m.cafe_phase_vote();
		case 'harvest':
			return m.cafe_phase_harvest();
		case 'closed':
			return m.cafe_phase_closed();
	}
}
