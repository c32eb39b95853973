import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { broadcastStatus } from '../board/status.server.ts';
import { graceSeconds } from '../model.ts';
import { pendingSeconds } from '../pending.ts';
import { cafesWithPendingStep, carryOut } from './pending.server.ts';

type Deps = {
	db: Db;
	live: Pick<LiveServer, 'freeze' | 'setStatus' | 'reauthorize'>;
	now: () => Instant;
	/** Told what failed; it is tried again. */
	failed: (error: unknown) => void;
};

export type StepRunner = {
	/** Looks after the step that waits in a café: takes it when its time has come, and tells the boards. */
	lookAfter(cafeId: string): void;
	/** Authorises everybody at the boards again when the grace period is over (L19); a restart does so too, as everybody reconnects. */
	afterGrace(cafeId: string): void;
	/** Takes what became due while no process ran, and looks after what waits still. */
	resume(): Promise<void>;
	/** Ends when what has begun is done; what waits, waits for the next process. */
	stop(): Promise<void>;
};

const againMs = 2000;

/** Takes pending steps when their time has come. One in a process. */
export function runSteps({ db, live, now, failed }: Deps): StepRunner {
	const timers = new Map<string, ReturnType<typeof setTimeout>>();
	const running = new Set<Promise<void>>();
	let stopped = false;

	function afterMs(key: string, ms: number, work: () => Promise<void>) {
		if (stopped) return;
		clearTimeout(timers.get(key));
		const timer = setTimeout(() => {
			timers.delete(key);
			const done = work().finally(() => running.delete(done));
			running.add(done);
		}, ms);
		timer.unref();
		timers.set(key, timer);
	}

	async function attend(cafeId: string): Promise<void> {
		try {
			const { took, next } = await carryOut(db, live, cafeId, now());
			// The clock of a demo may be moved back: nobody waits longer than the step itself for another look.
			if (next !== null) later(cafeId, Math.min(Math.max(0, Date.parse(next) - Date.parse(now())), pendingSeconds * 1000));
			if (!took) return;
			await broadcastStatus(db, live, cafeId, now());
			runner.afterGrace(cafeId);
		} catch (error) {
			failed(error);
			later(cafeId, againMs);
		}
	}
	const later = (cafeId: string, ms: number) => afterMs(cafeId, ms, () => attend(cafeId));

	const runner: StepRunner = {
		lookAfter: (cafeId) => later(cafeId, 0),
		afterGrace: (cafeId) =>
			afterMs(`grace ${cafeId}`, graceSeconds * 1000, () => broadcastStatus(db, live, cafeId, now()).catch(() => undefined)),
		async resume() {
			for (const cafeId of await cafesWithPendingStep(db)) await attend(cafeId);
		},
		async stop() {
			stopped = true;
			for (const timer of timers.values()) clearTimeout(timer);
			await Promise.all(running);
		}
	};
	return runner;
}
