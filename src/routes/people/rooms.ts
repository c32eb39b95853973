import { m } from '#lib/i18n/paraglide/messages.js';

/** The pages beside the list of people; what the municipality tells of itself, and the log, are there for the administrator. */
export function peopleRooms(isAdministrator: boolean): { href: string; label: string }[] {
	return [
		{ href: '/people', label: m.people_title() },
		{ href: '/units', label: m.people_units_title() },
		{ href: '/people/municipality', label: m.units_municipality_title() },
		{ href: '/people/keeping', label: m.own_keep_title() },
		...(isAdministrator
			? [
					{ href: '/people/notice', label: m.notice_edit_title() },
					{ href: '/people/log', label: m.audit_title() },
					{ href: '/people/operation', label: m.operation_title() }
				]
			: [])
	];
}
