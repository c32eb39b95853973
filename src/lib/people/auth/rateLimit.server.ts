import { RateLimiterMemory } from 'rate-limiter-flexible';

/**
 * How often one may be wrong. A municipality's hall shares one address, so the address alone is generous
 * and the account behind it strict: 100 tries a minute an address, 10 in ten minutes an address and name.
 */
export function createAttempts() {
	const byAddress = new RateLimiterMemory({ points: 100, duration: 60 });
	const byName = new RateLimiterMemory({ points: 10, duration: 600 });
	return {
		async allows(address: string, name: string): Promise<boolean> {
			try {
				await byAddress.consume(address);
				await byName.consume(`${address} ${name}`);
				return true;
			} catch (refused) {
				if (refused instanceof Error) throw refused;
				return false;
			}
		}
	};
}

export type Attempts = ReturnType<typeof createAttempts>;
