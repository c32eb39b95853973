import type { Kysely } from 'kysely';
import { statfsSync, statSync } from 'node:fs';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { storedValue, storeValue } from '#lib/db/stored.server.ts';
import { emptyLog, vacuum } from '#lib/db/vacuum.server.ts';
import { brokenEntry } from '#lib/people/audit.server.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { backUpNightly } from './backups.server.ts';
import { erasuresIn, keepErasureList } from './erasures.server.ts';
import { databaseOf } from './installation.server.ts';
import { removeOldCopies } from './migrationCopies.server.ts';
import type { Settings } from './settings.ts';

/** What the installation watches: when something is wrong with one, whoever runs it must do something. */
export type Watched = 'disk' | 'log' | 'backup' | 'clock' | 'audit';

/** A sentence of what is wrong with each thing that is watched. */
export type Faults = ReadonlyMap<Watched, string>;

export interface Watch {
	faults(): Faults;
	/** Looks whether what goes by the day may be done, and what is kept for a time be deleted: not while the clock may be wrong. */
	isClockBelievable(): Promise<boolean>;
	/** Looks at everything now. */
	look(): Promise<void>;
	/**
	 * After something was erased or masked: writes that beside the data and the backups, and overwrites what is left of it in the
	 * database's free pages and log, at the next quiet look when boards are open now. What fails now is done at the next look.
	 */
	afterErasing(): Promise<void>;
	/** Waits for a look that is under way, but not for long: a backup goes on in its own process. */
	stop(): Promise<void>;
}

/** For how many erasures the database's free pages have been overwritten. */
const vacuumKey = 'vacuumed';

const everyMs = 5 * 60_000;
const auditEveryMs = 3_600_000;
/** Below this a night's backup or a busy day may not fit any more. */
const minFreeBytes = 1_000_000_000;
/** A write-ahead log beyond this is told: a reader that does not end keeps it from being taken back into the database. */
const maxLogBytes = 64_000_000;

/**
 * Looks at the installation every five minutes, makes a backup at night, and logs each thing that goes wrong or well again once.
 * `now` is the clock of the installation; a demo's, which people move, is always believed. `isQuiet`: nobody has a board open.
 */
export function startWatch(
	db: Kysely<Database>,
	settings: Settings,
	now: () => Instant,
	log: (line: object) => void,
	isQuiet: () => boolean = () => true
): Watch {
	const faults = new Map<Watched, string>();
	let running: Promise<void> = Promise.resolve();

	const note = (what: Watched, fault: string | undefined) => noteFault(faults, log, what, fault);
	const { dataDir, backupDir } = settings;
	// It is read from its beginning: now and then is enough.
	const auditNow = atMostEvery(auditEveryMs, () => auditFault(db));
	const failed = (error: unknown) => log({ event: 'watching failed', error: String(error) });
	const lookAtClock = async () => {
		if (settings.startAt === undefined) note('clock', await clockFault(db, now()));
	};
	const look = async () => {
		await lookAtClock();
		removeOldCopies(dataDir);
		note('disk', freeSpaceFault(dataDir));
		note('log', await longLogFault(db, dataDir));
		await keepErasureList(db, [dataDir]);
		await vacuumWhenDue(db, isQuiet());
		note('audit', await auditNow());
		if (!backupDir) return;
		const fault = await backUpNightly(settings, backupDir, now());
		note('backup', fault);
		if (!fault) await keepErasureList(db, [backupDir]);
	};
	const run = () => {
		running = running.then(look).catch(failed);
		return running;
	};
	void run();
	const timer = setInterval(run, everyMs).unref();
	return {
		faults: () => faults,
		async isClockBelievable() {
			await lookAtClock().catch(failed);
			return !faults.has('clock');
		},
		look: run,
		async afterErasing() {
			try {
				await keepErasureList(db, backupDir ? [dataDir, backupDir] : [dataDir]);
				await vacuumWhenDue(db, isQuiet());
			} catch (error) {
				failed(error);
			}
		},
		async stop() {
			clearInterval(timer);
			await Promise.race([running, new Promise((resolve) => void setTimeout(resolve, 2000).unref())]);
		}
	};
}

