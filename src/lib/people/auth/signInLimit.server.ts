import { createRateLimit } from '#lib/rateLimit.server.ts';

export type SignInLimit = {
	/** Counts one try of `name` from `address`; false when there were too many. */
	allows(address: string, name: string): Promise<boolean>;
	/** The try that was just counted was right: it costs nothing. */
	wasRight(address: string, name: string): Promise<void>;
};

/**
 * How often somebody may try to sign in. A municipality's hall shares one address, so the limit of an address is generous
 * and that of one account behind it strict: 100 wrong tries a minute an address, 10 in ten minutes an address
 * and name.
 */
export function createSignInLimit(): SignInLimit {
	const byAddress = createRateLimit({ max: 100, seconds: 60 });
	const byName = createRateLimit({ max: 10, seconds: 600 });
	return {
		allows: async (address, name) => (await byAddress.allows(address)) && (await byName.allows(`${address} ${name}`)),
		async wasRight(address, name) {
			await byAddress.giveBack(address);
			await byName.giveBack(`${address} ${name}`);
		}
	};
}

/**
 * How often links to set a password are asked for, counted alike for addresses that are known and that are not: 30 in ten minutes an
 * address of the network, which a hall shares, and 3 in half an hour of one e-mail address, from wherever.
 */
export function createAskLimit(): Pick<SignInLimit, 'allows'> {
	const byAddress = createRateLimit({ max: 30, seconds: 600 });
	const byName = createRateLimit({ max: 3, seconds: 1800 });
	return { allows: async (address, name) => (await byAddress.allows(address)) && byName.allows(name) };
}
