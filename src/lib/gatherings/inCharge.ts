import { type Stewardship, stewardOn } from '#lib/cycle/model.ts';
import type { CivilDate } from '#lib/dates.ts';
import { isCurrent, successorOn } from '#lib/people/model.ts';
import { nameKey } from '#lib/text/names.ts';

export type Duty = { unitId: string | null; roleNn: string; roleNb: string };

type Held = Duty & Pick<Stewardship, 'seriesId' | 'validFrom' | 'validTo'>;
type Unit = { id: string; validFrom: CivilDate | null; validTo: CivilDate | null; successorId: string | null };

/**
 * Who has on `day` what a unit and role had for a series: whoever it has been handed over to, in the unit that took over from a unit that
 * ended. Work follows the responsibility; nothing is moved, so that a handover can be taken back. `anyRole`: a task in the unit that is not
 * the steward's own moves with the unit and keeps its role.
 */
export function inChargeOn<D extends Duty>(
	duty: D,
	{ seriesId, stewardships, units }: { seriesId: string; stewardships: readonly Held[]; units: readonly Unit[] },
	day: CivilDate,
	anyRole = false
): D {
	const own = stewardships.filter((held) => held.seriesId === seriesId);
	const isTheirs = (held: Held) => held.unitId === duty.unitId && (anyRole || nameKey(held.roleNn) === nameKey(duty.roleNn));
	const was = own.filter(isTheirs);
	const now = was.length > 0 && !was.some((held) => isCurrent(held, day)) ? stewardOn(own, day) : undefined;
	const { unitId, roleNn, roleNb } = now && anyRole ? { ...duty, unitId: now.unitId } : (now ?? duty);
	return { ...duty, unitId: unitId && (successorOn(units, unitId, day)?.id ?? unitId), roleNn, roleNb };
}
