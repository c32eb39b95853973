import { m } from '#lib/i18n/paraglide/messages.js';
import { roles, type Role } from '#lib/people/model.ts';

/** What a form on this page was answered: the form's name, and what was refused or that it is done. */
export type Answer =
	{ id: string; done?: true; reason?: string; values?: Record<string, unknown>; errors?: Record<string, string> } | null | undefined;

export const refusals: Record<string, () => string> = {
	emailTaken: m.people_refused_email_taken,
	unknownUnit: m.people_refused_unknown_unit,
	unknownLevel: m.people_refused_unknown_level,
	yourself: m.people_refused_yourself,
	ownRights: m.people_refused_own_rights,
	notAllowed: m.people_refused_not_allowed
};

export const roleNames: Record<Role, () => string> = {
	administrator: m.people_role_administrator,
	leader: m.people_role_leader,
	facilitator: m.people_role_facilitator,
	staff: m.people_role_staff,
	partner: m.people_role_partner
};

const hints: Record<Role, () => string> = {
	administrator: m.people_role_administrator_hint,
	leader: m.people_role_leader_hint,
	facilitator: m.people_role_facilitator_hint,
	staff: m.people_role_staff_hint,
	partner: m.people_role_partner_hint
};

/** The roles one may give, with what each lets people do. */
export function roleChoices(): { value: Role; label: string; hint: string }[] {
	return roles.map((role) => ({ value: role, label: roleNames[role](), hint: hints[role]() }));
}
