/** A command that did not do what it was asked: why, and what the sentence about it needs. */
export type Refused<Reason extends string, Facts extends object = object> = { ok: false; reason: Reason } & Facts;

/** What a command answers: done (with what came of it), or refused. */
export type Answer = { ok: true } | { ok: false; reason: string };

/** `refuse('closed', { since })`: the refusal with the facts that its sentence names. */
export function refuse<Reason extends string>(reason: Reason): Refused<Reason>;
export function refuse<Reason extends string, Facts extends object>(reason: Reason, facts: Facts): Refused<Reason, Facts>;
export function refuse(reason: string, facts?: object): Refused<string> {
	return { ok: false, reason, ...facts };
}

type Command = (...args: never[]) => Promise<Answer>;

/** The refusals among the answers `A`. */
export type RefusalIn<A> = Extract<A, { ok: false }>;
/** Their reasons. */
export type ReasonIn<A> = RefusalIn<A> extends { reason: infer R extends string } ? R : never;
/**
 * A sentence for each reason that the answers `A` may refuse with. What is not found needs none: the page is a 404.
 * A missing sentence does not compile; one too many neither where the dictionary is written with `satisfies`.
 */
export type SentencesFor<A> = { [R in Exclude<ReasonIn<A>, 'notFound'>]: (refusal: Extract<RefusalIn<A>, { reason: R }>) => string };
/** The same for commands: `satisfies SentencesOf<typeof open | typeof close>`. */
export type SentencesOf<C extends Command> = SentencesFor<Awaited<ReturnType<C>>>;
