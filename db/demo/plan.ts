import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { derive, follow } from '#lib/lineage.server.ts';
import { addElement, editElement } from '#lib/plan/elements.server.ts';
import { decide, type PlanChange } from '#lib/plan/decisions.server.ts';
import { askUnits } from '#lib/plan/followUp.server.ts';
import { takeHarvest } from '#lib/plan/inputs.server.ts';
import { fieldsIn, nothingMore, type DecisionOutcome, type ElementFields, type ElementKind } from '#lib/plan/model.ts';
import { inputsOf, planOf } from '#lib/plan/queries.server.ts';
import { reportStatus } from '#lib/plan/status.server.ts';
import { createPlan, elementsOf, openRevision, registerAdopted } from '#lib/plan/versions.server.ts';
import type { DemoWorld } from './people.ts';

/** The findings of the pre-analysis of 2014, word for word. */
const findings = {
	fa1: 'tydeliggjøre rollen og ansvarsfordelingen i organisasjonen',
	fa2: 'utvikle og systematisere rutiner for kartlegging av behov og tildeling av bolig',
	fa3: 'utvikle rutiner for oppfølging av leiekontrakter og beboere',
	fa4: 'øke sirkulasjonen i de kommunale boligene',
	fa5: 'opprette et forum der de ansatte som har en rolle i det boligsosiale arbeidet kan møtes',
	fa6: 'bedre utnyttelse av kommunen sin boligmasse',
	fa7: 'gjøre mandat, rolle og ansvarsfordeling i boligråd og overordna boliggruppe kjent i organisasjonen',
	fa8: 'inngå og profesjonalisere samarbeid med private utleiere',
	fa9: 'vurdere om det er behov for å utvide saksbehandlingskapasiteten på startlån'
};

/** Before the cafés, whose tables ask about them. */
export async function demoFindings(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const preAnalysisId = newId();
	await db
		.insertInto('preAnalysis')
		.values({ id: preAnalysisId, municipalityId: world.municipalityId, title: 'Rambøll: foranalyse for Stord kommune', year: 2014 })
		.execute();
	for (const [position, [key, text]] of Object.entries(findings).entries()) {
		const id = newId();
		world.elementId[key] = id;
		await db.insertInto('finding').values({ id, municipalityId: world.municipalityId, preAnalysisId, position, text }).execute();
	}
}

function must<T extends { ok: boolean }>(done: T): Extract<T, { ok: true }> {
	if (!done.ok) throw new Error(JSON.stringify(done));
	return done as Extract<T, { ok: true }>;
}

const blank: ElementFields = { nn: '', nb: '', parentId: null, ...nothingMore };

/**
 * The plan of 2016–2019 and the revision that is under way in January 2018.
 * Facts: the goals, the sub-goal, the two measures under goal 3, that the plan was revised in 2016 with the result of the forum, and that the housing office
 * opened on 2 October 2017. Not known, and left so: day, body and case number of the adoption, and every deadline. The sub-goal's goal is our reading,
 * and so is which findings measure 3.2 answers. Invented: the revision of 2018 and every decision.
 */
