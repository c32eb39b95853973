import type { Rule } from './shapeRules.ts';
import type { Source } from './sources.ts';

const file = (path: string, text = ''): Source => ({ path, text });
const isCode = ({ path }: Source) => /^src\/(lib|routes)\/.*\.(ts|svelte)$/.test(path);
const lines = ({ path, text }: Source, wrong: RegExp, why: string) =>
	text.split('\n').flatMap((line, at) => (wrong.test(line) ? [`${path}:${at + 1} ${why}`] : []));

/** Where a day or a time is more than text: its own doors, and what reads the machine's. */
const readers = /^src\/(lib\/(dates|typedDates|dateFields)\.ts|settings\.ts|lib\/(cafe\/board|summaries\/draft)\/schema\.ts)$/;
/** `2018-03-14` in digits or in words, to whoever types. */
const iso = /\b\d{4}-\d{2}(-\d{2})?\b|[åÅ]{4}-?MM|YYYY|år[-–]m[åa]na?e?d|år[-–]måned|year[-–]month|(tt|hh|HH):mm/;

/** Where words of the product are kept all the same: what stands where a name stood, the first text of a draft, and mails. */
const keptWords =
	/^src\/lib\/(people\/persons\/erasure|summaries\/publication\/commands|plan\/inputs\/outcomeMail|mail\/release)\.server\.ts$/;

/** One door for days and times that are typed, one for those that are shown, and no words of the product among what is kept. */
export const dateRules: Rule[] = [
	{
		title: 'a day or a time that somebody types is read by typedDates.ts, through a field of dateFields.ts, and by nothing else',
		breaches: (sources) =>
			sources
				.filter((source) => isCode(source) && !readers.test(source.path))
				.flatMap((source) => [
					...lines(source, /\\d\{4\}-\\d|\\d\{1,2\}[.:/]\\d|\[0-5\]\\d/, 'reads a day or a time of its own: use a field of dateFields.ts.'),
					...(/\/input\.ts$/.test(source.path) && !source.path.startsWith('src/lib/cycle/polls/')
						? lines(source, /\bisCivilDate\b/, 'takes only ISO text: use a field of dateFields.ts.')
						: [])
				]),
		planted: [file('src/lib/plan/hearing/input.ts', 'v.check(isCivilDate, () => m.plan_date_wrong())')]
	},
	{
		title: 'a day, a month or a time is typed into a DateField, where every way to write it is understood',
		breaches: (sources) =>
			sources
				.filter(({ path }) => path.endsWith('.svelte') && !/\/(DateField|DemoBanner)\.svelte$/.test(path))
				.flatMap((source) => lines(source, /\btype="(date|time|month|week|datetime-local)"/, 'has a native date field: use DateField.')),
		planted: [file('src/routes/plan/Measure.svelte', '<Field name="deadline" type="date" />')]
	},
	{
		title: 'a day or a time is put into words by i18n/format.ts alone',
		breaches: (sources) =>
			sources
				.filter((source) => isCode(source) && source.path !== 'src/lib/i18n/format.ts')
				.flatMap((source) => [
					...lines(
						source,
						/replace\(':', ?'\.'\)|toLocale(Date|Time)String|\bDateTimeFormat\b/,
						'words a time of its own: use clockTime, longDate, …'
					),
					...lines(source, /(?<!(clockTime|atTime)\(.*)osloTime\([^)]*\)\.time\b/, 'shows a bare time: use clockTime.'),
					...lines(
						source,
						/(?<![=\w$-])\{[\w.]*(startTime|endTime|[dD]ate|createdAt|publishedAt|validFrom|validTo)\}(?!=)/,
						'shows bare ISO text.'
					).filter(() => source.path.endsWith('.svelte'))
				]),
		planted: [file('src/routes/plan/Ends.svelte', "<p>{m.setup_ends({ time: coming.ends.replace(':', '.') })}</p>")]
	},
	{
		title: 'what is kept are keys and facts, not words of the product: a file that writes to the database calls no message',
		breaches: (sources) =>
			sources
				.filter(
					({ path, text }) =>
						/^src\/lib\/.*\.ts$/.test(path) && !keptWords.test(path) && /\b(insertInto|updateTable)\(|enqueueInput\(/.test(text)
				)
				.flatMap((source) =>
					lines(source, /\bm\.[a-z_]+\(/, 'words something that may be kept: keep a key, and word it in text.ts when it is read.')
				),
		planted: [
			file('src/lib/plan/inputs/take.server.ts', 'await enqueueInput(trx, { originLabel: m.tableplan_origin({ theme }, { locale }) });')
		]
	},
	{
		title: 'nobody is asked for a date as a machine writes it: no message names or shows one',
		breaches: (sources) =>
			sources
				.filter(({ path }) => /^src\/lib\/i18n\/messages\/.*\.json$/.test(path))
				.flatMap((source) => {
					const time = source.path.includes('/en/') ? /(?!)/ : /: .*\b\d{1,2}:\d\d\b/;
					return [...lines(source, iso, 'shows a date as a machine writes it.'), ...lines(source, time, 'writes a time with a colon.')];
				}),
		planted: [file('src/lib/i18n/messages/nn/plan/plan.json', '{"plan_date": "Skriv datoen som 2018-03-14."}')]
	}
];
