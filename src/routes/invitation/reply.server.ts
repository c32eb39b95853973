import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { answerInvitation, invitationOf, isOthers, sayNeeds, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { isHere } from '#lib/gatherings/attendance/commands.server.ts';
import { comeIn, doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { doorCode } from '#lib/gatherings/attendance/input.ts';
import * as input from '#lib/gatherings/invitations/input.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import { freePlaces, isPastDeadline, standing } from '#lib/gatherings/invitations/capacity.ts';
import { colleagues, sendSubstitute, substituteOf } from '#lib/gatherings/invitations/substitutes.server.ts';
import { placements } from '#lib/gatherings/invitations/terms.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { units } from '#lib/people/queries.server.ts';

/** All that the page of an invitation shows; 404 when there is none. Reading changes nothing: mail scanners follow every link. */
export async function replyPage(locals: App.Locals, key: Key) {
	const { db, now, locale, actor } = locals;
	const invitation = await invitationOf(db, key);
	if (!invitation) error(404);
	const { gathering, terms } = invitation;
	const today = civilDate(now);
	const unit = (await units(db, invitation.municipalityId)).find(({ id }) => id === invitation.unitId);
	const others = (await placements(db, invitation.municipalityId, invitation.gatheringId)).filter(({ id }) => id !== invitation.id);
	const isTheirs = !isOthers(key, invitation);
	return {
		name: invitation.name,
		municipality: invitation.municipality,
		standing: standing(invitation, now),
		offerUntil: invitation.offerUntil,
		answerBy: terms.answerBy,
		isPastDeadline: isPastDeadline(terms, today),
		isFull: freePlaces(terms, others, now) === 0,
		whyNot: whyNotAnswer(gathering, today),
		/** What whoever stands at the door scans; nobody but them can use it. */
		pass: isTheirs ? `${locals.settings.origin}/gatherings/${gathering.id}/attendance?invitation=${invitation.id}` : null,
		isHere: isTheirs && (await isHere(db, gathering.id, invitation.personId)),
		/** Somebody else is signed in: what is personal here is not theirs to read. */
		reader: isTheirs ? null : (actor?.name ?? ''),
		hasOwn:
			!isTheirs && actor
				? (await invitationOf(db, {
						municipalityId: actor.municipalityId,
						gatheringId: gathering.id,
						personId: actor.id
					})) !== undefined
				: false,
		needs: isTheirs ? (invitation.needs ?? '') : '',
		unit: unit ? inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) : null,
		colleagues: isTheirs ? await colleagues(db, invitation) : [],
		substitute: (await substituteOf(db, invitation.id)) ?? null,
		gathering: {
			id: gathering.id,
			seriesNn: gathering.seriesNn,
			seriesNb: gathering.seriesNb,
			theme: gathering.theme,
			locale: gathering.locale,
			state: gathering.state,
			date: gathering.date,
			month: gathering.month,
			year: gathering.year,
			startTime: gathering.startTime,
			endTime: gathering.endTime,
			room: gathering.room,
			organiserNn: gathering.organiserNn,
			organiserNb: gathering.organiserNb,
			organiserRoleNn: null,
			organiserRoleNb: null
		},
		items: invitation.items.map(({ id, startTime, title, standard, kind, speaker, unitNn, unitNb }) => ({
			id,
			startTime,
			title,
			standard,
			kind,
			speaker,
			unitNn,
			unitNb
		}))
	};
}

/** The answers that can be given there; `keyOf` says whose invitation it is, or sends away. */
export function replyActions<E extends RequestEvent>(keyOf: (event: E) => Key) {
	const postOf = ({ settings }: App.Locals) => ({ origin: settings.origin, mailFrom: settings.mailFrom });
	return {
		answer: async (event: E) => {
			const { locals, request } = event;
			const key = keyOf(event);
			const form = parseForm(input.answer, await request.formData());
			if (!form.ok) return fail(400, { id: 'answer', values: form.values, errors: form.errors });
			const done = await answerInvitation(locals.db, key, form.data.answer, postOf(locals), locals.now);
			if (!done.ok && done.reason === 'notFound') error(404);
			if (!done.ok) return fail(409, { id: 'answer', reason: done.reason as string });
			locals.mailDelivery.nudge();
			return { id: 'answer', answered: done.answer };
		},
		needs: async (event: E) => {
			const { locals, request } = event;
			const key = keyOf(event);
			const form = parseForm(input.needs, await request.formData());
			if (!form.ok) return fail(400, { id: 'needs', values: form.values, errors: form.errors });
			const done = await sayNeeds(locals.db, key, form.data.needs, locals.now);
			if (!done.ok && done.reason === 'notFound') error(404);
			if (!done.ok) return fail(409, { id: 'needs', reason: done.reason as string, values: form.data });
			return { id: 'needs', saved: true as const };
		},
		here: async (event: E) => {
			const { locals, request } = event;
			const key = keyOf(event);
			const form = parseForm(doorCode, await request.formData());
			if (!form.ok) return fail(400, { id: 'here', values: form.values, errors: form.errors });
			const invitation = await invitationOf(locals.db, key);
			if (!invitation) error(404);
			if (isOthers(key, invitation)) return fail(409, { id: 'here', reason: 'notYours' });
			const door = await doorOf(locals.db, form.data.code);
			const done =
				door?.id === invitation.gatheringId
					? await comeIn(locals.db, form.data.code, { personId: invitation.personId }, locals.now)
					: ({ ok: false, reason: 'wrongCode' } as const);
			if (done.ok) return { id: 'here' };
			const allowed = done.reason !== 'wrongCode' || (await locals.wrongCodes.allows(event.getClientAddress()));
			return fail(allowed ? 409 : 429, { id: 'here', reason: allowed ? (done.reason as string) : 'tooManyTries', values: form.data });
		},
		substitute: async (event: E) => {
			const { locals, request } = event;
			const key = keyOf(event);
			const form = parseForm(input.substitute, await request.formData());
			if (!form.ok) return fail(400, { id: 'substitute', values: form.values, errors: form.errors });
			const done = await sendSubstitute(locals.db, key, form.data.personId, postOf(locals), locals.now);
			if (!done.ok && done.reason === 'notFound') error(404);
			if (!done.ok) return fail(409, { id: 'substitute', reason: done.reason as string, values: form.data });
			locals.mailDelivery.nudge();
			return { id: 'substitute', asked: done.name };
		}
	};
}
