import { m } from '#lib/i18n/paraglide/messages.js';
import { isSilent, otherUnit, type CafePhase } from './model.ts';

/** Who a note says it is from, to whoever reads it: a name, a unit, "another unit", or '' for nobody. */
export function labelText(label: string): string {
	return label === otherUnit ? m.cafe_other_unit() : label;
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
