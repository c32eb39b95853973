import { redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { passwordMarkOf } from '#lib/people/auth/passwords.server.ts';
import { startSession } from '#lib/people/auth/sessions.server.ts';
import { recordSession } from '#lib/people/auth/trail.server.ts';
import { proveSecondFactor } from '#lib/people/secondFactor/commands.server.ts';
import { codeOfStep } from '#lib/people/secondFactor/input.ts';
import { secondFactorText, stepText } from '#lib/people/secondFactor/text.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Comes of the page to sign in, by its form. */
export const load: PageServerLoad = ({ request, url }) => {
	if (request.method === 'GET') redirect(303, `/sign-in${url.search}`);
};

export const actions = {
	default: openAction({
		input: codeOfStep,
		keep: ({ step = '' }) => ({ step }),
		run: async ({ data: { step, code }, locals }) => {
			const begun = locals.signInSteps.of(step);
			if (!begun || (await passwordMarkOf(locals.db, begun.personId)) !== begun.passwordMark) return refuse('past');
			if (!(await locals.signInSteps.allows(begun.personId))) return refuse('limit');
			const proved = await proveSecondFactor(locals.db, begun.personId, code, { at: Date.now(), now: locals.now });
			if (proved.ok) return { ok: true as const, ...begun };
			await recordSession(locals.db, begun.personId, 'session.refuse', locals.now);
			return proved;
		},
		text: { ...secondFactorText, ...stepText },
		at: { invalidCode: 'code' },
		done: async ({ personId, isOwnMachine }, { data, event, locals }) => {
			locals.signInSteps.end(data.step);
			await startSession(locals.sessions, event.cookies, personId, isOwnMachine);
			await recordSession(locals.db, personId, 'session.start', locals.now);
			redirect(303, ownPath(event.url.searchParams.get('to')));
		}
	})
};
