import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Clock } from './clock.server.ts';
import type { Runtime } from './runtime.server.ts';
import type { Settings } from './settings.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import type { Actor, Locale } from '#lib/people/model.ts';
import type { Sessions } from '#lib/people/auth/sessions.server.ts';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** What to tell whoever runs the server: the log has the rest. */
			id?: string;
		}
		interface Locals {
			db: Kysely<Database>;
			sessions: Sessions;
			live: LiveServer;
			settings: Settings;
			clock: Clock;
			runtime: Runtime;
			/** The time of this request; everything below takes it as an argument. */
			now: Instant;
			actor: Actor | null;
			/** The language of this answer. */
			locale: Locale;
		}
	}
}
