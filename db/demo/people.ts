import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { instantOf } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { passwordHashOf } from '#lib/people/auth/passwords.server.ts';
import { setUp } from '#lib/people/auth/setUp.server.ts';
import { addPerson, type NewPerson } from '#lib/people/persons/commands.server.ts';
import { endUnit } from '#lib/people/units/commands.server.ts';
import { reportHeadcount } from '#lib/people/units/headcounts.server.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { newToken } from '#lib/tokens.server.ts';
import { accepted } from './accepted.ts';

export const demoPassword = 'samling-demo';

/** Units as the sources name them (nynorsk, bokmål); colours are the demo's. */
const units = {
	bustadkontor: ['Bustadkontoret', 'Boligkontoret', '2017-10-02'],
	tildeling: ['Tildelingskontoret', 'Tildelingskontoret', null],
	nav: ['Nav Stord', 'Nav Stord', null],
	flyktning: ['Flyktningtenesta', 'Flyktningtjenesten', null],
	buoppf: ['Buoppfølgingstenestene', 'Booppfølgingstjenestene', null],
	ergo: ['Ergoterapitenesta', 'Ergoterapitjenesten', null],
	heime: ['Heimetenestene', 'Hjemmetjenestene', null],
	eigedom: ['Stord kommunale eigedom', 'Stord kommunale eiendom', null],
	psykrus: ['Eining for psykisk helse og rus', 'Enhet for psykisk helse og rus', null],
	habil: ['Eining for habilitering', 'Enhet for habilitering', null],
	rbo: ['RBO', 'RBO', null],
	kundetorg: ['Kundetorget', 'Kundetorget', null],
	sjukeheim: ['Rusavdeling på sjukeheim', 'Rusavdeling på sykehjem', null],
	husbanken: ['Husbanken', 'Husbanken', null],
	ramboll: ['Rambøll', 'Rambøll Management', null]
} as const;
export type UnitKey = keyof typeof units;
const external: readonly UnitKey[] = ['husbanken', 'ramboll'];

/** 46 people in 9 units: only the total is a fact of 2016, how they spread over units is the demo's. */
export const attendees: Partial<Record<UnitKey, number>> = {
	psykrus: 9,
	heime: 8,
	nav: 7,
	eigedom: 6,
	flyktning: 5,
	kundetorg: 4,
	habil: 3,
	husbanken: 2,
	rbo: 2
};

/** First names in common use; surnames are places in Sunnhordland, so that nobody's real name is put together. */
const firstNames =
	'Anna Jonas Marit Eirik Sigrid Lars Ingrid Olav Kari Torstein Liv Håkon Berit Sverre Solveig Arne Turid Nils Åse Knut Gunnhild Magne Randi Øyvind Synnøve Steinar Borghild Trygve Astrid Leif'.split(
		' '
	);
const places =
	'Leirvik Sagvåg Huglo Føyno Nysæter Litlabø Sæbø Bremnes Rubbestad Mosterøy Fitjarøy Tysnesøy Halsnøy Valevåg Rydland Digernes Eldøy Grov Ådland Hystad'.split(
		' '
	);

/** The demo municipality while it is being filled: what its parts refer to each other by. */
export type DemoWorld = {
	municipalityId: string;
	leader: Actor;
	facilitator: Actor;
	/** Host for a day, works in Heimetenestene. */
	host: Actor;
	/** Works in Nav. */
	staff: Actor;
	/** From Husbanken. */
	partner: Actor;
	unitId: Record<UnitKey, string>;
	/** The 46 who are invited, host, staff and partner among them. */
	people: { id: string; name: string; unit: UnitKey }[];
	/** 09:00 in Oslo on a civil date. */
	at(date: string): string;
	/** Filled by the parts, for those after them. */
	seriesId: string;
	topicId: Record<string, string>;
	gatheringId: Record<string, string>;
	/** Plan elements and findings by their key in the facts (m3.1, fa5 …). */
	elementId: Record<string, string>;
};

