import { createRateLimit } from '#lib/rateLimit.server.ts';
import { newToken } from '#lib/tokens.server.ts';

/** `passwordMark`: of the password that was right, so that the step ends when another one is set (`passwordMarkOf`). */
export type Waiting = { personId: string; passwordMark: string; isOwnMachine: boolean };

export type SignInSteps = {
	/** Somebody's password was right; their code is asked for. Gives the secret that the form with the code brings back. */
	begin(who: Waiting): string;
	/** Who a code is asked of; undefined when that is five minutes ago, or unknown. */
	of(step: string): Waiting | undefined;
	/** Counts a try of a person's code, from wherever: ten in ten minutes. False when there were too many. */
	allows(personId: string): Promise<boolean>;
	end(step: string): void;
};

const lifetime = 5 * 60_000;

/** Sign-ins between the password and the code, in memory: after a restart one begins anew. */
export function createSignInSteps(): SignInSteps {
	const steps = new Map<string, Waiting & { until: number }>();
	const tries = createRateLimit({ max: 10, seconds: 600 });
	return {
		begin(who) {
			for (const [step, { until }] of steps) if (until < performance.now()) steps.delete(step);
			const step = newToken();
			steps.set(step, { ...who, until: performance.now() + lifetime });
			return step;
		},
		of(step) {
			const found = steps.get(step);
			return found && found.until >= performance.now() ? found : undefined;
		},
		allows: (personId) => tries.allows(personId),
		end: (step) => void steps.delete(step)
	};
}
