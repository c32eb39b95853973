import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import type { DemoWorld, UnitKey } from './people.ts';

type Kind = topics.Proposal['kind'];

/** Title, kind, the unit that proposes, for whom, when, and which units stand behind it. All invented, on hooks in the sources. */
const proposals: readonly (readonly [title: string, kind: Kind, by: UnitKey, forWhom: string, date: string, behind: readonly UnitKey[]])[] =
	[
		[
			'Bustøttekurs for nye saksbehandlarar',
			'repeat',
			'nav',
			'dei som er nye i Nav og Kundetorget',
			'2017-11-20',
			['nav', 'nav', 'kundetorg', 'flyktning', 'heime']
		],
		['Startlån og tilskot – frå søknad til vedtak', 'repeat', 'kundetorg', '', '2017-11-21', ['nav', 'eigedom', 'heime']],
		[
			'Gjeldsrådgjeving før det blir ei bustadsak',
			'repeat',
			'psykrus',
			'',
			'2017-11-28',
			['nav', 'habil', 'psykrus', 'flyktning', 'eigedom']
		],
		['Housing First – to år etter', 'refresh', 'psykrus', '', '2017-12-01', ['psykrus', 'nav', 'rbo']],
		['Godt å bu heime – kva seier vi til innbyggjarane?', 'refresh', 'heime', '', '2017-12-04', ['heime', 'heime', 'habil']],
		['Leige til eige – kva kan vi lære av Skien?', 'new', 'eigedom', '', '2017-12-05', ['nav', 'kundetorg']],
		[
			'Hindre utkasting – rutine på tvers',
			'new',
			'eigedom',
			'alle som følgjer opp leigebuarar',
			'2017-12-08',
			['psykrus', 'nav', 'habil', 'heime', 'flyktning']
		],
		['Brukarplan – oversikt over brukargrupper', 'new', 'habil', '', '2017-12-12', ['psykrus']],
		['Husbankens kalkulator i praksis', 'new', 'nav', 'saksbehandlarar', '2018-01-04', ['kundetorg']],
		['Velferdsteknologi og digitalt tilsyn', 'new', 'rbo', '', '2018-01-08', ['heime', 'habil']],
		['Nabodialog – kven tek samtalen?', 'new', 'flyktning', '', '2018-01-09', ['eigedom', 'psykrus']],
		['Unge og barnefamiliar – kva treng dei av oss?', 'new', 'flyktning', '', '2018-01-11', ['nav', 'nav', 'habil']]
	];

/**
 * The standing inbox as the housing office finds it in January 2018: twelve proposals, two of them answered. `world.topicId` is keyed by
 * title.
 */
export async function demoTopics(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const actors = new Map<string, Actor>();
	for (const person of world.people) {
		const actor = await actorOf(db, person.id);
		if (actor) actors.set(person.id, actor);
	}
	const turn = new Map<UnitKey, number>();
	/** The next one of a unit, so that proposals and support come from different people. */
	const somebodyIn = (unit: UnitKey, except: readonly Actor[]): Actor => {
		const colleagues = world.people.filter((person) => person.unit === unit).flatMap((person) => actors.get(person.id) ?? []);
		for (let tries = 0; tries < colleagues.length; tries++) {
			const at = turn.get(unit) ?? 0;
			turn.set(unit, at + 1);
			const one = colleagues[at % colleagues.length]!;
			if (!except.includes(one)) return one;
		}
		throw new Error(`nobody left in ${unit}`);
	};

	for (const [title, kind, by, forWhom, date, behind] of proposals) {
		const proposer = title.startsWith('Bustøtte') ? world.staff : somebodyIn(by, []);
		const made = await topics.propose(
			db,
			proposer,
			{ seriesId: world.seriesId, title, description: '', forWhom, kind },
			false,
			world.at(date)
		);
		if (!made.ok) throw new Error(`${title}: ${made.reason}`);
		world.topicId[title] = made.topicId;
		const standing = [proposer];
		for (const unit of behind) {
			const supporter = somebodyIn(unit, standing);
			standing.push(supporter);
			await topics.support(db, supporter, made.topicId, world.at('2018-01-12'));
		}
		if (title.startsWith('Gjeld') || title.startsWith('Housing'))
			await topics.offerTalk(db, proposer, made.topicId, 'Vi kan ta tjue minutt med døme frå kvardagen.', world.at(date));
	}

	const answer = (title: string, given: Parameters<typeof topics.answer>[3]) =>
		topics.answer(db, world.leader, world.topicId[title]!, given, world.at('2018-01-12'));
	const shortlisted = await answer('Bustøttekurs for nye saksbehandlarar', {
		state: 'shortlisted',
		reason: 'Mange nye sidan i haust. Vi vil ha ein kort repetisjon.'
	});
	const resting = await answer('Velferdsteknologi og digitalt tilsyn', {
		state: 'resting',
		reason: 'Prosjektet startar til hausten; vi tek det opp att då.'
	});
	if (!shortlisted.ok || !resting.ok) throw new Error('an answer was refused');
}