/** Stord with units, levels, 46 + 2 people and the five demo accounts. Real facts are the units; all people are invented. */
export async function demoPeople(db: Kysely<Database>): Promise<DemoWorld> {
	const at = (date: string) => instantOf(date, '09:00');
	const leader = await municipality(db, at);
	const unitId = await demoUnits(db, leader, at);
	const levelIds = await demoLevels(db, leader);
	const accounts = await demoAccounts(db, leader, unitId, levelIds, at);
	const people = await demoAttendees(db, leader, unitId, levelIds, accounts.people, at);
	await demoStaff(db, leader, unitId, people, at);
	const { facilitator, host, staff, partner } = accounts;
	const filledLater = { seriesId: '', topicId: {}, gatheringId: {}, elementId: {} };
	return { municipalityId: leader.municipalityId, leader, facilitator, host, staff, partner, unitId, people, at, ...filledLater };
}

const began = '2014-01-01';

/** The municipality with its first unit and its leader, who is staff as well. */
async function municipality(db: Kysely<Database>, at: DemoWorld['at']): Promise<Actor> {
	const start = at(began);
	const first = { name: 'Hilde Leirvik', email: 'leiar@stord.example', password: newToken() };
	const made = accepted(await setUp(db, { municipality: 'Stord kommune', locale: 'nn', unit: units.bustadkontor[0], ...first }, start));
	const leader = (await actorOf(db, made.personId))!;
	const { municipalityId } = leader;
	await db
		.updateTable('account')
		.set({ passwordHash: await passwordHashOf(demoPassword) })
		.where('personId', '=', leader.id)
		.execute();
	await db.updateTable('municipality').set({ county: 'Vestland' }).where('id', '=', municipalityId).execute();
	await db
		.insertInto('roleGrant')
		.values({ id: newId(), municipalityId, personId: leader.id, role: 'staff', grantedAt: start, revokedAt: null })
		.execute();
	await db
		.updateTable('unit')
		.set({ nameNb: units.bustadkontor[1], validFrom: units.bustadkontor[2] })
		.where('id', '=', leader.unitId!)
		.execute();
	return leader;
}

async function demoUnits(db: Kysely<Database>, leader: Actor, at: DemoWorld['at']): Promise<Record<UnitKey, string>> {
	const { municipalityId } = leader;
	const unitId = { bustadkontor: leader.unitId! } as Record<UnitKey, string>;
	let colour = 1;
	for (const [key, [nameNn, nameNb, validFrom]] of Object.entries(units) as [UnitKey, (typeof units)[UnitKey]][]) {
		if (key === 'bustadkontor') continue;
		const id = newId();
		unitId[key] = id;
		const kind = external.includes(key) ? 'external' : 'internal';
		await db
			.insertInto('unit')
			.values({ id, municipalityId, nameNn, nameNb, kind, colour: colour++ % 12, validFrom, validTo: null, successorId: null })
			.execute();
	}
	const ending = { unitId: unitId.tildeling, validTo: '2017-12-31', successorId: unitId.bustadkontor };
	accepted(await endUnit(db, leader, ending, at('2017-10-02')));
	return unitId;
}

/** The five levels, highest first; the leader gets theirs. */
async function demoLevels(db: Kysely<Database>, { id: leaderId, municipalityId }: Actor): Promise<string[]> {
	const levels = [
		['Politisk', 'Politisk'],
		['Kommunalsjef', 'Kommunalsjef'],
		['Einingsleiar', 'Enhetsleder'],
		['Fagsjef eller rådgjevar', 'Fagsjef eller rådgiver'],
		['Saksbehandlar eller tenesteytar', 'Saksbehandler eller tjenesteyter']
	].map(([nameNn = '', nameNb = ''], index) => ({ id: newId(), municipalityId, nameNn, nameNb, rank: index + 1 }));
	await db.insertInto('level').values(levels).execute();
	const levelId = levels[2]!.id;
	await db.updateTable('person').set({ levelId, title: 'Leiar for bustadkontoret' }).where('id', '=', leaderId).execute();
	return levels.map(({ id }) => id);
}

type Added = Partial<NewPerson> & { name: string; email: string };

async function add(db: Kysely<Database>, leader: Actor, levelIds: string[], person: Added & { unitId: string }, at: DemoWorld['at']) {
	const usual = { title: '', levelId: levelIds[4] ?? null, locale: null, roles: [], password: '' };
	return accepted(await addPerson(db, leader, { ...usual, ...person }, at(began))).personId;
}

