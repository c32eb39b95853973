import { m } from '#lib/i18n/paraglide/messages.js';

/** The pages beside the list of people; what the municipality tells of itself is there for those who may change it. */
export function peopleRooms(mayEditNotice: boolean): { href: string; label: string }[] {
	return [
		{ href: '/people', label: m.people_title() },
		{ href: '/units', label: m.people_units_title() },
		{ href: '/people/keeping', label: m.own_keep_title() },
		...(mayEditNotice ? [{ href: '/people/notice', label: m.notice_edit_title() }] : [])
	];
}
