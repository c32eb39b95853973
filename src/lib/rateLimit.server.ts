import { RateLimiterMemory } from 'rate-limiter-flexible';

export type RateLimit = {
	/** Counts one use by `key`; false when there were too many. */
	allows(key: string): Promise<boolean>;
	/** Takes one use of `key` back: it was none of those that are counted. */
	giveBack(key: string): Promise<void>;
};

/** At most `max` uses of each key in `seconds`, counted in memory from the first use. */
export function createRateLimit({ max, seconds }: { max: number; seconds: number }): RateLimit {
	const limiter = new RateLimiterMemory({ points: max, duration: seconds });
	return {
		async allows(key) {
			try {
				await limiter.consume(key);
				return true;
			} catch (refused) {
				// The limiter rejects with its result when there were too many, and with an Error when it failed.
				if (refused instanceof Error) throw refused;
				return false;
			}
		},
		async giveBack(key) {
			await limiter.reward(key);
		}
	};
}
