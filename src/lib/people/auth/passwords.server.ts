import { hash, verify } from '@node-rs/argon2';
import type { Db } from '#lib/db/open.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { spelled } from './passwordRule.server.ts';

/** argon2id with the parameters OWASP asks for (Password Storage Cheat Sheet: 19 MiB, 2 passes). */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** How a hash with these begins; one that begins otherwise is made anew when its password is known, at the next sign-in. */
const current = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Verified against when there is no such account, so that the time taken does not tell who has one. */
const decoy = hash('nobody has this password', argon2id);

/** What is stored of a password. */
export function passwordHashOf(password: string): Promise<string> {
	return hash(spelled(password), argon2id);
}

/** The person an e-mail and a password belong to; `undefined` for wrong, unknown and disabled alike. */
export async function whoSignsIn(db: Db, email: string, password: string): Promise<{ personId: string } | undefined> {
	const accounts = await db
		.selectFrom('person')
		.innerJoin('account', 'account.personId', 'person.id')
		.select(['person.id', 'account.passwordHash'])
		.where('person.email', '=', email)
		.where('person.disabledAt', 'is', null)
		.execute();
	for (const { id, passwordHash } of accounts) {
		if (!(await isPassword(password, passwordHash))) continue;
		if (!passwordHash.startsWith(current))
			await db
				.updateTable('account')
				.set({ passwordHash: await passwordHashOf(password) })
				.where('personId', '=', id)
				.where('passwordHash', '=', passwordHash)
				.execute();
		return { personId: id };
	}
	if (accounts.length === 0) await verify(await decoy, password);
	return undefined;
}

/** Whether it is somebody's own; as it is spelled everywhere, or as it was typed when its hash is older than that. */
export async function isPassword(password: string, passwordHash: string): Promise<boolean> {
	if (await verify(passwordHash, spelled(password))) return true;
	return spelled(password) !== password && verify(passwordHash, password);
}

/** Changes with the password of somebody who has access; undefined for others. Tells nothing of the password. */
export async function passwordMarkOf(db: Db, personId: string): Promise<string | undefined> {
	const account = await db
		.selectFrom('account')
		.innerJoin('person', 'person.id', 'account.personId')
		.select('account.passwordHash')
		.where('person.id', '=', personId)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
	return account && hashOf(account.passwordHash);
}

/** Whether somebody signs in with a password. */
export async function hasPassword(db: Db, personId: string): Promise<boolean> {
	return (await db.selectFrom('account').select('personId').where('personId', '=', personId).executeTakeFirst()) !== undefined;
}
