/*
 * `npm run doctor`: looks at this installation and prints a line for each thing it looked at, `ok` or what to do. Ends with 1 when
 * something is to be done. With `--repair`, while the server is stopped, damaged boards get a log of what can still be read of them;
 * with `--clock-is-right` a clock that jumped is believed again.
 */
import { chmodSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkDatabase, copyDatabase, isInUse } from '#lib/db/copy.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { mailServerTrouble } from '#lib/mail/mailServer.server.ts';
import { readSettings, type Settings } from '#settings';
import { backupsIn, fileTime } from './backups.server.ts';
import { checkBoards, damageText, renewBoards, type DamagedBoard } from './boards.server.ts';
import { databaseOf, openDatabase } from './installation.server.ts';
import { copyOfPostgres, withoutOthers } from './postgresCopies.server.ts';
import { migrationCopies } from './migrationCopies.server.ts';
import { checkLogs, checkSeals } from './seals.server.ts';
import { acceptClock, auditFault, freeSpaceFault } from './watch.server.ts';

process.umask(0o077);

type Open = Awaited<ReturnType<typeof openDatabase>>;

/** Gives what was found in order, and throws what to do otherwise. */
type Check = [name: string, look: (settings: Settings) => Promise<string> | string];

const checks: Check[] = [
	[
		'database',
		async (settings) => {
			if (settings.databaseUrl !== undefined) return withDatabase(settings, async () => new URL(settings.databaseUrl!).pathname.slice(1));
			checkDatabase(databaseOf(settings.dataDir));
			return databaseOf(settings.dataDir);
		}
	],
	['boards', (settings) => withDatabase(settings, boardsWhole)],
	['hashes', (settings) => withDatabase(settings, asFrozen)],
	['proofs', (settings) => withDatabase(settings, logsWhole)],
	['log', (settings) => withDatabase(settings, auditWhole)],
	['disk', ({ dataDir }) => diskFree(dataDir)],
	['files', ({ dataDir }) => onlyOwner(dataDir)],
	['copies', ({ dataDir }) => copiesBeforeMigrating(dataDir)],
	['backups', ({ backupDir }) => backupAge(backupDir)],
	['email', (settings) => withDatabase(settings, (db) => mailState(db, settings.smtpUrl))]
];