export async function demoPlan(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, at } = world;
	const spring = at('2016-04-04');
	must(
		await createPlan(
			db,
			leader,
			{
				nameNn: 'Bustadsosial handlingsplan 2016–2019',
				nameNb: 'Boligsosial handlingsplan 2016–2019',
				periodFrom: 2016,
				periodTo: 2019,
				legalStatus: null
			},
			spring
		)
	);
	const add = async (key: string, kind: ElementKind, fields: Partial<ElementFields>) => {
		const { elementId } = must(await addElement(db, leader, { kind, ...blank, ...fields }, spring));
		world.elementId[key] = elementId;
		return elementId;
	};
	await add('g1', 'goal', { nn: 'Alle skal ha ein god stad å bu', nb: 'Alle skal ha et godt sted å bo' });
	await add('g2', 'goal', {
		nn: 'Alle med behov for tenester skal få hjelp til å meistre buforholdet',
		nb: 'Alle med behov for tjenester skal få hjelp til å mestre boforholdet'
	});
	const g3 = await add('g3', 'goal', {
		nn: 'Den offentlege innsatsen skal vere heilskapleg og effektiv',
		nb: 'Den offentlige innsatsen skal være helhetlig og effektiv'
	});
	await add('g3.1', 'subGoal', {
		parentId: g3,
		nn: 'Det bustadsosiale arbeidet i kommunen skal organiserast slik at dei ulike aktørane samarbeider godt, og slik at dei ulike ordningane vert nytta til beste for brukarane',
		nb: 'Det boligsosiale arbeidet i kommunen skal organiseres slik at de ulike aktørene samarbeider godt, og slik at de ulike ordningene blir nyttet til beste for brukerne'
	});
	const forum = await add('m3.1', 'measure', {
		parentId: g3,
		nn: 'Arrangere bustadsosialt forum 1–2 gonger i året',
		nb: 'Arrangere boligsosialt forum 1–2 ganger i året',
		roleNn: 'programleiar i velferdsprogrammet',
		roleNb: 'programleder i velferdsprogrammet',
		seriesId: world.seriesId
	});
	const office = await add('m3.2', 'measure', {
		parentId: g3,
		nn: 'Vurdere å opprette eige bustadkontor',
		nb: 'Vurdere å opprette eget boligkontor'
	});
	const answers: [string, string][] = [
		['fa5', forum],
		['fa1', office],
		['fa2', office]
	];
	for (const [finding, id] of answers)
		await derive(db, municipalityId, { from: { kind: 'finding', id: world.elementId[finding]! }, to: { kind: 'element', id } }, spring);

	await takeHarvest(db, leader, world.gatheringId.f2016!, at('2016-04-11'));
	await decideFirst(db, world, { forum, office });
	must(await registerAdopted(db, leader, { date: '2016', body: null, caseNumber: null }, at('2016-12-30')));
	must(await reportStatus(db, leader, { elementId: forum, status: 'ongoing', date: '2016-12-30' }, at('2016-12-30')));
	must(await reportStatus(db, leader, { elementId: office, status: 'done', date: '2017-10-02' }, at('2017-10-02')));

	must(await askUnits(db, leader, 'http://localhost:3000', at('2018-01-02')));
	const opened = must(await openRevision(db, leader, at('2018-01-08')));
	const standing = (await elementsOf(db, opened.versionId)).find((element) => element.elementId === forum)!;
	const { elementId, edition } = standing;
	const office2018 = {
		unitId: world.unitId.bustadkontor,
		roleNn: 'leiar for bustadkontoret',
		roleNb: 'leder for boligkontoret',
		aimNn: 'Den som manglar bustad, møter tilsette som kjenner oppgåvene til kvarandre og veit kven dei skal ringje.',
		aimNb: 'Den som mangler bolig, møter ansatte som kjenner hverandres oppgaver og vet hvem de skal ringe.',
		costKr: 0,
		notMeasurableNn: 'det vi vil oppnå, er tillit og kjennskap; vi spør deltakarane i staden.',
		notMeasurableNb: 'det vi vil oppnå, er tillit og kjennskap; vi spør deltakerne i stedet.'
	};
	must(await editElement(db, leader, { elementId, edition, ...fieldsIn(standing), ...office2018 }, at('2018-01-09')));
	await decideSecond(db, world);
	await demoIndicators(db, world);
}

type Wish = 'm3.1' | 'm3.2' | 'startlan' | 'skjema' | 'utleigarar' | 'utkasting';
/** Which of the demo's notes asked for what (all invented). */
const wishes: Record<string, Wish> = {
	'Vi ser familiar med fast inntekt som ikkje veit at startlån finst': 'startlan',
	'Ta økonomigjennomgangen før søknad om kommunal bustad': 'startlan',
	'Éin stad å ringje hadde spart oss tre telefonar': 'm3.2',
	'Veit ikkje kven som sit i bustadrådet': 'm3.2',
	'Same kartleggingsskjema i alle einingar': 'skjema',
	'Fast kontaktperson for private utleigarar': 'utleigarar',
	'Vi veit kven som er i ferd med å miste leigeavtalen': 'utkasting',
	'Gjer dette kvart år': 'm3.1'
};

/** What the notes behind an input asked for. */
async function wishBehind(db: Kysely<Database>, municipalityId: string, inputId: string): Promise<Wish | undefined> {
	const links = await follow(db, municipalityId, { kind: 'input', id: inputId }, 'back');
	const ids = links.flatMap(({ from }) => (from.kind === 'note' ? from.id : []));
	if (ids.length === 0) return undefined;
	const notes = await db.selectFrom('note').select('text').where('id', 'in', ids).execute();
	return notes.map((note) => wishes[note.text]).find((wish) => wish !== undefined);
}