/** The four who sign in beside the leader, and those of them who are invited. */
async function demoAccounts(db: Kysely<Database>, leader: Actor, unitId: Record<UnitKey, string>, levelIds: string[], at: DemoWorld['at']) {
	const people: DemoWorld['people'] = [];
	const account = async (name: string, email: string, unit: UnitKey, roles: NewPerson['roles']) => {
		const id = await add(db, leader, levelIds, { name, email, roles, unitId: unitId[unit] }, at);
		const { municipalityId } = leader;
		await db
			.insertInto('account')
			.values({ personId: id, municipalityId, passwordHash: await passwordHashOf(demoPassword), createdAt: at(began) })
			.execute();
		if (unit in attendees) people.push({ id, name, unit });
		return (await actorOf(db, id))!;
	};
	return {
		facilitator: await account('Terje Sagvåg', 'fasilitator@stord.example', 'bustadkontor', ['facilitator', 'staff']),
		host: await account('Bente Føyno', 'vert@stord.example', 'heime', ['staff']),
		staff: await account('Silje Litlabø', 'tilsett@stord.example', 'nav', ['staff']),
		partner: await account('Geir Bremnes', 'partnar@husbanken.example', 'husbanken', ['partner']),
		people
	};
}

/** Fills every unit up to as many as were there; in each the first is a leader and the second an adviser. */
async function demoAttendees(
	db: Kysely<Database>,
	leader: Actor,
	unitId: Record<UnitKey, string>,
	levelIds: string[],
	accounts: DemoWorld['people'],
	at: DemoWorld['at']
): Promise<DemoWorld['people']> {
	const people = [...accounts];
	let index = 0;
	for (const [unit, count] of Object.entries(attendees) as [UnitKey, number][]) {
		for (let have = people.filter((person) => person.unit === unit).length; have < count; have++) {
			const name = `${firstNames[index % firstNames.length]!} ${places[(index * 7) % places.length]!}`;
			const email = `person${++index}@${unit === 'husbanken' ? 'husbanken' : 'stord'}.example`;
			const locale = index % 5 === 0 ? ('nb' as const) : null;
			const levelId = levelIds[Math.min(have + 2, 4)] ?? null;
			const roles: NewPerson['roles'] = external.includes(unit) ? ['partner'] : ['staff'];
			const id = await add(db, leader, levelIds, { name, email, levelId, roles, locale, unitId: unitId[unit] }, at);
			people.push({ id, name, unit });
		}
	}
	return people;
}

/** How many work in some units, in October and now, and how many came in between: invented, as is who leads them. */
const staff: readonly (readonly [UnitKey, october: number, january: number, fresh: number])[] = [
	['nav', 13, 14, 6],
	['flyktning', 9, 9, 2],
	['buoppf', 18, 17, 4],
	['ergo', 5, 5, 1],
	['heime', 38, 40, 12],
	['eigedom', 12, 12, 1],
	['rbo', 2, 2, 0]
];

async function demoStaff(
	db: Kysely<Database>,
	leader: Actor,
	unitId: Record<UnitKey, string>,
	people: DemoWorld['people'],
	at: DemoWorld['at']
): Promise<void> {
	for (const [unit, october, january, fresh] of staff) {
		for (const [date, headcount, newcomers] of [
			['2017-10-02', october, 0],
			['2018-01-12', january, fresh]
		] as const) {
			accepted(await reportHeadcount(db, leader, unitId[unit], { headcount, newcomers }, at(date)));
		}
	}
	const leads = async (personId: string, unit: UnitKey, roleNn: string, roleNb: string, from: string) => {
		accepted(await fillRole(db, leader, { unitId: unitId[unit], personId, kind: 'leader', roleNn, roleNb, from }, at(from)));
	};
	await leads(leader.id, 'bustadkontor', 'leiar for bustadkontoret', 'leder for boligkontoret', '2017-10-02');
	for (const unit of ['nav', 'psykrus', 'heime', 'eigedom', 'flyktning', 'kundetorg'] as const) {
		const first = people.filter((person) => person.unit === unit)[unit === 'nav' || unit === 'heime' ? 1 : 0];
		if (first) await leads(first.id, unit, 'einingsleiar', 'enhetsleder', '2016-01-01');
	}
}
