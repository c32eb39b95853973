import { createRateLimit } from '#lib/rateLimit.server.ts';
import { newToken } from '#lib/tokens.server.ts';

export type SignInSteps = {
	/** Somebody's password was right; their code is asked for. Gives the secret that the form with the code brings back. */
	begin(personId: string, isOwnMachine: boolean): string;
	/** Who a code is asked of; undefined when that is five minutes ago, or unknown. */
	of(step: string): { personId: string; isOwnMachine: boolean } | undefined;
	/** Counts a try of a person's code, from wherever: ten in ten minutes. False when there were too many. */
	allows(personId: string): Promise<boolean>;
	end(step: string): void;
};

const lifetime = 5 * 60_000;

/** Sign-ins between the password and the code, in memory: after a restart one begins anew. Runs on the machine's own clock. */
export function createSignInSteps(): SignInSteps {
	const steps = new Map<string, { personId: string; isOwnMachine: boolean; until: number }>();
	const tries = createRateLimit({ max: 10, seconds: 600 });
	return {
		begin(personId, isOwnMachine) {
			for (const [step, { until }] of steps) if (until < Date.now()) steps.delete(step);
			const step = newToken();
			steps.set(step, { personId, isOwnMachine, until: Date.now() + lifetime });
			return step;
		},
		of(step) {
			const found = steps.get(step);
			return found && found.until >= Date.now() ? found : undefined;
		},
		allows: (personId) => tries.allows(personId),
		end: (step) => void steps.delete(step)
	};
}
