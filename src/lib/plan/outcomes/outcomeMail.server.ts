import { shortened } from '#lib/text/shortened.ts';
import { seatsHeld } from '#lib/cafe/queries.server.ts';
import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { trace } from '#lib/lineage.server.ts';
import { letter, type Block } from '#lib/mail/letter.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import { unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { ownNoteText } from '#lib/cafe/text.ts';
import { notesByPerson, type OwnNote } from '#lib/summaries/publication/personalParts.server.ts';
import { isTakenIn, mayRevise, type DecisionOutcome, type Stance } from '../model.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { inputWords, outcomeLabels } from '../text.ts';
import { planOf, versionOf } from '../queries.server.ts';
import { elementsOf } from '../document/versions.server.ts';

/** A decision of an adopted version on something a person had a part in. */
export type TableDetails = {
	inputId: string;
	text: string;
	stance: Stance | null;
	outcome: DecisionOutcome;
	reason: string;
	/** The measure as adopted, when it was taken in. */
	measure: { id: string; number: string; nn: string; nb: string } | null;
	/** Their own notes behind it, under their own name. */
	notes: OwnNote[];
	/** The tables they sat at that brought it. */
	tables: number[];
};

export type Reader = { id: string; name: string; email: string; locale: Locale | null; told: TableDetails[] };

/**
 * Recipients of the outcome mail of an adopted version: everybody who sat at a table that brought a decided input, or whose signed
 * note is behind one; each with all such inputs, those with their own notes first. The number of queries depends on the number of
 * gatherings only.
 */
export async function readersOf(db: Db, municipalityId: string, versionId: string): Promise<Reader[]> {
	const inputs = await db
		.selectFrom('planInput')
		.innerJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.id', 'planInput.text', 'planInput.stance', 'planInput.elementId', 'decision.outcome', 'decision.reason'])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.versionId', '=', versionId)
		.where('planInput.withdrawnAt', 'is', null)
		.orderBy('planInput.createdAt')
		.orderBy('planInput.id')
		.execute();
	const elements = new Map((await elementsOf(db, versionId)).map((element) => [element.elementId, element]));
	const upstream = await sourcesOf(
		db,
		municipalityId,
		inputs.map((input) => input.id)
	);
	const sat = await tablesOf(db, municipalityId, [...new Set([...upstream.values()].flatMap((sources) => [...sources.points]))]);
	const wrote = new Map<string, Map<string, OwnNote>>();
	for (const gatheringId of sat.gatherings)
		for (const [personId, notes] of await notesByPerson(db, municipalityId, gatheringId)) {
			const known = wrote.get(personId) ?? new Map<string, OwnNote>();
			for (const note of notes) known.set(note.id, note);
			wrote.set(personId, known);
		}
	const people = await db
		.selectFrom('person')
		.select(['id', 'name', 'email', 'locale'])
		.where('municipalityId', '=', municipalityId)
		.where('disabledAt', 'is', null)
		.where('email', 'is not', null)
		.execute();
	return inNameOrder(people, ({ name }) => name).flatMap((person) => {
		const tables = sat.byPerson.get(person.id);
		const own = wrote.get(person.id);
		const told = inputs.flatMap((input): TableDetails[] => {
			const sources = upstream.get(input.id);
			if (!sources) return [];
			const notes = [...sources.notes].flatMap((id) => own?.get(id) ?? []);
			const at = new Set(
				[...sources.points].flatMap((id) => (tables?.has(sat.tableOf.get(id)?.id ?? '') ? sat.tableOf.get(id)!.number : []))
			);
			if (notes.length === 0 && at.size === 0) return [];
			const { id: inputId, text, stance, outcome, reason } = input;
			const element = isTakenIn(outcome) && input.elementId !== null ? elements.get(input.elementId) : undefined;
			const measure = element ? { id: element.elementId, number: element.number, nn: element.nn, nb: element.nb } : null;
			return [{ inputId, text, stance, outcome, reason, measure, notes, tables: [...at].toSorted((a, b) => a - b) }];
		});
		const sorted = told.toSorted((a, b) => Number(b.notes.length > 0) - Number(a.notes.length > 0));
		return told.length > 0 ? [{ ...person, email: person.email!, told: sorted }] : [];
	});
}

/** By input: the notes and the tables' points it came from, through clusters, merges and earlier revisions. */
async function sourcesOf(
	db: Db,
	municipalityId: string,
	inputIds: readonly string[]
): Promise<Map<string, { notes: Set<string>; points: Set<string> }>> {
	const links = await trace(db, municipalityId, { kind: 'input', ids: inputIds }, 'back');
	const into = Map.groupBy(links, (link) => `${link.to.kind}:${link.to.id}`);
	return new Map(
		inputIds.map((id) => {
			const found = { notes: new Set<string>(), points: new Set<string>() };
			const seen = new Set<string>();
			const queue = [`input:${id}`];
			for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
				if (seen.has(key)) continue;
				seen.add(key);
				for (const { from } of into.get(key) ?? []) {
					if (from.kind === 'note') found.notes.add(from.id);
					if (from.kind === 'harvestPoint') found.points.add(from.id);
					queue.push(`${from.kind}:${from.id}`);
				}
			}
			return [id, found];
		})
	);
}

