import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { isHere } from '#lib/gatherings/attendance/commands.server.ts';
import { freePlaces, invitationStatus, isPastDeadline } from '#lib/gatherings/invitations/capacity.ts';
import { invitationOf, isOthers, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { colleagues, substituteOf } from '#lib/gatherings/invitations/substitutes.server.ts';
import { placements } from '#lib/gatherings/invitations/terms.server.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { units } from '#lib/people/queries.server.ts';

type Invitation = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

/** All that the page of an invitation shows; 404 when there is none. Reading changes nothing: mail scanners follow every link. */
export async function replyPage(locals: App.Locals, key: Key) {
	const { db, now } = locals;
	const invitation = await invitationOf(db, key);
	if (!invitation) error(404);
	const { gathering, terms } = invitation;
	const today = civilDate(now);
	const others = (await placements(db, invitation.municipalityId, invitation.gatheringId)).filter(({ id }) => id !== invitation.id);
	return {
		name: invitation.name,
		municipality: invitation.municipality,
		standing: invitationStatus(invitation, now),
		offerUntil: invitation.offerUntil,
		answerBy: terms.answerBy,
		isPastDeadline: isPastDeadline(terms, today),
		isFull: freePlaces(terms, others, now) === 0,
		whyNot: whyNotAnswer(gathering, today),
		...(isOthers(key, invitation) ? await forOthers(locals, invitation) : await forInvited(locals, invitation)),
		unit: await unitOf(locals, invitation),
		substitute: (await substituteOf(db, invitation.id)) ?? null,
		gathering: shown(gathering),
		items: invitation.items.map(shownItem)
	};
}

/** What is personal, for whoever was invited. */
async function forInvited({ db, settings }: App.Locals, invitation: Invitation) {
	return {
		/** What whoever stands at the door scans; nobody but them can use it. */
		pass: `${settings.origin}/gatherings/${invitation.gatheringId}/attendance?invitation=${invitation.id}`,
		isHere: await isHere(db, invitation.gatheringId, invitation.personId),
		reader: null,
		hasOwn: false,
		needs: invitation.needs ?? '',
		colleagues: await colleagues(db, invitation)
	};
}

/** Somebody else is signed in: what is personal is not theirs to read; `hasOwn`: they are invited themselves. */
async function forOthers({ db, actor }: App.Locals, { gatheringId }: Invitation) {
	const own = actor && (await invitationOf(db, { municipalityId: actor.municipalityId, gatheringId, personId: actor.id }));
	return { pass: null, isHere: false, reader: actor?.name ?? '', hasOwn: !!own, needs: '', colleagues: [] };
}

async function unitOf({ db, locale }: App.Locals, { municipalityId, unitId }: Invitation): Promise<string | null> {
	const unit = (await units(db, municipalityId)).find(({ id }) => id === unitId);
	return unit ? inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) : null;
}

/** What a guest may read of the gathering: nothing of its organiser's role, its cost or its planning. */
function shown(gathering: Invitation['gathering']) {
	const { id, seriesNn, seriesNb, theme, locale, state, date, month, year, startTime, endTime, room, organiserNn, organiserNb } = gathering;
	const organiser = { organiserNn, organiserNb, organiserRoleNn: null, organiserRoleNb: null };
	return { id, seriesNn, seriesNb, theme, locale, state, date, month, year, startTime, endTime, room, ...organiser };
}

function shownItem({ id, startTime, title, standard, kind, speaker, unitNn, unitNb }: Invitation['items'][number]) {
	return { id, startTime, title, standard, kind, speaker, unitNn, unitNb };
}
