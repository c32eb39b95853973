import type { Db } from '#lib/db/open.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { lackingPassword } from '#lib/people/auth/passwordLinks.server.ts';
import { mayEditNotice, mayErase, rolesInReach, type Actor, type Locale } from '#lib/people/model.ts';
import { peoplePage, sharedAddresses } from '#lib/people/persons/list.server.ts';
import { secondFactorOf } from '#lib/people/secondFactor/commands.server.ts';
import { levels, persons, units } from '#lib/people/queries.server.ts';

/** What the page of people shows: a page of those who have what is searched for, and the one that is chosen. */
export async function personList(db: Db, actor: Actor, locale: Locale, query: URLSearchParams, passwords: boolean) {
	const named = ({ id, nameNn, nameNb }: { id: string; nameNn: string; nameNb: string }) => ({
		id,
		name: inLanguage(locale, { nn: nameNn, nb: nameNb })
	});
	const { municipalityId } = actor;
	const search = (query.get('q') ?? '').slice(0, 100).trim();
	const asked = query.get('person');
	const [chosen = null] = asked ? await persons(db, municipalityId, [asked]) : [];
	return {
		...(await peoplePage(db, municipalityId, { search, page: Number(query.get('page')) })),
		search,
		shared: await sharedAddresses(db, municipalityId),
		chosen,
		hasFactor: chosen !== null && (await secondFactorOf(db, chosen.id)).state === 'on',
		self: actor.id,
		mayErase: mayErase(actor),
		reach: rolesInReach(actor),
		mayEditNotice: mayEditNotice(actor),
		/** Whether people sign in with passwords, and how many have none. */
		passwords,
		lacking: passwords ? await lackingPassword(db, municipalityId) : 0,
		units: (await units(db, municipalityId)).map((unit) => ({ ...named(unit), colour: unit.colour })),
		levels: (await levels(db, municipalityId)).map(named)
	};
}