/** The tables these points came from, and who sat there in any round. */
async function tablesOf(db: Db, municipalityId: string, pointIds: readonly string[]) {
	const points = await db
		.selectFrom('harvestPoint')
		.innerJoin('cafeTable', 'cafeTable.id', 'harvestPoint.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['harvestPoint.id as pointId', 'cafeTable.id', 'cafeTable.number', 'cafe.gatheringId'])
		.where('harvestPoint.municipalityId', '=', municipalityId)
		.where('harvestPoint.id', 'in', pointIds.length > 0 ? [...pointIds] : [''])
		.execute();
	const tableIds = [...new Set(points.map((point) => point.id))];
	const seats = await seatsHeld(db)
		.innerJoin('attendance', 'attendance.id', 'seat.attendanceId')
		.select(['attendance.personId', 'seat.cafeTableId'])
		.where('seat.municipalityId', '=', municipalityId)
		.where('seat.cafeTableId', 'in', tableIds.length > 0 ? tableIds : [''])
		.where('attendance.personId', 'is not', null)
		.execute();
	return {
		tableOf: new Map(points.map(({ pointId, id, number }) => [pointId, { id, number }])),
		gatherings: new Set(points.map((point) => point.gatheringId)),
		byPerson: new Map(
			[...Map.groupBy(seats, (seat) => seat.personId!)].map(([personId, at]) => [personId, new Set(at.map((seat) => seat.cafeTableId))])
		)
	};
}

/**
 * Queues the outcome mail: one a person and adopted version, with every decision they had a part in. Repeating it adds only new
 * recipients. Refuses `notAllowed`, `notFound`, `conflictDraft` (not adopted), `empty`.
 */
export async function mailOutcomes(db: Db, actor: Actor, versionId: string, origin: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const version = await versionOf(trx, municipalityId, versionId);
		const found = await planOf(trx, municipalityId);
		if (!version || !found) return refuse('notFound');
		if (version.adoptedAt === null) return refuse('conflictDraft');
		const readers = await readersOf(trx, municipalityId, versionId);
		if (readers.length === 0) return refuse('empty');
		const home = await trx.selectFrom('municipality').select(['name', 'locale']).where('id', '=', municipalityId).executeTakeFirstOrThrow();
		const ids = readers.map((reader) => reader.id);
		const stops = await unsubscribeTokens(trx, municipalityId, 'becameOf', ids, now);
		const { plan } = found;
		const mails = readers.map((reader) =>
			mailTo(reader, reader.locale ?? home.locale, {
				plan: { nn: plan.nameNn, nb: plan.nameNb },
				adoptedBy: version.adoptedBy,
				municipality: home.name,
				href: `${origin}/plan/versions/${versionId}`,
				unsubscribeUrl: linkAddress('unsubscribe', origin, stops.get(reader.id)!)
			})
		);
		const title = `${nameFor(home.locale, { nn: plan.nameNn, nb: plan.nameNb }).text} ${version.number}`;
		const { enqueued } = await enqueue(trx, municipalityId, { kind: 'becameOf', id: versionId, version: 1, title }, mails, now);
		await record(trx, actor, 'version.mailOutcomes', { kind: 'version', id: versionId, detail: { queued: enqueued } }, now);
		return { ok: true as const, queued: enqueued };
	});
}

/** Decisions listed in one mail; the rest is counted. */
const maxShown = 20;

function mailTo(
	reader: Reader,
	locale: Locale,
	about: { plan: { nn: string; nb: string }; adoptedBy: string | null; municipality: string; href: string; unsubscribeUrl: string }
): NewMail {
	const plan = nameFor(locale, about.plan).text;
	const shown = reader.told.slice(0, maxShown);
	const body: Block[] = [
		m.plan_digest_hello({ name: reader.name, plan }, { locale }),
		...(about.adoptedBy ? [m.plan_digest_adopted({ body: about.adoptedBy }, { locale })] : []),
		...shown.flatMap((told): Block[] => [{ heading: shortened(inputWords(told, locale).text, 300) }, { facts: factsOf(told, locale) }]),
		...(reader.told.length > maxShown ? [m.plan_digest_more({ count: reader.told.length - maxShown }, { locale })] : []),
		{ button: m.plan_digest_whole({}, { locale }), href: about.href }
	];
	return {
		recipient: { personId: reader.id, name: reader.name, email: reader.email },
		locale,
		subject: shortened(m.plan_digest_subject({ plan }, { locale }), 250),
		...letter({
			locale,
			heading: m.plan_digest_heading({}, { locale }),
			body,
			footer: [m.plan_digest_footer({ municipality: about.municipality }, { locale })],
			unsubscribe: { text: m.mail_stop_foot({}, { locale }), href: about.unsubscribeUrl }
		}),
		unsubscribeUrl: about.unsubscribeUrl
	};
}

function factsOf(told: TableDetails, locale: Locale): [string, string][] {
	const quoted = told.notes.slice(0, 5).map(({ text, firstText }) => ownNoteText({ text: `«${shortened(text, 200)}»`, firstText }, locale));
	if (told.notes.length > quoted.length) quoted.push('…');
	return [
		...(quoted.length > 0 ? [[m.plan_digest_wrote({}, { locale }), quoted.join('\n')] as [string, string]] : []),
		...(told.tables.length > 0
			? [[m.plan_digest_from({}, { locale }), m.plan_digest_table({ tables: told.tables.join(', ') }, { locale })] as [string, string]]
			: []),
		[m.plan_outcome({}, { locale }), outcomeLabels[told.outcome]({}, { locale })],
		...(told.measure
			? [
					[m.plan_measure({}, { locale }), `${told.measure.number} ${shortened(nameFor(locale, told.measure).text, 500)}`] as [
						string,
						string
					]
				]
			: []),
		...(told.reason ? [[m.common_reason({}, { locale }), shortened(told.reason, 1000)] as [string, string]] : [])
	];
}
