import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import * as input from '#lib/gatherings/invitations/input.ts';
import { inviteAddresses, previewAddresses } from '#lib/gatherings/invitations/inviteByAddress.server.ts';
import { remind } from '#lib/gatherings/invitations/reminders.server.ts';
import { inviteText, remindText, termsText } from '#lib/gatherings/invitations/text.ts';
import { setTerms } from '#lib/gatherings/invitations/waitlist.server.ts';
import { mayFacilitate } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';
import { invitationsView } from './invitationsView.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => invitationsView(event);

export const actions = {
	invite: action({
		id: 'invite',
		may: mayFacilitate,
		input: input.invite,
		run: ({ actor, data, params, locals }) => invite(locals.db, actor, params.id, data.personIds, locals.settings, locals.now),
		text: inviteText,
		done: (invited) => ({ id: 'invite', done: { ...invited, added: 0, unread: [] as string[] } })
	}),
	look: action({
		id: 'look',
		may: mayFacilitate,
		input: input.pasted,
		run: ({ actor, data, params, locals }) => previewAddresses(locals.db, actor.municipalityId, params.id, data.addresses),
		text: inviteText,
		done: ({ lines }, { data: { addresses } }) => ({ id: 'look', seen: { addresses, lines } })
	}),
	paste: action({
		id: 'paste',
		may: mayFacilitate,
		input: input.pasted,
		run: ({ actor, data: { addresses: text, ...into }, params, locals }) =>
			inviteAddresses(locals.db, actor, params.id, { text, ...into }, locals.settings, locals.now),
		text: inviteText,
		done: (invited) => ({ id: 'paste', done: invited })
	}),
	terms: action({
		id: 'terms',
		may: mayFacilitate,
		input: input.terms,
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
