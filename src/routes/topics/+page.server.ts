import { requireActor } from '#lib/people/auth/guard.server.ts';
import { answer, offerTalk, propose, support, withdrawOffer, withdrawSupport } from '#lib/topics/commands.server.ts';
import * as input from '#lib/topics/input.ts';
import { mayAnswer, mayPropose } from '#lib/topics/model.ts';
import { answerText, inboxText } from '#lib/topics/text.ts';
import { action } from '../action.server.ts';
import { inboxPage } from './inboxPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) =>
	inboxPage(locals.db, requireActor(locals, url, mayPropose), url.searchParams.get('state'), locals.locale, locals.now);

/** The form of one topic. */
const one = (what: 'support' | 'offer' | 'answer') => ({
	id: ({ topicId = '' }: { topicId?: string | string[] }) => `${what}-${String(topicId)}`,
	may: mayPropose,
	input: input.oneTopic,
	text: inboxText
});

export const actions = {
	propose: action({
		...{ id: 'propose', may: mayPropose, input: input.proposal, text: inboxText },
		run: ({ actor, data: { evenIfSimilar, ...proposal }, locals }) => propose(locals.db, actor, proposal, evenIfSimilar !== '', locals.now)
	}),
	support: action({ ...one('support'), run: ({ actor, data, locals }) => support(locals.db, actor, data.topicId, locals.now) }),
	withdraw: action({ ...one('support'), run: ({ actor, data, locals }) => withdrawSupport(locals.db, actor, data.topicId) }),
	offer: action({
		...one('offer'),
		input: input.offer,
		run: ({ actor, data, locals }) => offerTalk(locals.db, actor, data.topicId, data.note, locals.now)
	}),
	withdrawOffer: action({ ...one('offer'), run: ({ actor, data, locals }) => withdrawOffer(locals.db, actor, data.topicId) }),
	answer: action({
		...{ ...one('answer'), may: mayAnswer, input: input.answer, text: answerText },
		run: ({ actor, data: { topicId, ...given }, locals }) => answer(locals.db, actor, topicId, given, locals.now)
	})
};
