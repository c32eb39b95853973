import { setTimeout as sleep } from 'node:timers/promises';
import { mayRun } from '#lib/cafe/model.ts';
import { newsSince, type HallSnapshot } from '#lib/cafe/rounds/monitor.ts';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { gatheringFor } from '../cafe.server.ts';
import type { RequestHandler } from './$types';

const lookMs = 1000;
/** Looks between two questions whether the reader is still who they were: signing out and disabling end the stream within five seconds. */
const asked = 4;
/** Looks after which a line is sent even when nothing is new, so that a dead connection is noticed. */
const quiet = 15;

/** All tables of a café as server-sent events, a look a second: first everything, then what is new. */
export const GET: RequestHandler = async (event) => {
	const { locals, cookies } = event;
	const { actor, gathering } = await gatheringFor(event);
	const { db, live, clock, sessions, stopping } = locals;
	const cookie = cookies.get(sessions.sessionCookieName) ?? '';
	const isWelcome = async () => {
		const { user } = await sessions.validateSession(cookie);
		const now = user ? await actorOf(db, user.id) : undefined;
		return now !== undefined && now.municipalityId === actor.municipalityId && mayRun(now);
	};
	const gone = new AbortController();
	const end = () => gone.abort();
	stopping.addEventListener('abort', end);
	const monitor = monitorOf(live, gathering.id);
	const lines = async function* () {
		let before: HallSnapshot | null = null;
		try {
			for (let look = 0; !gone.signal.aborted; look++) {
				if (look % asked === asked - 1 && !(await isWelcome())) return void (yield 'event: over\ndata: {}\n\n');
				const now = await monitor.poll(db, live, actor.municipalityId, gathering.id, clock.now());
				if (!now) return void (yield 'event: over\ndata: {}\n\n');
				const news = newsSince(before, now);
				before = now;
				if (news) yield `data: ${JSON.stringify(news)}\n\n`;
				else if (look % quiet === 0) yield ': still here\n\n';
				await sleep(lookMs, undefined, { signal: gone.signal }).catch(() => undefined);
			}
		} finally {
			stopping.removeEventListener('abort', end);
		}
	};
	const source = lines();
	const bytes = new TextEncoder();
	return new Response(
		new ReadableStream({
			async pull(controller) {
				const { value, done } = await source.next();
				if (done) controller.close();
				else controller.enqueue(bytes.encode(value));
			},
			async cancel() {
				end();
				await source.return(undefined);
			}
		}),
		{ headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } }
	);
};
