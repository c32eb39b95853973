import { dictionary } from '@zxcvbn-ts/language-common';
import type { Db } from '#lib/db/open.server.ts';

/** Why a password is not taken. */
export type PasswordFault = 'short' | 'long' | 'common' | 'own';

/** Length beats composition rules (NIST SP 800-63B §3.1.1); the upper end bounds the work of hashing. */
export const minPassword = 12;
export const maxPassword = 200;

const common = new Set<string>(dictionary['passwords-common']);

/** The words of the product and of what it is for; the municipality's and the person's own come beside them. */
const product = ['samling', 'kommune', 'bustadsosialt', 'boligsosialt', 'forum', 'passord', 'password', 'administrator'];

/** One spelling of a password, however its letters are composed: what is hashed, and what is compared. */
export const spelled = (password: string): string => password.normalize('NFC');

/**
 * The one rule of passwords: 12 to 200 characters, not among those commonly known (alone, with digits and signs around it, or a few
 * characters over and over), and at least eight characters beside the words of `own` and of the product (names, addresses).
 */
export function passwordFault(password: string, own: readonly string[]): PasswordFault | undefined {
	const text = spelled(password);
	const length = [...text].length;
	if (length < minPassword) return 'short';
	if (length > maxPassword) return 'long';
	const folded = text.toLowerCase();
	const core = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
	if (common.has(folded) || common.has(core) || /^(.{1,8}?)\1+$/su.test(folded) || new Set(folded).size < 5) return 'common';
	let rest = folded;
	const words = [...product, ...own].flatMap(
		(said) =>
			spelled(said)
				.toLowerCase()
				.match(/[\p{L}\p{M}\d]{3,}/gu) ?? []
	);
	for (const word of words.toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(word, ' ');
	return rest !== folded && (rest.match(/[\p{L}\p{M}\d]/gu) ?? []).length < 8 ? 'own' : undefined;
}

/** What a person's password may not be made of: the names and addresses of them, their unit and their municipality. */
export async function ownWords(db: Db, personId: string): Promise<string[]> {
	const row = await db
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select(['person.name', 'person.email', 'municipality.name as municipality', 'unit.nameNn', 'unit.nameNb'])
		.where('person.id', '=', personId)
		.executeTakeFirst();
	return Object.values(row ?? {}).filter((word) => word !== null);
}
