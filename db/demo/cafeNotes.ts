import type { UnitKey } from './people.ts';

/** A note: the unit it came from ('' is nobody), its words, the round, and how much the table liked it. */
type Note = readonly [unit: UnitKey | '', text: string, round: 1 | 2 | 3, liked: number];

export type DemoTable = {
	question: string;
	/** The finding of the pre-analysis the question is built on, by its key in the facts. */
	finding: string;
	/** Which unit's person is host; the nth of it. */
	host: readonly [UnitKey, number];
	clusters: readonly { title: string; notes: readonly Note[] }[];
	loose: readonly Note[];
	/** What the table brought to plenary: words, and the clusters (by title) and notes (by their first words) behind them. */
	points: readonly { text: string; of: readonly string[] }[];
};

/**
 * The café of March 2016. That there was one, with 46 people, and that its result went into the plan, is history;
 * questions and notes are invented on what the sources say, and nobody real has said them.
 */
export const tables2016: readonly DemoTable[] = [
	{
		question: 'Kva gjer du når du møter nokon som manglar bustad – og kven ringjer du?',
		finding: 'fa1',
		host: ['heime', 0],
		clusters: [
			{
				title: 'Éin stad å ringje',
				notes: [
					['flyktning', 'Éin stad å ringje hadde spart oss tre telefonar', 1, 6],
					['nav', 'Vi blir sende i ring mellom Nav, Kundetorget og eigedom', 1, 3],
					['eigedom', 'Folk ringjer vaktmeistaren, for han svarar', 2, 2]
				]
			},
			{
				title: 'Kjenne kvarandre',
				notes: [
					['heime', 'Ringjer den eg kjenner, ikkje den som har ansvaret', 1, 3],
					['rbo', 'Gjer dette kvart år', 3, 5]
				]
			}
		],
		loose: [
			['psykrus', 'Etter klokka 16 er det ingen å ringje', 2, 2],
			['', 'Eg visste ikkje at vi hadde eit bustadråd', 3, 1]
		],
		points: [
			{ text: 'Éin stad å ringje for alt som gjeld bustad', of: ['Éin stad å ringje'] },
			{ text: 'Møtast slik kvart år, så vi veit kven dei andre er', of: ['Gjer dette kvart år', 'Ringjer den eg kjenner'] },
			{ text: 'Avklare kven som svarar på kvelden og i helga', of: ['Etter klokka 16'] }
		]
	},
	{
		question: 'Korleis kartlegg vi behov likt i alle einingane?',
		finding: 'fa2',
		host: ['kundetorg', 0],
		clusters: [
			{
				title: 'Eitt skjema',
				notes: [
					['kundetorg', 'Same kartleggingsskjema i alle einingar', 1, 6],
					['nav', 'Brukaren fortel den same historia fire gonger', 1, 4],
					['heime', 'Skjemaet må tole å bli fylt ut ved kjøkenbordet', 2, 2]
				]
			},
			{
				title: 'Kven kartlegg',
				notes: [
					['psykrus', 'Den som kjenner brukaren best, kartlegg', 2, 3],
					['flyktning', 'Vi treng tolk før vi treng skjema', 3, 2]
				]
			}
		],
		loose: [['habil', 'Spør om kva folk vil, ikkje berre kva dei treng', 3, 3]],
		points: [
			{ text: 'Same kartleggingsskjema i alle einingar, kort nok til heimebesøk', of: ['Eitt skjema'] },
			{ text: 'Den som kjenner brukaren best, kartlegg', of: ['Kven kartlegg'] },
			{ text: 'Spørje kva folk vil, ikkje berre kva dei treng', of: ['Spør om kva folk vil'] }
		]
	},
	{
		question: 'Kva må til for at leigetilhøvet held det fyrste året?',
		finding: 'fa3',
		host: ['eigedom', 0],
		clusters: [
			{
				title: 'Dei fyrste vekene',
				notes: [
					['eigedom', 'Innflyttingssamtale med nøkkelen i handa', 1, 4],
					['psykrus', 'Besøk veke éin, veke fire og etter tre månader', 1, 5],
					['nav', 'Fast trekk av husleiga frå fyrste månad', 2, 3]
				]
			},
			{
				title: 'Når det skrantar',
				notes: [
					['heime', 'Vi ser det på postkassa før nokon seier noko', 2, 2],
					['eigedom', 'Purring bør gå til eit menneske, ikkje berre til ein konvolutt', 3, 3]
				]
			}
		],
		loose: [['', 'Nabodialog før klage', 2, 2]],
		points: [
			{ text: 'Fast oppfølging ved innflytting: samtale, veke éin, veke fire, tre månader', of: ['Innflyttingssamtale', 'Besøk veke éin'] },
			{ text: 'Husleiga i fast trekk frå fyrste månad', of: ['Fast trekk'] },
			{ text: 'Ei purring utløyser eit besøk', of: ['Når det skrantar'] }
		]
	},
	{
		question: 'Kva hindrar folk i å flytte vidare frå kommunale bustader?',
		finding: 'fa4',
		host: ['psykrus', 0],
		clusters: [
			{
				title: 'Tryggleiken i å bli buande',
				notes: [
					['heime', 'Det er trygt å bli buande, og utrygt å flytte', 1, 4],
					['nav', 'Ingen har spurt kva neste bustad kunne vere', 1, 3]
				]
			},
			{
				title: 'Frå leige til eige',
				notes: [
					['eigedom', 'Nokre leigebuarar betaler meir enn eit startlån ville kosta', 2, 5],
					['kundetorg', 'Startlån til den som vil kjøpe bustaden dei leiger', 3, 4]
				]
			}
		],
		loose: [
			['flyktning', 'Bustadene er for små når familien kjem etter', 2, 3],
			['husbanken', 'Tidsbestemte kontraktar treng ein plan for etterpå', 3, 1]
		],
		points: [
			{ text: 'Samtale om neste bustad i god tid før kontrakten går ut', of: ['Ingen har spurt', 'Tidsbestemte kontraktar'] },
			{ text: 'Prøve leige til eige for dei som kan bere eit startlån', of: ['Frå leige til eige'] },
			{ text: 'Få oversikt over kva storleik vi manglar', of: ['Bustadene er for små'] }
		]
	},
	{
		question: 'Kva burde alle vite om bustadrådet og overordna gruppe?',
		finding: 'fa7',
		host: ['habil', 0],
		clusters: [
			{
				title: 'Kven og kva',
				notes: [
					['habil', 'Veit ikkje kven som sit i bustadrådet', 1, 5],
					['psykrus', 'Kva kan dei bestemme, og kva er berre råd?', 1, 3],
					['heime', 'Ei side på intranettet med namn og møtedagar', 2, 4]
				]
			},
			{
				title: 'Saker inn, svar ut',
				notes: [
					['nav', 'Frist for saker, og svar til den som melde', 2, 4],
					['', 'Eg melde ei sak i haust og høyrde aldri meir', 3, 3]
				]
			}
		],
		loose: [['kundetorg', 'Same mal for alle saker til rådet', 3, 2]],
		points: [
			{ text: 'Gjere bustadrådet og overordna gruppe kjende: kven, kva dei avgjer, når dei møtest', of: ['Kven og kva'] },
			{ text: 'Frist for saker og svar til den som melde', of: ['Saker inn, svar ut'] },
			{ text: 'Same mal for alle saker til rådet', of: ['Same mal'] }
		]
	},
	{
		question: 'Korleis får vi fleire private utleigarar med?',
		finding: 'fa8',
		host: ['eigedom', 1],
		clusters: [
			{
				title: 'Trygge utleigarar',
				notes: [
					['eigedom', 'Fast kontaktperson for private utleigarar', 1, 6],
					['nav', 'Utleigaren vil ha eit nummer som svarar når noko går gale', 1, 4],
					['husbanken', 'Depositumsgaranti med klare vilkår', 2, 3]
				]
			},
			{
				title: 'Finne dei',
				notes: [
					['flyktning', 'Be dei utleigarane vi har om å tipse andre', 2, 2],
					['kundetorg', 'Kveldsmøte for utleigarar ein gong i året', 3, 3]
				]
			}
		],
		loose: [['psykrus', 'Sei høgt kva oppfølging vi faktisk gir', 3, 2]],
		points: [
			{ text: 'Fast kontaktperson for private utleigarar', of: ['Trygge utleigarar'] },
			{ text: 'Årleg møte med utleigarane, der vi seier kva oppfølging vi gir', of: ['Finne dei', 'Sei høgt'] },
			{ text: 'Klare vilkår for depositumsgaranti', of: ['Depositumsgaranti'] }
		]
	},
	{
		question: 'Kven kunne hatt startlån som ikkje har søkt?',
		finding: 'fa9',
		host: ['nav', 1],
		clusters: [
			{
				title: 'Dei som ikkje veit',
				notes: [
					['heime', 'Vi ser familiar med fast inntekt som ikkje veit at startlån finst', 1, 6],
					['flyktning', 'Informasjonen må vere på fleire språk', 1, 3],
					['kundetorg', 'Folk trur banken har sagt siste ordet', 2, 3]
				]
			},
			{
				title: 'Økonomien fyrst',
				notes: [
					['nav', 'Ta økonomigjennomgangen før søknad om kommunal bustad', 1, 5],
					['nav', 'Gjeldsrådgjeving kan vere vegen til lån', 2, 2]
				]
			}
		],
		loose: [
			['husbanken', 'Bruk kalkulatoren saman med søkjaren', 3, 2],
			['', 'Lang ventetid gjer at dei finn noko dyrare', 3, 3]
		],
		points: [
			{ text: 'Tilsette som møter familiar heime, fortel om startlån', of: ['Dei som ikkje veit'] },
			{ text: 'Økonomigjennomgang før søknad om kommunal bustad', of: ['Økonomien fyrst'] },
			{ text: 'Kortare ventetid på svar om startlån', of: ['Lang ventetid'] }
		]
	},
	{
		question: 'Kva veit eininga di om brukarane som dei andre ikkje veit?',
		finding: 'fa1',
		host: ['flyktning', 0],
		clusters: [
			{
				title: 'Tidlege teikn',
				notes: [
					['psykrus', 'Vi veit kven som er i ferd med å miste leigeavtalen', 1, 6],
					['heime', 'Vi ser når det sluttar å vere mat i kjøleskapet', 1, 3],
					['eigedom', 'Vi ser straumen bli kutta', 2, 3]
				]
			},
			{
				title: 'Kva vi har lov å dele',
				notes: [
					['habil', 'Samtykke frå starten, ikkje når det brenn', 2, 4],
					['nav', 'Vi er redde for å seie for mykje og seier difor ingenting', 3, 3]
				]
			}
		],
		loose: [['kundetorg', 'I skranken høyrer vi kva dei eigentleg lurer på', 3, 1]],
		points: [
			{ text: 'Seie frå til kvarandre ved teikn på at ein leigeavtale ryk', of: ['Tidlege teikn'] },
			{ text: 'Samtykke til samarbeid frå fyrste samtale', of: ['Samtykke frå starten'] },
			{ text: 'Lære kva vi har lov å dele', of: ['Kva vi har lov å dele'] }
		]
	}
];

/** A line from a sheet of paper, of the first table's third round. */
export const onPaper = 'Heng opp ei liste over kven som gjer kva, på pauserommet';

/** Notes of the first table, where goal 3 lay as a cloth: what they say about which of its measures. */
export const onTheCloth = [
	{ note: 'Gjer dette kvart år', stance: 'keep', element: 'm3.1' },
	{ note: 'Éin stad å ringje hadde spart oss tre telefonar', stance: 'change', element: 'm3.2' },
	{ note: 'Eg visste ikkje at vi hadde eit bustadråd', stance: 'missing', element: 'm3.2' }
] as const;
