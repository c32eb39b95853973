import type { Instant } from '#lib/dates.ts';
import type { Press } from '#lib/db/once.server.ts';
import type { Actor, Locale } from '#lib/people/model.ts';
import type { Rehearsal } from './rehearsal.server.ts';
import type { RouteDeps } from './runtime.server.ts';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** What to tell whoever runs the server: the log has the rest. */
			id?: string;
		}
		/** What a page keeps in the history of the browser without loading anything anew. */
		interface PageState {
			/** The step of a form in steps. */
			step?: string;
		}
		/** The parts of the runtime that routes use, and what is known about this request. */
		interface Locals extends RouteDeps {
			/** The rehearsal that this browser takes part in: all parts of the runtime are its copy's then. */
			rehearsal: (Rehearsal & { leave(): void }) | null;
			/** The time of this request; commands and queries take it as an argument. */
			now: Instant;
			actor: Actor | null;
			/** What the request's commands belong to, so that no form is done twice. */
			press: Press;
			/** Somebody signed in asked for what they may not have: the audit trail tells it. */
			isRefused?: boolean;
			/** The database took nothing: the response says 503. */
			isUnavailable?: boolean;
			/** The municipality that the page is about: the reader's, else that of the link or table; null where nothing tells. */
			municipalityId(): Promise<string | null>;
			/** The language of this response. */
			locale: Locale;
		}
	}
}
