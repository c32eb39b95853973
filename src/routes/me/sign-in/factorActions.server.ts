import type { RequestEvent } from '@sveltejs/kit';
import type { Db } from '#lib/db/open.server.ts';
import { mayAdminister as may, type Actor } from '#lib/people/model.ts';
import * as factor from '#lib/people/secondFactor/commands.server.ts';
import { confirmation, oneCode } from '#lib/people/secondFactor/input.ts';
import { secondFactorText, stepText } from '#lib/people/secondFactor/text.ts';
import { totpAddress } from '#lib/people/secondFactor/totp.server.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../../action.server.ts';

const about = { may, keep: () => ({}), text: { ...secondFactorText, ...stepText } };

/** What the page shows of it to who administers; of a secret only what has not been confirmed yet. */
export async function factorFor(db: Db, actor: Actor) {
	if (!may(actor)) return null;
	const found = await factor.secondFactorOf(db, actor.id);
	return found.state === 'begun' ? { ...found, address: totpAddress(found.secret, actor.name) } : found;
}

/** Counted as the tries of a code when signing in. */
async function counted<A>({ actor, locals }: { actor: Actor; locals: App.Locals }, run: () => Promise<A>) {
	return (await locals.signInSteps.allows(actor.id)) ? run() : refuse('limit');
}

/** The machine's own clock for the codes, also where the demo's was moved. */
const moment = ({ now }: App.Locals) => ({ at: Date.now(), now });

const sessionOf = ({ event, locals }: { event: RequestEvent; locals: App.Locals }) => event.cookies.get(locals.sessions.sessionCookieName);

export const factorActions = {
	begin: action({ ...about, id: 'begin', run: ({ actor, locals }) => factor.beginSecondFactor(locals.db, actor, locals.now) }),
	confirm: action({
		...{ ...about, id: 'confirm', input: confirmation, at: { invalidCode: 'code', invalidPresent: 'present' } },
		run: (asked) =>
			counted(asked, () => factor.confirmSecondFactor(asked.locals.db, asked.actor, asked.data, sessionOf(asked), moment(asked.locals))),
		done: async ({ codes }, { locals }) => {
			await locals.live.reauthorizeAll();
			return { id: 'confirm', codes };
		}
	}),
	codes: action({
		...{ ...about, id: 'codes', input: oneCode, at: { invalidCode: 'code' } },
		run: (asked) => counted(asked, () => factor.renewRecoveryCodes(asked.locals.db, asked.actor, asked.data.code, moment(asked.locals))),
		done: ({ codes }) => ({ id: 'codes', codes })
	}),
	off: action({
		...{ ...about, id: 'off', input: oneCode, at: { invalidCode: 'code' } },
		run: (asked) =>
			counted(asked, () => factor.endSecondFactor(asked.locals.db, asked.actor, asked.data.code, sessionOf(asked), moment(asked.locals)))
	})
};
