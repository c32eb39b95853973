import { invite as invitePersons } from '#lib/gatherings/invitations/commands.server.ts';
import * as input from '#lib/gatherings/invitations/input.ts';
import { inviteAddresses, previewAddresses } from '#lib/gatherings/invitations/inviteByAddress.server.ts';
import { inviteText as text } from '#lib/gatherings/invitations/text.ts';
import { mayFacilitate as may } from '#lib/people/model.ts';
import { action } from '../../../action.server.ts';

export const invite = action({
	id: 'invite',
	may,
	input: input.invite,
	run: ({ actor, data, params, locals }) => invitePersons(locals.db, actor, params.id, data.personIds, locals.settings, locals.now),
	text,
	done: (invited) => ({ id: 'invite', done: { ...invited, added: 0, unread: [] as string[] } })
});

export const look = action({
	id: 'look',
	may,
	input: input.pasted,
	run: ({ actor, data, params, locals }) => previewAddresses(locals.db, actor.municipalityId, params.id, data.addresses),
	text,
	done: ({ lines }, { data: { addresses } }) => ({ id: 'look', seen: { addresses, lines } })
});

export const paste = action({
	id: 'paste',
	may,
	input: input.pasted,
	run: ({ actor, data: { addresses, ...into }, params, locals }) =>
		inviteAddresses(locals.db, actor, params.id, { text: addresses, ...into }, locals.settings, locals.now),
	text,
	done: (invited) => ({ id: 'paste', done: invited })
});
