import { newToken } from '#lib/tokens.server.ts';

export type Tickets = {
	/** A fresh ticket with which `holder` gets `what` once; one they had for it before is worth nothing. */
	issue(holder: string, what: string): string;
	/** Whether `ticket` is `holder`'s for `what`, and not used or too old; it is used then. */
	redeem(ticket: string | null, holder: string, what: string): boolean;
};

/** How long a ticket may be used. */
const validMs = 10 * 60_000;

/** Tickets that are good for one use, kept in memory: after a restart people ask for another. */
export function createTickets(): Tickets {
	const issued = new Map<string, { ticket: string; until: number }>();
	const forget = () => {
		for (const [key, { until }] of issued) if (until < performance.now()) issued.delete(key);
	};
	return {
		issue(holder, what) {
			forget();
			const ticket = newToken();
			issued.set(`${holder} ${what}`, { ticket, until: performance.now() + validMs });
			return ticket;
		},
		redeem(ticket, holder, what) {
			forget();
			const key = `${holder} ${what}`;
			if (!ticket || issued.get(key)?.ticket !== ticket) return false;
			return issued.delete(key);
		}
	};
}