async function decideFirst(db: Kysely<Database>, world: DemoWorld, { forum, office }: { forum: string; office: string }): Promise<void> {
	const { leader, municipalityId, at } = world;
	const { open } = (await planOf(db, municipalityId))!;
	for (const input of await inputsOf(db, municipalityId, open!.id)) {
		const wish = await wishBehind(db, municipalityId, input.id);
		const say = async (outcome: DecisionOutcome, reason: string, change: PlanChange = { kind: 'none' }) =>
			must(await decide(db, leader, input.id, { outcome, reason, internalRemark: null, change }, at('2016-05-20')));
		if (wish === 'm3.1')
			await say('in', 'Forumet skal haldast kvart år. Det står no som eige tiltak.', { kind: 'existing', elementId: forum });
		else if (wish === 'm3.2')
			await say('partly', 'Planen seier at vi skal vurdere eit eige bustadkontor. Om det blir noko av, er ikkje avgjort her.', {
				kind: 'existing',
				elementId: office
			});
		else if (wish)
			await say('later', 'Vi treng å sjå korleis dette kan gjerast saman før det blir eit tiltak. Vi tek det opp att ved neste rullering.');
		else await say('no', 'Dette kan eininga gjere utan at det står i planen. Vi har gitt det vidare.');
	}
}

async function decideSecond(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader, municipalityId, at } = world;
	const { open } = (await planOf(db, municipalityId))!;
	for (const input of await inputsOf(db, municipalityId, open!.id)) {
		if ((await wishBehind(db, municipalityId, input.id)) !== 'skjema') continue;
		const measure: ElementFields = {
			...blank,
			parentId: world.elementId.g3!,
			nn: 'Ta i bruk same kartleggingsskjema i alle einingar',
			nb: 'Ta i bruk samme kartleggingsskjema i alle enheter',
			unitId: world.unitId.bustadkontor,
			deadline: '2018-12-31',
			aimNn: 'Ingen skal måtte fortelje om bustadbehovet sitt to gonger.',
			aimNb: 'Ingen skal måtte fortelle om boligbehovet sitt to ganger.',
			costKr: 60_000
		};
		const reason = 'Bustadkontoret kan no ha ansvaret for eit felles skjema.';
		must(
			await decide(
				db,
				leader,
				input.id,
				{ outcome: 'in', reason, internalRemark: 'Spør Nav om dei kan bruke sitt som utgangspunkt.', change: { kind: 'new', ...measure } },
				at('2018-01-12')
			)
		);
		break;
	}
}

type Readings = [at: string | null, value: number, shown?: string][];

/** As the sources give them: what has no date there has none here. */
async function demoIndicators(db: Kysely<Database>, { municipalityId }: DemoWorld): Promise<void> {
	const source = 'Veiviseren: Helhetlig boligsosialt arbeid i Stord';
	const add = async (
		level: 'individual' | 'system' | 'activity',
		nameNn: string,
		nameNb: string,
		unit: string,
		readings: Readings,
		from = source
	) => {
		const indicatorId = newId();
		await db
			.insertInto('indicator')
			.values({
				id: indicatorId,
				municipalityId,
				elementId: null,
				nameNn,
				nameNb,
				level,
				unit,
				source: from,
				qualityNote: null,
				baselineId: null
			})
			.execute();
		for (const [at, value, shown = `${value}`] of readings)
			await db.insertInto('reading').values({ id: newId(), municipalityId, indicatorId, at, value, shown, publishedIn: from }).execute();
	};
	await add('individual', 'Bustadlause', 'Bostedsløse', 'personar', [
		['2008', 23],
		['2012', 10],
		['2016', 0]
	]);
	await add('individual', 'Menneske med oppfølging i bustaden', 'Mennesker med oppfølging i boligen', 'personar', [[null, 45, 'ca. 45']]);
	await add('individual', 'Venteliste for oppfølging i bustaden', 'Venteliste for oppfølging i boligen', 'personar', [[null, 0, 'ingen']]);
	await add('system', 'Kommunale bustader tilpassa rullestolbrukarar', 'Kommunale boliger tilpasset rullestolbrukere', '%', [
		[null, 63, '63 %']
	]);
	await add('activity', 'Startlån teke opp per år', 'Startlån tatt opp per år', 'mill. kr', [[null, 50]]);
	await add('activity', 'Småhus bygde', 'Småhus bygd', 'stk.', [[null, 6]]);
	await add(
		'activity',
		'Deltakarar på forum',
		'Deltakere på forum',
		'personar',
		[
			['2015-03', 20],
			['2016-03', 46]
		],
		'Veiviseren: Bustadsosialt forum i Stord'
	);
}
