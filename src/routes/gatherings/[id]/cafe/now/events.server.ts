import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestEvent } from '@sveltejs/kit';
import { mayRun } from '#lib/cafe/model.ts';
import type { Actor } from '#lib/people/model.ts';
import { actorOf } from '#lib/people/queries.server.ts';

const pollMs = 1000;
/** Polls between two checks of the reader's rights: signing out and disabling end the stream within five seconds. */
const pollsBetweenChecks = 4;
/** Polls after which a comment is sent even when nothing has changed, so that a dead connection is noticed. */
const pollsBetweenComments = 15;
const over = 'event: over\ndata: {}\n\n';

/** One poll: the state now, and what is new in it since `before`; `news` is null when nothing is. Undefined: there is nothing more. */
type Poll<State> = (before: State | null) => Promise<{ state: State; news: object | null } | undefined>;

/**
 * What a poll finds as server-sent events, once a second, until the reader leaves, may no longer run the café, or the server stops.
 */
export function pollEvents<State>(event: RequestEvent, actor: Actor, poll: Poll<State>): Response {
	const ended = new AbortController();
	const end = () => ended.abort();
	const { stopping } = event.locals;
	stopping.addEventListener('abort', end);
	const isAllowed = readerMayStill(event, actor);
	const events = async function* () {
		let before: State | null = null;
		try {
			for (let polls = 0; !ended.signal.aborted; polls++) {
				if (polls % pollsBetweenChecks === pollsBetweenChecks - 1 && !(await isAllowed())) return void (yield over);
				const found = await poll(before);
				if (!found) return void (yield over);
				before = found.state;
				if (found.news) yield `data: ${JSON.stringify(found.news)}\n\n`;
				else if (polls % pollsBetweenComments === 0) yield ': still here\n\n';
				await sleep(pollMs, undefined, { signal: ended.signal }).catch(() => undefined);
			}
		} finally {
			stopping.removeEventListener('abort', end);
		}
	};
	return new Response(streamOf(events(), end), { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } });
}

function readerMayStill({ locals, cookies }: RequestEvent, actor: Actor): () => Promise<boolean> {
	const { db, sessions } = locals;
	const cookie = cookies.get(sessions.sessionCookieName) ?? '';
	return async () => {
		const { user } = await sessions.validateSession(cookie);
		const reader = user ? await actorOf(db, user.id) : undefined;
		return reader !== undefined && reader.municipalityId === actor.municipalityId && mayRun(reader);
	};
}

/** A generator's strings as a stream of bytes; `onCancel` is called when the reader has gone. */
function streamOf(source: AsyncGenerator<string, void>, onCancel: () => void): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { value, done } = await source.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
		async cancel() {
			onCancel();
			await source.return(undefined);
		}
	});
}
