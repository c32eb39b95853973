/*
 * `npm run backup -- [file]`: copies the database of DATA_DIR while the server runs. A copy that exists is complete; it is restored
 * once beside itself to see that it can be. Ends with 2 when a board in it is damaged, or the Merkle log is broken, as
 * it is in the database.
 */
import { join } from 'node:path';
import { readSettings } from '#settings';
import { backUp, fileTime } from './backups.server.ts';
import { damageText } from './boards.server.ts';

process.umask(0o077);
try {
	const settings = readSettings({ ...process.env, NODE_ENV: 'development' });
	const to = process.argv[2] ?? join(settings.dataDir, 'backup', `samling-${fileTime()}.db`);
	const { boards, damaged, faults } = await backUp(settings, to);
	console.log(`Copied to ${to}, and restored once to try it: ${boards} boards. Keep it on another machine.`);
	if (faults.length > 0) {
		console.error(`Not as it was frozen, in the database and so in the copy: ${faults.join('; ')}. See: npm run doctor`);
		process.exitCode = 2;
	}
	if (damaged.length > 0) {
		console.error(`Damaged, in the database and so in the copy: ${damaged.map(damageText).join('; ')}. See: npm run doctor`);
		process.exitCode = 2;
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
