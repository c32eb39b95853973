import { hash, verify } from '@node-rs/argon2';
import type { Db } from '#lib/db/open.server.ts';

/** argon2id with the parameters OWASP asks for (Password Storage Cheat Sheet: 19 MiB, 2 passes). */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Verified against when there is no such account, so that the time taken does not tell who has one. */
const decoy = hash('nobody has this password', argon2id);

/** What is stored of a password. */
export function passwordHashOf(password: string): Promise<string> {
	return hash(password, argon2id);
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
	for (const account of accounts) {
		if (await verify(account.passwordHash, password)) return { personId: account.id };
	}
	if (accounts.length === 0) await verify(await decoy, password);
	return undefined;
}