try {
	const { values } = parseArgs({ options: { repair: { type: 'boolean' }, 'clock-is-right': { type: 'boolean' } } });
	const settings = readSettings(process.env);
	if (values.repair) await repair(settings);
	if (values['clock-is-right']) await withDatabase(settings, (db) => acceptClock(db, new Date().toISOString()));
	for (const [name, look] of checks) {
		try {
			console.log(`ok     ${name.padEnd(9)} ${await look(settings)}`);
		} catch (error) {
			console.log(`TO DO  ${name.padEnd(9)} ${error instanceof Error ? error.message : String(error)}`);
			process.exitCode = 1;
		}
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function repair({ dataDir, databaseUrl }: Settings): Promise<void> {
	if (databaseUrl !== undefined) return repairPostgres({ dataDir, databaseUrl });
	const database = databaseOf(dataDir);
	if (isInUse(database)) throw new Error(`Samling has ${database} open: stop it first.`);
	const kept = join(dataDir, `before-repair-${fileTime()}.db`);
	await copyDatabase(database, kept);
	const db = openSqlite(database);
	const { damaged } = await renewBoards(db, 'damaged');
	await db.destroy();
	sayRepaired(damaged, `the database of before is kept as ${kept}.`);
}

async function repairPostgres(where: { dataDir: string; databaseUrl: string }): Promise<void> {
	await withoutOthers(where, async () => {
		const kept = join(where.dataDir, `before-repair-${fileTime()}.db`);
		await copyOfPostgres(where, kept);
		const { damaged } = await withDatabase(where, (db) => renewBoards(db, 'damaged'));
		sayRepaired(damaged, `the database of before is kept as ${kept}.`);
	});
}

function sayRepaired(damaged: readonly DamagedBoard[], before: string): void {
	console.log(`Repaired ${damaged.length} boards; ${before}`);
	for (const board of damaged) console.log(`  ${damageText(board)}. What that held, and what hangs on it, is lost here.`);
}

async function boardsWhole(db: Open): Promise<string> {
	const { boards, damaged } = await checkBoards(db);
	if (damaged.length === 0) return `all ${boards} can be read`;
	throw new Error(
		`${damaged.map(damageText).join('; ')}. Look for them in a backup. To go on with what can be read, stop Samling and run: ` +
			'npm run doctor -- --repair'
	);
}

async function asFrozen(db: Open): Promise<string> {
	const { sealed, redacted, forged } = await checkSeals(db);
	if (forged.length > 0)
		throw new Error(`${forged.join('; ')}: changed since it was frozen, and the log does not say by whom. Compare with a backup.`);
	return `all ${sealed} frozen texts are as they were, but for ${redacted} from which the log says that words were taken out`;
}

async function logsWhole(db: Open): Promise<string> {
	const { leaves, faults } = await checkLogs(db);
	if (faults.length > 0) throw new Error(`${faults.join('; ')}. Compare with a backup.`);
	return `the Merkle log has all that was frozen, in ${leaves} leaves`;
}

async function auditWhole(db: Open): Promise<string> {
	const fault = await auditFault(db);
	if (fault) throw new Error(fault);
	return 'the audit trails are as they were written';
}

function diskFree(dataDir: string): string {
	const fault = freeSpaceFault(dataDir);
	if (fault) throw new Error(`${fault} Make room, or move DATA_DIR to a larger disk.`);
	const { bavail, bsize } = statfsSync(dataDir);
	return `${Math.round((bavail * bsize) / 1e9)} GB free`;
}

/** Mends by itself what can be mended without a question. */
function onlyOwner(dataDir: string): string {
	const open = [dataDir, ...readdirSync(dataDir).map((name) => join(dataDir, name))].filter((path) => (statSync(path).mode & 0o077) !== 0);
	for (const path of open) chmodSync(path, statSync(path).mode & 0o700);
	return open.length === 0 ? 'nobody else may read them' : `others could read ${open.length} of them; not any more`;
}

function copiesBeforeMigrating(dataDir: string): string {
	const copies = migrationCopies(dataDir).map(({ path, daysLeft }) => `${path} (kept for ${Math.max(daysLeft, 0)} days yet)`);
	return copies.length === 0 ? 'none from before a migration' : `from before a migration: ${copies.join(', ')}`;
}

function backupAge(backupDir: string | undefined): string {
	if (!backupDir) throw new Error('Set BACKUP_DIR to a folder on another disk, and Samling makes and tries a backup every night.');
	const newest = backupsIn(backupDir).at(-1);
	if (!newest) throw new Error(`There is none in ${backupDir} yet: npm run backup -- ${join(backupDir, 'first.db')}`);
	const hours = Math.round((Date.now() - newest.at) / 3_600_000);
	if (hours > 36) throw new Error(`The newest in ${backupDir} is ${hours} hours old. The log of Samling says why.`);
	return `the newest in ${backupDir} is ${hours} hours old`;
}

async function mailState(db: Open, smtpUrl: string | undefined): Promise<string> {
	if (!smtpUrl) throw new Error('SMTP_URL is not set: emails stay in the outbox.');
	const trouble = await mailServerTrouble(db);
	if (trouble) throw new Error(`The email server has taken nothing since ${trouble.since}: ${trouble.error}`);
	return 'no trouble at the last try';
}

async function withDatabase<T>(settings: Pick<Settings, 'dataDir' | 'databaseUrl'>, work: (db: Open) => Promise<T>): Promise<T> {
	const db = await openDatabase(settings);
	try {
		return await work(db);
	} finally {
		await db.destroy();
	}
}
