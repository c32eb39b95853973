import { AlignmentType, Document, HeadingLevel, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';

/** A measure as a plan prints it. */
export type PrintedMeasure = { number: string; text: string; unit: string; deadline: string; cost: string; legalBasis: string };
export type PrintedGoal = { number: string; text: string; subGoals: { number: string; text: string; measures: PrintedMeasure[] }[] };
export type PrintedPlan = { title: string; chapters: { title: string; paragraphs: string[] }[]; goals: PrintedGoal[] };

const goals = ['Alle skal ha ein trygg stad å bu', 'Dei som treng tenester, skal meistre å bu', 'Innsatsen til kommunen skal vere samla'];
const subGoals = [
	['Fleire skal gå frå å leige til å eige', 'Ingen skal vere utan bustad'],
	['Oppfølginga skal kome tidleg', 'Tenestene skal finnast der folk bur'],
	['Einingane skal vite om kvarandre sitt arbeid', 'Tala skal vere til å stole på']
];
const what = [
	'Lage ein plan for kjøp av kommunale bustader',
	'Gå gjennom rutinar for startlån',
	'Opne eit kontor for bustadsaker',
	'Halde bustadsosialt forum kvart år',
	'Kartlegge behovet for butilbod',
	'Tilby økonomisk rettleiing',
	'Gi opplæring i bustøtte'
];
const forWhom = [
	'for unge i etablering',
	'for barnefamiliar',
	'for eldre heime',
	'for flyktningar',
	'for dei med rus og psykisk uhelse',
	'for alle tilsette'
];
const deadlines = [
	'innan utgangen av 2018',
	'1. kvartal 2017',
	'2016–2019',
	'01.07.2017',
	'hausten 2018',
	'løpande',
	'juni 2019',
	'2. halvår 2016'
];
const costs = ['kr 350 000', '0,5 mill.', 'innanfor ramma', '1 200 000', 'ca. 200 000', ''];
const laws = ['Bustadsosiallova § 5', '', 'Helse- og omsorgstenestelova § 3-7', ''];

/** A plan with three goals and 40 measures; `measuresIn` how many stand under each of the six sub-goals. */
export function printedPlan(title: string, units: readonly string[], measuresIn = [7, 7, 7, 7, 6, 6]): PrintedPlan {
	let at = 0;
	return {
		title,
		chapters: [
			{
				title: 'Innleiing',
				paragraphs: ['Kommunen har laga planen i lag med dei som bur her.', 'Planen gjeld for fire år, og vert følgd opp to gonger i året.']
			},
			{ title: 'Bakgrunn', paragraphs: ['Ei føranalyse i 2014 peika på at rolla til kvar eining var uklar.'] }
		],
		goals: goals.map((text, goal) => ({
			number: `${goal + 1}`,
			text,
			subGoals: subGoals[goal]!.map((subText, sub) => ({
				number: `${goal + 1}.${sub + 1}`,
				text: subText,
				measures: Array.from({ length: measuresIn[goal * 2 + sub]! }, (_, measure) => {
					const n = at++;
					return {
						number: `${goal + 1}.${sub + 1}.${measure + 1}`,
						text: `${what[n % what.length]} ${forWhom[Math.floor(n / what.length)]}`,
						unit: units[n % units.length]!,
						deadline: deadlines[n % deadlines.length]!,
						cost: costs[n % costs.length]!,
						legalBasis: laws[n % laws.length]!
					};
				})
			}))
		}))
	};
}

const packed = async (document: Document): Promise<Uint8Array<ArrayBuffer>> => Uint8Array.from(await Packer.toBuffer(document));
const facts = ({ unit, deadline, cost, legalBasis }: PrintedMeasure): string =>
	[`Ansvar: ${unit}`, `Frist: ${deadline}`, cost && `Kostnad: ${cost}`, legalBasis && `Heimel: ${legalBasis}`].filter(Boolean).join('. ');

/** As Word saves a plan written with styles and lists: headings that number themselves, a measure a list item, its facts after it. */
export function styledDocx(plan: PrintedPlan): Promise<Uint8Array<ArrayBuffer>> {
	const level = (at: number, text: string) => ({ level: at, format: LevelFormat.DECIMAL, text, alignment: AlignmentType.START });
	const numbered = (text: string, at: number, heading?: (typeof HeadingLevel)[keyof typeof HeadingLevel]) =>
		new Paragraph({ text, ...(heading ? { heading } : {}), numbering: { reference: 'goals', level: at } });
	return packed(
		new Document({
			numbering: { config: [{ reference: 'goals', levels: [level(0, '%1.'), level(1, '%1.%2'), level(2, '%1.%2.%3')] }] },
			sections: [
				{
					children: [
						new Paragraph({ text: plan.title, heading: HeadingLevel.TITLE }),
						...plan.chapters.flatMap(({ title, paragraphs }) => [
							new Paragraph({ text: title, heading: HeadingLevel.HEADING_1 }),
							...paragraphs.map((text) => new Paragraph(text))
						]),
						new Paragraph({ text: 'Mål og tiltak', heading: HeadingLevel.HEADING_1 }),
						...plan.goals.flatMap((goal) => [
							numbered(goal.text, 0, HeadingLevel.HEADING_2),
							...goal.subGoals.flatMap((sub) => [
								numbered(sub.text, 1, HeadingLevel.HEADING_3),
								...sub.measures.flatMap((measure) => [
									// The last of them fell out of its list.
									measure.number === '3.2.6' ? new Paragraph(measure.text) : numbered(measure.text, 2),
									new Paragraph(facts(measure))
								])
							])
						])
					]
				}
			]
		})
	);
}

/** Two measures that were written in one cell. */
const twoInACell = (measures: readonly PrintedMeasure[]): PrintedMeasure[] =>
	measures.flatMap((measure) => {
		if (measure.number === '1.1.7') return [];
		const next = measures.find(({ number }) => number === '1.1.7');
		return measure.number === '1.1.6' && next ? [{ ...measure, text: `${measure.text}\n${next.text}` }] : [measure];
	});

/** As a PDF that was made into Word: no styles, headings larger or bold, lines broken, page numbers; the measures in tables. */
export function unstyledDocx(plan: PrintedPlan): Promise<Uint8Array<ArrayBuffer>> {
	const run = (text: string, size: number, bold = false) => new Paragraph({ children: [new TextRun({ text, size: size * 2, bold })] });
	const broken = (text: string) => {
		const middle = text.indexOf(' ', text.length / 2);
		return /^ \p{Ll}/u.test(text.slice(middle)) ? [run(text.slice(0, middle), 11), run(text.slice(middle + 1), 11)] : [run(text, 11)];
	};
	const cell = (text: string, bold = false) => new TableCell({ children: text.split('\n').map((line) => run(line, 10, bold)) });
	const table = (measures: readonly PrintedMeasure[]) =>
		new Table({
			rows: [
				new TableRow({ children: ['Nr.', 'Tiltak', 'Ansvarleg', 'Frist', 'Kostnad'].map((name) => cell(name, true)) }),
				...twoInACell(measures).map(
					(measure) =>
						new TableRow({
							children: [measure.number, measure.text, measure.unit, measure.deadline, measure.cost].map((text) => cell(text))
						})
				)
			]
		});
	return packed(
		new Document({
			sections: [
				{
					children: [
						run(plan.title, 26, true),
						...plan.chapters.flatMap(({ title, paragraphs }, at) => [
							run(`${at + 1} ${title}`, 16, true),
							...paragraphs.flatMap(broken),
							run(String(at + 2), 9)
						]),
						...plan.goals.flatMap((goal) => [
							run(`Mål ${goal.number}: ${goal.text}`, 16, true),
							...goal.subGoals.flatMap((sub) => [run(`Delmål ${sub.number}: ${sub.text}`, 13, true), table(sub.measures)])
						])
					]
				}
			]
		})
	);
}

/** The rows of a workbook with one sheet: titles above the headers, goals and sub-goals in columns of their own that are filled in once. */
export function sheetOf(plan: PrintedPlan): string[][] {
	const rows = plan.goals.flatMap((goal) =>
		goal.subGoals.flatMap((sub, second) =>
			sub.measures.map((measure, first) => [
				first === 0 && second === 0 ? `${goal.number} ${goal.text}` : '',
				first === 0 ? `${sub.number} ${sub.text}` : '',
				measure.number,
				measure.text,
				measure.unit,
				measure.deadline,
				measure.cost,
				measure.legalBasis,
				first % 3 === 0 ? 'I gang' : '',
				measure.number === '2.1.1' ? 'Sjå vedlegg' : ''
			])
		)
	);
	return [
		[plan.title],
		[],
		['Hovudmål', 'Delmål', 'Nr', 'Tiltak', 'Ansvar', 'Frist', 'Kostnad (kr)', 'Heimel', 'Status', 'Merknad'],
		...rows,
		['Sum', '', '', '', '', '', '9 000 000']
	];
}

/** The plan as somebody copies it from a page: numbered lines, facts in a line of their own. */
export function pastedText(plan: PrintedPlan): string {
	return [
		plan.title,
		'',
		...plan.chapters.flatMap(({ title, paragraphs }) => [`# ${title}`, ...paragraphs, '']),
		'# Mål og tiltak',
		...plan.goals.flatMap((goal) => [
			`## Mål ${goal.number}: ${goal.text}`,
			...goal.subGoals.flatMap((sub) => [
				`### Delmål ${sub.number}: ${sub.text}`,
				'Tiltak:',
				...sub.measures.flatMap((measure) => [
					// One is broken at the edge of its column, one came without its number.
					...(measure.number === '2.2.1' ? [`${measure.number} ${measure.text.slice(0, 17)}`, measure.text.slice(18)] : []),
					...(measure.number === '3.2.6' ? [measure.text] : []),
					...(measure.number === '2.2.1' || measure.number === '3.2.6' ? [] : [`${measure.number} ${measure.text}`]),
					facts(measure)
				])
			])
		])
	].join('\n');
}
