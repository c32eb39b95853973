import { error, type RequestEvent } from '@sveltejs/kit';
import { maySee } from '#lib/gatherings/model.ts';
import { byId, type GatheringDetail } from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';

/** By the request's locals: the layout and the page are loaded side by side and both need the gathering. */
const loaded = new WeakMap<App.Locals, Promise<GatheringDetail | undefined>>();

/**
 * The gathering of a page, read once a request, for those who may see it (and `may`, such as run it); a 404 for others. For `load`
 * only: an action's command reads it for itself.
 */
export async function loadGathering(
	{ locals, params, url }: Pick<RequestEvent, 'locals' | 'params' | 'url'>,
	may?: (actor: Actor) => boolean
) {
	const actor = requireActor(locals, url, may);
	const reading = loaded.get(locals) ?? byId(locals.db, actor.municipalityId, params.id!);
	loaded.set(locals, reading);
	const gathering = await reading;
	const partnerIds = gathering?.partners.map((partner) => partner.id) ?? [];
	if (!gathering) error(404);
	requireActor(locals, url, (reader) => maySee(reader, partnerIds));
	return { actor, gathering, scope: [locals.db, actor.municipalityId, gathering.id] as const };
}
