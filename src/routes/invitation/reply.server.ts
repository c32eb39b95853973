import { error } from '@sveltejs/kit';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { cafeIdOf } from '#lib/cafe/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { isHere } from '#lib/gatherings/attendance/commands.server.ts';
import { freePlaces, invitationStatus, isPastDeadline } from '#lib/gatherings/invitations/capacity.ts';
import { invitationOf, isOthers, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { colleagues, substituteOf } from '#lib/gatherings/invitations/substitutes.server.ts';
import { placements } from '#lib/gatherings/invitations/terms.server.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import { unitNames } from '#lib/people/units/names.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { guestItem, guestView, type Invitation } from './guestView.ts';

/** All that the page of an invitation shows; 404 when there is none. Reading changes nothing: mail scanners follow every link. */
export async function replyPage(locals: App.Locals, key: Key) {
	const { db, locale, now } = locals;
	const invitation = await invitationOf(db, key);
	if (!invitation) error(404);
	const { gathering, terms } = invitation;
	const today = civilDate(now);
	const all = await placements(db, invitation.municipalityId, invitation.gatheringId);
	const others = all.filter(({ id }) => id !== invitation.id);
	const line = all.filter((one) => invitationStatus(one, now) === 'waiting');
	return {
		name: invitation.name,
		municipality: invitation.municipality,
		standing: invitationStatus(invitation, now),
		/** Their place in line, the first is 1; 0 when they do not stand in it. */
		place: line.findIndex(({ id }) => id === invitation.id) + 1,
		offerUntil: invitation.offerUntil,
		answerBy: terms.answerBy,
		isPastDeadline: isPastDeadline(terms, today),
		isFull: freePlaces(terms, others, now) === 0,
		whyNot: whyNotAnswer(gathering, today),
		...(isOthers(key, invitation) ? await forOthers(locals, invitation) : await forInvited(locals, invitation)),
		unit: (await unitNames(db, invitation.municipalityId, locale))(invitation.unitId) || null,
		substitute: (await substituteOf(db, invitation.id)) ?? null,
		gathering: guestView(gathering),
		items: invitation.items.map(guestItem)
	};
}

/** What is personal, for whoever was invited. */
async function forInvited({ db, settings, now }: App.Locals, invitation: Invitation) {
	const cafeId = await cafeIdOf(db, invitation.municipalityId, invitation.gatheringId);
	return {
		/** There is a café to join, by this invitation. */
		toTable: cafeId !== undefined && (await joinableCafe(db, { cafeId }, now)) !== undefined,
		/** What whoever stands at the door scans; nobody but them can use it. */
		pass: `${settings.origin}/gatherings/${invitation.gatheringId}/attendance?invitation=${invitation.id}`,
		summary: await summaryFor(db, invitation),
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
	return { pass: null, summary: null, toTable: false, isHere: false, reader: actor?.name ?? '', hasOwn: !!own, needs: '', colleagues: [] };
}

/** Whether the summary of a gathering that is over can be read already, for whoever was there. */
async function summaryFor(db: App.Locals['db'], { municipalityId, gatheringId, personId, gathering }: Invitation) {
	if (gathering.state !== 'held' || !(await isHere(db, gatheringId, personId))) return null;
	const published = (await versions(db, municipalityId, gatheringId)).some(({ publishedAt }) => publishedAt !== null);
	return published ? ('published' as const) : ('coming' as const);
}
