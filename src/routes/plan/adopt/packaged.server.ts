import type { Actor } from '#lib/people/model.ts';
import { keepPackage } from '#lib/plan/package/commands.server.ts';

/**
 * Keeps the files of the version that was adopted just now. The adoption stands whatever becomes of them: what could not be made is made
 * when it is asked for, and fails there where somebody sees it.
 */
export async function packaged<A extends { ok: boolean }>(locals: App.Locals, actor: Actor, adopting: Promise<A>): Promise<A> {
	const adopted = await adopting;
	if (adopted.ok && 'versionId' in adopted)
		await keepPackage(locals.db, actor, adopted.versionId as string, locals.now).catch(() => undefined);
	return adopted;
}
