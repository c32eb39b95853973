import { addDays, civilDate, instantOf, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { MeasureStatus } from '#db/schema/plan.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import type { Element } from '../document/model.ts';
import { reportsOf, type Report } from '../document/status.server.ts';
import { elementsOf } from '../document/versions.server.ts';
import { planOf } from '../queries.server.ts';
import { numbersOf } from '../thread/afterwards.server.ts';
import { newsLetter, newsTitle, type News } from './measureNewsMail.ts';
import { readersOf, type TableDetails } from './outcomeMail.server.ts';

/** Days after which nobody is told any longer: what was said before Samling told anything, or while it was not running. */
const freshDays = 30;

type Numbers = NonNullable<Awaited<ReturnType<typeof numbersOf>> extends Map<string, infer N> ? N : never>;
type Said = { reports: readonly Report[]; numbers: Numbers };
/** A person who is to hear of measures: since when each is theirs, and why. */
type Listener = {
	id: string;
	name: string;
	email: string;
	locale: Locale | null;
	of: Map<string, { since: Instant; asked: boolean; said: Pick<TableDetails, 'text' | 'stance'>[] }>;
};

/**
 * Writes to those who had a part in a measure of the plan in force, or asked to be told, what is new about it up to last midnight: another
 * status, a newer number. One letter a person and day, however many measures and however often this runs; never the same state twice. The
 * letters wait in the outbox. Gives how many are new there.
 */
export async function tellNews(db: Db, municipalityId: string, { origin }: { origin: string }, now: Instant): Promise<number> {
	const today = civilDate(now);
	const until = instantOf(today, '00:00');
	const from = instantOf(addDays(today, -freshDays), '00:00');
	return inTransaction(db, async (trx) => {
		const found = await planOf(trx, municipalityId);
		if (!found?.inForce) return 0;
		const measures = (await elementsOf(trx, found.inForce.id)).filter(({ kind }) => kind === 'measure');
		const said = await saidOf(trx, municipalityId, measures, { from, until });
		if (said.size === 0) return 0;
		const versions = found.versions.flatMap(({ id, adoptedAt }) => (adoptedAt === null ? [] : [{ id, adoptedAt }]));
		const listeners = await listenersOf(trx, municipalityId, versions, new Set(said.keys()));
		const before = await toldBefore(trx, municipalityId, [...said.keys()]);
		const letters = listeners.flatMap((person) => {
			const news = measures.flatMap((measure): News[] => {
				const part = person.of.get(measure.elementId);
				const known = said.get(measure.elementId);
				if (!part || !known) return [];
				const is = newsFor(known, before.get(`${measure.elementId} ${person.id}`), part.since > from ? part.since : from);
				return is ? [{ measure, ...is, asked: part.asked, said: part.said }] : [];
			});
			return news.length > 0 ? [{ person, news }] : [];
		});
		if (letters.length === 0) return 0;
		await remember(trx, municipalityId, letters, until);
		return write(trx, municipalityId, { origin, version: Number(today.replaceAll('-', '')), plan: found.plan, now }, letters);
	});
}

/** What was said of each measure before `until`, of those about which anything was said since `from`. */
async function saidOf(db: Db, municipalityId: string, measures: readonly Element[], { from, until }: { from: Instant; until: Instant }) {
	const ids = measures.map(({ elementId }) => elementId);
	const reports = await reportsOf(db, municipalityId, ids);
	const numbers = await numbersOf(db, municipalityId, ids);
	const before = ({ createdAt }: { createdAt: Instant | null }) => createdAt === null || createdAt < until;
	const isFresh = ({ createdAt }: { createdAt: Instant | null }) => createdAt !== null && createdAt >= from;
	return new Map(
		ids.flatMap((id): [string, Said][] => {
			const known = { reports: (reports.get(id) ?? []).filter(before), numbers: (numbers.get(id) ?? []).filter(before) };
			return known.reports.some(isFresh) || known.numbers.some(isFresh) ? [[id, known]] : [];
		})
	);
}

type Told = { status: MeasureStatus | null; readingId: string | null; toldAt: Instant };

/** What is new to somebody who was told `before`, or, told nothing yet, has listened `since`; null when nothing is. */
function newsFor({ reports, numbers }: Said, before: Told | undefined, since: Instant): Pick<News, 'status' | 'reading' | 'now'> | null {
	const after = before?.toldAt ?? since;
	const last = reports.at(-1);
	const lastBefore = before ? before.status : (reports.findLast(({ createdAt }) => createdAt < after)?.status ?? null);
	const isOther =
		last !== undefined && (last.status === 'notStarted' ? null : last.status) !== (lastBefore === 'notStarted' ? null : lastBefore);
	const number = numbers.at(-1);
	const isNewer = number !== undefined && number.id !== before?.readingId && number.createdAt !== null && number.createdAt >= after;
	if (!isOther && !isNewer) return null;
	return {
		status: isOther ? last : null,
		reading: isNewer ? number : null,
		now: { status: last?.status ?? null, readingId: number?.id ?? null }
	};
}

async function listenersOf(
	db: Db,
	municipalityId: string,
	versions: readonly { id: string; adoptedAt: Instant }[],
	measures: ReadonlySet<string>
): Promise<Listener[]> {
	const listeners = new Map<string, Listener>();
	const part = (person: Omit<Listener, 'of'>, elementId: string, since: Instant) => {
		const listener = listeners.get(person.id) ?? { ...person, of: new Map() };
		listeners.set(person.id, listener);
		const known = listener.of.get(elementId) ?? { since, asked: false, said: [] };
		listener.of.set(elementId, known);
		return known;
	};
	for (const { id, adoptedAt } of versions)
		for (const { told, ...person } of await readersOf(db, municipalityId, id))
			for (const { measure, ...input } of told)
				if (measure && measures.has(measure.id)) part(person, measure.id, adoptedAt).said.push(input);
	const asked = await db
		.selectFrom('measureFollower')
		.innerJoin('person', 'person.id', 'measureFollower.personId')
		.select(['person.id', 'person.name', 'person.email', 'person.locale', 'measureFollower.elementId', 'measureFollower.askedAt'])
		.where('measureFollower.municipalityId', '=', municipalityId)
		.where('measureFollower.elementId', 'in', [...measures])
		.where('person.disabledAt', 'is', null)
		.execute();
	for (const { elementId, askedAt, email, ...person } of asked)
		if (email !== null) part({ ...person, email }, elementId, askedAt).asked = true;
	return [...listeners.values()];
}

async function toldBefore(db: Db, municipalityId: string, elementIds: readonly string[]): Promise<Map<string, Told>> {
	const rows = await db
		.selectFrom('measureTold')
		.select(['elementId', 'personId', 'status', 'readingId', 'toldAt'])
		.where('municipalityId', '=', municipalityId)
		.where('elementId', 'in', elementIds)
		.execute();
	return new Map(rows.map(({ elementId, personId, ...told }) => [`${elementId} ${personId}`, told]));
}

async function remember(
	trx: Db,
	municipalityId: string,
	letters: readonly { person: Listener; news: readonly News[] }[],
	toldAt: Instant
): Promise<void> {
	for (const { person, news } of letters)
		for (const { measure, now } of news)
			await trx
				.insertInto('measureTold')
				.values({ municipalityId, elementId: measure.elementId, personId: person.id, ...now, toldAt })
				.onConflict((conflict) => conflict.columns(['elementId', 'personId']).doUpdateSet({ ...now, toldAt }))
				.execute();
}

async function write(
	trx: Db,
	municipalityId: string,
	about: { origin: string; version: number; plan: { id: string; nameNn: string; nameNb: string }; now: Instant },
	letters: readonly { person: Listener; news: readonly News[] }[]
): Promise<number> {
	const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
	const ids = letters.map(({ person }) => person.id);
	const stops = await unsubscribeTokens(trx, municipalityId, 'measureNews', ids, about.now);
	const plan = { nn: about.plan.nameNn, nb: about.plan.nameNb };
	const mails = letters.map(({ person, news }) =>
		newsLetter(person, news, person.locale ?? home.locale, {
			plan,
			municipality: home.name,
			href: `${about.origin}/plan`,
			unsubscribeUrl: linkAddress('unsubscribe', about.origin, stops.get(person.id)!)
		})
	);
	const title = newsTitle(plan, home.locale);
	const document = { kind: 'measureNews' as const, id: about.plan.id, version: about.version, title };
	return (await enqueue(trx, municipalityId, document, mails, about.now)).enqueued;
}
