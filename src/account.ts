/*
 * `npm run account -- reset <email>`: prints a link by which that person sets a password, within an hour and once; for whoever runs the
 * machine, when nobody who administers can sign in. The code of an app is not asked of that person any more, since phone and recovery
 * codes may be lost as well. Samling may be running. Whose link was made stands in the log of Samling.
 */
import { operatorLinks } from '#lib/people/auth/passwordLinks.server.ts';
import { removeByOperator } from '#lib/people/secondFactor/commands.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { readSettings } from '#settings';
import { openDatabase } from './installation.server.ts';

process.umask(0o077);
try {
	const [what, address] = process.argv.slice(2);
	if (what !== 'reset' || !address) throw new Error('Say whose password is to be set: npm run account -- reset name@kommune.no');
	const settings = readSettings({ ...process.env, NODE_ENV: 'development' });
	const { origin, passwords } = settings;
	const db = await openDatabase(settings);
	try {
		const now = new Date().toISOString();
		const links = await operatorLinks(db, mailAddress(address) ?? address, origin, now);
		if (links.length === 0) throw new Error(`Nobody with access has the address ${address}. It is written as on the page Personar.`);
		for (const link of links) {
			console.log(`${link.name}, ${link.municipality}: ${link.href}`);
			if (await removeByOperator(db, link, now)) console.log(`The code of ${link.name}'s app is not asked for any more.`);
		}
		console.log(
			passwords
				? 'Each link works once, for an hour. It signs nobody in by itself: the person sets a password and signs in with it.'
				: 'Each link works once, for an hour. Passwords are off: the person sets one all the same, and is signed in this once.'
		);
	} finally {
		await db.destroy();
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
