import * as input from '#lib/cafe/joining/input.ts';
import { letAllIn, letInByHand } from '#lib/cafe/joining/letIn.server.ts';
import { showPersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { keeperText, personalCodeText } from '#lib/cafe/joining/text.ts';
import { somebody } from '#lib/cafe/seating/input.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { shownCode } from '#lib/joincode.ts';
import { keeperActions } from '../../../keeping.server.ts';
import { cafeAction } from './cafe.server.ts';

const id = 'joining';

/** What only those who run the day do: the switch, all newcomers at once, and a personal code for somebody who has none at hand. */
export const joiningActions = {
	...keeperActions(cafeAction),
	letAllIn: cafeAction({
		id,
		run: ({ actor: cafe, locals }) => cafe.run(letAllIn, locals.now),
		text: { ...keeperText, notAllowed: personalCodeText.notAllowed },
		said: ({ count }) => m.joining_all_in_said({ count })
	}),
	byHand: cafeAction({
		id,
		input: input.byHand,
		run: ({ actor: cafe, data, locals }) => cafe.run(letInByHand, data.byHand === 'yes', locals.now),
		text: personalCodeText
	}),
	personalCode: cafeAction({
		id: 'personalCode',
		input: somebody,
		run: ({ actor: cafe, data, locals }) =>
			cafe.run((db, actor, cafeId) => showPersonalCode(db, actor, cafeId, data.attendanceId, locals.now)),
		text: personalCodeText,
		done: ({ code, name }, { locals }) => ({
			id: 'personalCode',
			personal: { name, code: shownCode(code), url: `${locals.settings.origin}/seat/${code}` }
		})
	})
};
