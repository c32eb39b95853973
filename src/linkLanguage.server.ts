import type { Db } from '#lib/db/open.server.ts';
import { languageOf } from '#lib/gatherings/invitations.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { hashOf } from '#lib/people/tokens.server.ts';

type Link = (db: Db, token: string) => Promise<Locale | undefined>;

/** The language of whoever a link was made for: `table` has the hash of its secret and, by `personId`, its reader. */
const ofPerson =
	(table: 'summaryReader' | 'mailStopLink'): Link =>
	async (db, token) => {
		const found = await db
			.selectFrom(table)
			.innerJoin('person', 'person.id', `${table}.personId`)
			.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
			.select((of) => of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale'))
			.where(`${table}.tokenHash`, '=', hashOf(token))
			.executeTakeFirst();
		return found?.locale;
	};

const ofPoll: Link = async (db, token) => {
	const found = await db
		.selectFrom('datePollLink')
		.innerJoin('datePollMember', 'datePollMember.id', 'datePollLink.memberId')
		.innerJoin('person', 'person.id', 'datePollMember.personId')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select((of) => of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale'))
		.where('datePollLink.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	return found?.locale;
};

/** A hearing body is written to in the municipality's language. */
const ofHearing: Link = async (db, token) => {
	const found = await db
		.selectFrom('hearingLink')
		.innerJoin('municipality', 'municipality.id', 'hearingLink.municipalityId')
		.select('municipality.locale')
		.where('hearingLink.tokenHash', '=', hashOf(token))
		.executeTakeFirst();
	return found?.locale;
};

/** What a personal link opens, by the first part of its address. */
const links: Record<string, Link> = {
	invitation: languageOf,
	poll: ofPoll,
	summary: ofPerson('summaryReader'),
	mail: ofPerson('mailStopLink'),
	hearing: ofHearing
};

/** The language of the mail that a personal link came in; undefined for pages that no mail leads to, and for unknown links. */
export async function languageOfLink(db: Db, route: string | null, token: string): Promise<Locale | undefined> {
	return links[route?.split('/')[1] ?? '']?.(db, token);
}