/** Remembers what is wrong with something, or that nothing is, and logs it when that is new. */
function noteFault(faults: Map<Watched, string>, log: (line: object) => void, what: Watched, fault: string | undefined): void {
	if (faults.get(what) === fault) return;
	log({ event: fault ? 'something is to be done' : 'well again', what, ...(fault && { error: fault }) });
	if (fault) faults.set(what, fault);
	else faults.delete(what);
}

/** Writing the whole database anew holds everybody up, for a second where there are many pictures: only when it `isQuiet`. */
async function vacuumWhenDue(db: Kysely<Database>, isQuiet: boolean): Promise<void> {
	// Told by how many there have been: a mark that is set after an erasure is lost when the process ends, or the disk is full, before.
	const erasures = String((await erasuresIn(db)).length);
	if (((await storedValue(db, vacuumKey)) ?? '0') === erasures) return;
	if (!isQuiet) await emptyLog(db);
	else if (await vacuum(db)) await storeValue(db, vacuumKey, erasures);
}

/** Does `work` at most once in `ms`, and gives what came of it meanwhile. */
function atMostEvery<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
	let last: { at: number; result: Promise<T> } | undefined;
	return () => {
		if (!last || performance.now() - last.at > ms) last = { at: performance.now(), result: work() };
		return last.result;
	};
}

/** A sentence when the audit trail of a municipality is not as it was written. */
export async function auditFault(db: Kysely<Database>): Promise<string | undefined> {
	for (const id of await municipalityIds(db)) {
		const broken = await brokenEntry(db, id);
		if (broken !== undefined) return `Entry ${broken} of the audit trail of municipality ${id} was changed, or one before it is missing.`;
	}
	return undefined;
}

/** A sentence when the disk of `folder` is nearly full. */
export function freeSpaceFault(folder: string): string | undefined {
	const { bavail, bsize } = statfsSync(folder);
	const free = bavail * bsize;
	return free < minFreeBytes ? `Only ${Math.round(free / 1e6)} MB are free where ${folder} is.` : undefined;
}

/** Takes the write-ahead log back into the database, and gives a sentence when it stays long all the same. */
async function longLogFault(db: Kysely<Database>, dataDir: string): Promise<string | undefined> {
	await emptyLog(db);
	const size = statSync(`${databaseOf(dataDir)}-wal`, { throwIfNoEntry: false })?.size ?? 0;
	return size > maxLogBytes
		? `The write-ahead log has ${Math.round(size / 1e6)} MB: another process has been reading the database for long. End it.`
		: undefined;
}

const clockKey = 'clockSeen';
/** How far the clock may be from where it must be: a machine that was off for as long is nothing unusual. */
const maxAheadMs = 35 * 24 * 3_600_000;
const maxBackMs = 3_600_000;

/**
 * A sentence when the clock can't be right. What is kept for a time would be deleted, and what has ended would live again, when a clock
 * is set wrong; so it is compared with the last time it was believed.
 */
export async function clockFault(db: Kysely<Database>, now: Instant): Promise<string | undefined> {
	const seen = await storedValue(db, clockKey);
	const ahead = seen === undefined ? 0 : Date.parse(now) - Date.parse(seen);
	if (ahead > maxAheadMs || ahead < -maxBackMs) {
		return (
			`The clock says ${now}, and was last seen at ${seen}. Nothing is deleted by its age until it is right, ` +
			'or until you say that it is: npm run doctor -- --clock-is-right'
		);
	}
	await acceptClock(db, now);
	return undefined;
}

/** Remembers that the clock was right at `now`. */
export async function acceptClock(db: Kysely<Database>, now: Instant): Promise<void> {
	await storeValue(db, clockKey, now);
}
