import { redirect, type RequestEvent } from '@sveltejs/kit';
import { replyAsInvited } from '#lib/cafe/hosts/answer.server.ts';
import { arriving } from '#lib/cafe/hosts/arrival.server.ts';
import { codeByInvitation } from '#lib/cafe/joining/personalCode.server.ts';
import { toTableText } from '#lib/cafe/joining/text.ts';
import { doorCode } from '#lib/gatherings/attendance/input.ts';
import { comeInByInvitation } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { comeInText } from '#lib/gatherings/attendance/text.ts';
import * as input from '#lib/gatherings/invitations/input.ts';
import { answerInvitation, sayNeeds, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { sendSubstitute } from '#lib/gatherings/invitations/substitutes.server.ts';
import { replyText } from '#lib/gatherings/invitations/text.ts';
import { openAction } from '../action.server.ts';
import { limitWrongCodes } from '../door/wrongCodes.server.ts';

/** The answers that can be given to an invitation; `keyOf` says whose it is, or sends away. */
export function replyActions(keyOf: (event: RequestEvent) => Key) {
	return {
		answer: openAction({
			id: 'answer',
			input: input.answer,
			run: ({ data, event, locals: { db, settings, now } }) => {
				const key = keyOf(event);
				return replyAsInvited(db, key, (trx) => answerInvitation(trx, key, data.answer, settings, now), now);
			},
			text: replyText,
			done: ({ answer }, { locals }) => {
				locals.mailDelivery.nudge();
				return { id: 'answer', answered: answer };
			}
		}),
		needs: openAction({
			id: 'needs',
			input: input.needs,
			run: ({ data, event, locals }) => sayNeeds(locals.db, keyOf(event), data.needs, locals.now),
			text: replyText,
			done: () => ({ id: 'needs', saved: true })
		}),
		here: openAction({
			id: 'here',
			input: doorCode,
			run: async ({ data, event, locals }) =>
				limitWrongCodes(
					event,
					await arriving(locals.db, (trx) => comeInByInvitation(trx, keyOf(event), data.code, locals.now), locals.now)
				),
			text: comeInText
		}),
		toTable: openAction({
			id: 'toTable',
			run: ({ event, locals }) => codeByInvitation(locals.db, keyOf(event), locals.now),
			text: toTableText,
			done: ({ code }) => redirect(303, `/seat/${code}`)
		}),
		substitute: openAction({
			id: 'substitute',
			input: input.substitute,
			run: ({ data, event, locals: { db, settings, now } }) => {
				const key = keyOf(event);
				return replyAsInvited(db, key, (trx) => sendSubstitute(trx, key, data.personId, settings, now), now);
			},
			text: replyText,
			done: ({ name }, { locals }) => {
				locals.mailDelivery.nudge();
				return { id: 'substitute', asked: name };
			}
		})
	};
}
