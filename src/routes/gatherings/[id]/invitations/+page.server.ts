import { terms } from '#lib/gatherings/invitations/input.ts';
import { remind } from '#lib/gatherings/invitations/reminders.server.ts';
import { remindText, termsText } from '#lib/gatherings/invitations/text.ts';
import { setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';
import { invitationsView } from './invitationsView.server.ts';
import * as inviteActions from './inviteActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => invitationsView(event);

export const actions = {
	...inviteActions,
	terms: action({
		id: 'terms',
		may: mayFacilitate,
		input: terms,
		run: ({ actor, data, params, locals }) => setTerms(locals.db, actor, params.id, data, locals.settings, locals.now),
		text: termsText,
		done: (_, { locals }) => {
			locals.mailDelivery.nudge();
			return { id: 'terms', saved: true };
		}
	}),
	remind: action({
		id: 'remind',
		may: mayFacilitate,
		run: ({ actor, params, locals }) => remind(locals.db, actor, params.id, locals.settings, locals.now),
		text: remindText,
		done: ({ reminded }) => ({ id: 'remind', reminded })
	})
};
