/** What a form on the pages of a table was answered (`Failure` of `routes/action.server.ts`, or what `done` gave). */
export type Answer = {
	id?: string | undefined;
	values?: Record<string, unknown> | undefined;
	refused?: { reason: string } | undefined;
	refusal?: string | undefined;
	posted?: boolean | undefined;
} | null;
