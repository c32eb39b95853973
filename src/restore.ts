/*
 * `npm run restore -- file`: replaces the database of DATA_DIR by a copy, while the server is stopped. The old one is kept beside it.
 * Ends with 2 when a board of the copy could be brought back in part only (all others are back), or when its Merkle log is broken.
 */
import { readSettings } from '#settings';
import { restoreFrom } from './backups.server.ts';
import { damageText } from './boards.server.ts';

process.umask(0o077);
try {
	const from = process.argv[2];
	if (!from) throw new Error('Give the file to restore: npm run restore -- samling-2026-03-10T120000.db');
	const settings = readSettings({ ...process.env, NODE_ENV: 'development' });
	const { boards, damaged, faults, erased, masked, kept } = await restoreFrom(settings, from);
	console.log(`Restored, with ${boards} boards. ${kept ? `What was there before is kept as ${kept}.` : ''}`.trim());
	if (erased > 0) console.log(`${erased} who were erased after the copy was made are erased again.`);
	if (masked > 0) console.log(`${masked} texts in which something was masked after that are masked again.`);
	if (faults.length > 0) {
		console.error(`Not as it was frozen in ${from}: ${faults.join('; ')}.`);
		process.exitCode = 2;
	}
	if (damaged.length > 0) {
		console.error(`Brought back in part, since the rest is not readable in ${from} (keep it): ${damaged.map(damageText).join('; ')}.`);
		process.exitCode = 2;
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
