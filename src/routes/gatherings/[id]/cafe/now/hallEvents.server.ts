import { setTimeout as sleep } from 'node:timers/promises';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { newsSince, type HallSnapshot } from '#lib/cafe/rounds/monitor.ts';

const pollMs = 1000;
/** Polls between two checks of the reader's rights: signing out and disabling end the stream within five seconds. */
const pollsBetweenChecks = 4;
/** Polls after which a comment is sent even when nothing has changed, so that a dead connection is noticed. */
const pollsBetweenComments = 15;
const over = 'event: over\ndata: {}\n\n';

/** The events of a hall until the reader leaves, is no longer allowed, or the server stops. */
export function hallEvents(
	{ db, live, clock, stopping }: App.Locals,
	gatheringId: string,
	municipalityId: string,
	isAllowed: () => Promise<boolean>
): ReadableStream<Uint8Array> {
	const ended = new AbortController();
	const end = () => ended.abort();
	stopping.addEventListener('abort', end);
	const monitor = monitorOf(live, gatheringId);
	const events = async function* () {
		let before: HallSnapshot | null = null;
		try {
			for (let poll = 0; !ended.signal.aborted; poll++) {
				if (poll % pollsBetweenChecks === pollsBetweenChecks - 1 && !(await isAllowed())) return void (yield over);
				const now = await monitor.poll(db, live, municipalityId, gatheringId, clock.now());
				if (!now) return void (yield over);
				const news = newsSince(before, now);
				before = now;
				if (news) yield `data: ${JSON.stringify(news)}\n\n`;
				else if (poll % pollsBetweenComments === 0) yield ': still here\n\n';
				await sleep(pollMs, undefined, { signal: ended.signal }).catch(() => undefined);
			}
		} finally {
			stopping.removeEventListener('abort', end);
		}
	};
	return streamOf(events(), end);
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
