import type { invitationOf } from '#lib/gatherings/invitations/rsvp.server.ts';

export type Invitation = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

/** What a guest may read of the gathering: nothing of its organiser's role, its cost or its planning. */
export function guestView(gathering: Invitation['gathering']) {
	const { aboutNn, aboutNb } = gathering;
	const { id, seriesNn, seriesNb, theme, locale, state, date, month, year, startTime, endTime, room, organiserNn, organiserNb } = gathering;
	const organiser = { organiserNn, organiserNb, organiserRoleNn: null, organiserRoleNb: null };
	const series = { seriesNn, seriesNb, aboutNn, aboutNb };
	return { id, ...series, theme, locale, state, date, month, year, startTime, endTime, room, ...organiser };
}

/** A part of the programme as a guest reads it. */
export function guestItem({ id, startTime, title, standard, kind, speaker, unitNn, unitNb }: Invitation['items'][number]) {
	return { id, startTime, title, standard, kind, speaker, unitNn, unitNb };
}
