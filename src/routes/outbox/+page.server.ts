import { tryServerNow } from '#lib/mail/mailServer.server.ts';
import { mayRelease as may } from '#lib/mail/model.ts';
import { matchBounce, pause, resume } from '#lib/mail/release.server.ts';
import { outboxText as text } from '#lib/mail/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../action.server.ts';
import * as batchActions from './batchActions.server.ts';
import { returnedMail } from './input.ts';
import { outboxPage } from './outboxPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) =>
	outboxPage(locals, requireActor(locals, url, may).municipalityId, url.searchParams.get('batch'), url.searchParams.get('forum'));

export const actions = {
	...batchActions,
	pause: action({ may, run: ({ actor, locals }) => pause(locals.db, actor, locals.now), text, done: () => undefined }),
	resume: action({
		may,
		run: ({ actor, locals }) => resume(locals.db, actor, locals.now),
		text,
		done: (_, { locals }) => locals.mailDelivery.nudge()
	}),
	tryServer: action({
		may,
		run: ({ actor, locals }) => tryServerNow(locals.db, actor, locals.now),
		text,
		done: (_, { locals }) => locals.mailDelivery.nudge()
	}),
	bounce: action({
		id: 'bounce',
		may,
		input: returnedMail,
		run: ({ actor, data, locals }) => matchBounce(locals.db, actor, data.returned, locals.now),
		text,
		done: ({ recipients }) => ({ bounced: recipients })
	})
};
