import { m } from '#lib/i18n/paraglide/messages.js';
import type { Gathering } from '../model.ts';

/** Whose a task is, as it is chosen: whoever has the forum, those who lead the process, or a unit (its leader) by its id. */
export type TaskOwner = 'steward' | 'facilitator' | { unitId: string };

type Owned = { ownerUnitId: string | null; ownerRoleNn: string; ownerRoleNb: string };
type Organised = Pick<Gathering, 'organiserUnitId' | 'organiserRoleNn' | 'organiserRoleNb'>;

const facilitator = (locale: 'nn' | 'nb') => m.gatherings_owner_facilitator({}, { locale });

/** What is kept of an owner. */
export function ownedBy(owner: TaskOwner, gathering: Organised): Owned {
	const ownerUnitId = gathering.organiserUnitId;
	if (owner === 'facilitator') return { ownerUnitId, ownerRoleNn: facilitator('nn'), ownerRoleNb: facilitator('nb') };
	if (owner === 'steward')
		return { ownerUnitId, ownerRoleNn: gathering.organiserRoleNn ?? '', ownerRoleNb: gathering.organiserRoleNb ?? '' };
	return { ownerUnitId: owner.unitId, ownerRoleNn: '', ownerRoleNb: '' };
}

/** The choice that a task's owner is: `steward`, `facilitator` or a unit's id. */
export function ownerChoice({ ownerUnitId, ownerRoleNn }: Owned, gathering: Organised): string {
	if (ownerRoleNn === facilitator('nn')) return 'facilitator';
	const isSteward = ownerUnitId === gathering.organiserUnitId && ownerRoleNn === (gathering.organiserRoleNn ?? '');
	return isSteward || ownerUnitId === null ? 'steward' : ownerUnitId;
}
