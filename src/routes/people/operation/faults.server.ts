import { openBoards } from '#lib/cafe/setup/openBoards.server.ts';
import { brokenEntry } from '#lib/people/audit.server.ts';
import { holds, type Actor } from '#lib/people/model.ts';
import type { Watched } from '../../../watch.server.ts';

/** Something that is wrong with the installation, as far as administrators are told: what, not where on which disk. */
export type Fault = { what: Watched | 'mail' } | { what: 'board'; theme: string; number: number };

/** Who is told of faults: the administrator. */
export const mayReadFaults = (actor: Pick<Actor, 'roles'>): boolean => holds(actor, 'administrator');

/**
 * What is wrong now: what the machine watches, a mail server that takes nothing, a log that was changed, and the boards of the
 * municipality that can't be read as a whole; nothing of other municipalities.
 */
export async function faultsFor(locals: App.Locals, municipalityId: string): Promise<Fault[]> {
	const { db } = locals;
	const boards = await openBoards(db, municipalityId);
	const stats = locals.live.stats(boards.map(({ boardId }) => boardId));
	const isOwnAudit = locals.watch.faults().has('audit') && (await brokenEntry(db, municipalityId)) !== undefined;
	return [
		...[...locals.watch.faults().keys()].filter((what) => what !== 'audit' || isOwnAudit).map((what) => ({ what })),
		...((await locals.mailTrouble()) ? [{ what: 'mail' as const }] : []),
		...boards.filter(({ boardId }) => stats.get(boardId)?.isDamaged).map(({ theme, number }) => ({ what: 'board' as const, theme, number }))
	];
}

/** Whether the page that the reader lands on tells them to look. */
export async function isFaulty(locals: App.Locals, actor: Actor): Promise<boolean> {
	return mayReadFaults(actor) && (await faultsFor(locals, actor.municipalityId)).length > 0;
}
