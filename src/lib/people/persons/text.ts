import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import { passwordFaultText } from '../auth/text.ts';
import { roles, type Role } from '../model.ts';
import type { addPerson, changeRoles, disablePerson, enablePerson } from './commands.server.ts';
import type { editPerson } from './edit.server.ts';
import type { erasePerson } from './erasure.server.ts';

/** Why a person was not added, changed, disabled or erased. */
export const personText = {
	notAllowed: m.people_refused_not_allowed,
	invalidPassword: passwordFaultText,
	duplicate: m.people_refused_email_taken,
	invalidUnit: m.common_no_such_unit,
	invalidLevel: m.people_refused_unknown_level,
	notAllowedSelf: m.people_refused_yourself,
	notAllowedRights: m.people_refused_own_rights,
	notAllowedRole: m.people_refused_reach,
	notAllowedLast: m.people_refused_last_administrator
} satisfies SentencesOf<
	typeof addPerson | typeof disablePerson | typeof enablePerson | typeof changeRoles | typeof editPerson | typeof erasePerson
>;

export const roleNames: Record<Role, () => string> = {
	administrator: m.people_role_administrator,
	leader: m.people_role_leader,
	facilitator: m.people_role_facilitator,
	staff: m.people_role_staff,
	partner: m.people_role_partner,
	reader: m.people_role_reader
};

const hints: Record<Role, () => string> = {
	administrator: m.people_role_administrator_hint,
	leader: m.people_role_leader_hint,
	facilitator: m.people_role_facilitator_hint,
	staff: m.people_role_staff_hint,
	partner: m.people_role_partner_hint,
	reader: m.people_role_reader_hint
};

/** All roles with what each lets people do; only those in `reach` can be given and taken. */
export function roleChoices(reach: readonly Role[]): { value: Role; label: string; hint: string; disabled: boolean }[] {
	return roles.map((role) => ({ value: role, label: roleNames[role](), hint: hints[role](), disabled: !reach.includes(role) }));
}
