import { error, fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { graceSeconds, mayRun } from '#lib/cafe/model.ts';
import { cafeIdOf } from '#lib/cafe/queries.server.ts';
import { broadcastStatus } from '#lib/cafe/board/stage.server.ts';
import { parseForm } from '#lib/form.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';

type Command = (db: Db, actor: Actor, cafeId: string) => Promise<Answer>;
type Answer = { ok: true } | { ok: false; reason: string };

/** The gathering whose café somebody runs; 404 for those who don't run any. */
export async function gatheringFor({ locals, params, url }: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const actor = requireActor(locals, url, mayRun);
	const gathering = await byId(locals.db, actor.municipalityId, params.id!);
	if (!gathering) error(404);
	return { actor, gathering };
}

/**
 * Carries out one command on the gathering's café and tells all boards what came of it. `id` names the form that asked;
 * a refusal goes back to it with what was typed.
 */
export async function step(event: RequestEvent, id: string, command: Command, values: Record<string, unknown> = {}) {
	const { locals, params, url } = event;
	const actor = requireActor(locals, url, mayRun);
	const cafeId = await cafeIdOf(locals.db, actor.municipalityId, params.id!);
	if (!cafeId) error(404);
	const done = await command(locals.db, actor, cafeId);
	if (!done.ok) return fail(409, { ...done, id, values });
	await broadcastStatus(locals.db, locals.live, cafeId, locals.now);
	return { id };
}

/** As `step`, with what a form said. */
export async function stepWith<S extends v.GenericSchema>(
	event: RequestEvent,
	id: string,
	schema: S,
	command: (data: v.InferOutput<S>) => Command
) {
	const form = parseForm(schema, await event.request.formData());
	if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
	return step(event, id, command(form.data), form.data as Record<string, unknown>);
}

/** When the time to finish a sentence is over, rights on the boards are asked for anew (L19). Should the server stop before, everybody knocks anew anyway. */
export function afterGrace({ db, live, clock }: App.Locals, cafeId: string) {
	setTimeout(() => void broadcastStatus(db, live, cafeId, clock.now()).catch(() => undefined), graceSeconds * 1000).unref();
}
