import type { Rule } from './shapeRules.ts';
import type { Source } from './sources.ts';

const file = (path: string, text = ''): Source => ({ path, text });
const isCode = ({ path }: Source) => /^src\/.*\.(ts|svelte)$/.test(path) && !path.startsWith('src/lib/text/');
const lines = ({ path, text }: Source, wrong: RegExp, why: string) =>
	text.split('\n').flatMap((line, at) => (wrong.test(line) ? [`${path}:${at + 1} ${why}`] : []));

/** What is folded that is no name: passwords, labels, days, file names, texts that are redacted, names in a text, what machines say. */
const folds =
	/^src\/(settings|hooks\.server|compression\.server|lib\/(i18n\/format|typedDates|documents\/document|pii\/(redaction|persons)|mail\/release\.server|live\/client\/textBinding|people\/auth\/passwordRule\.server))\.ts$/;
/** What finds an address within a text and does not say whether it is one: masked words, lines of a list, ids of messages. */
const findsAddresses = /^src\/lib\/(pii\/detect|plan\/hearing\/input|mail\/release\.server)\.ts$/;

/** One door for names and addresses: read by `src/lib/text/mailAddress.ts`, compared and searched by `src/lib/text/names.ts`. */
export const nameRules: Rule[] = [
	{
		title: 'what is typed is compared and searched by names.ts alone, which folds all letters, apostrophes and hyphens',
		breaches: (sources) =>
			sources
				.filter((source) => isCode(source) && !folds.test(source.path))
				.flatMap((source) =>
					lines(
						source,
						/\.to(Locale)?LowerCase\(|\.normalize\(|v\.toLowerCase\(|fn(<\w+>)?\('lower'|\bilike\b|sensitivity: '(base|accent)'/,
						'folds text of its own: use nameKey, sameName or hasWords (src/lib/text/names.ts), or inSentence for a label.'
					)
				),
		planted: [file('src/lib/people/persons/list.server.ts', 'people.filter(({ name }) => name.toLowerCase().includes(search))')]
	},
	{
		title: 'whether something is a mail address is said by mailAddress.ts alone',
		breaches: (sources) =>
			sources
				.filter((source) => isCode(source) && !findsAddresses.test(source.path))
				.flatMap((source) =>
					lines(
						source,
						/\bv\.(rfcE|e)mail\(|\/.*(\]|\\S|\.)[+*]\??@|@(\[|\\S|\.[+*])/,
						'checks an address of its own: use mailAddress or mailField.'
					)
				),
		planted: [file('src/lib/people/import/preview.ts', 'const address = /^[^@]+@[^@]+$/;')]
	},
	{
		title: 'names are put in order by names.ts alone, as a Norwegian reader has them: no database knows Æ, Ø and Å',
		breaches: (sources) =>
			sources
				.filter(isCode)
				.flatMap((source) =>
					lines(
						source,
						/orderBy\((sql`|\[?)'?[\w.]*([nN]ame|nameN[nb]|[tT]itle|label)\b|\b(name|\w*Name|nameN[nb]|title|label)\.localeCompare\(|localeCompare\([^)]*, '|\bIntl\.Collator\b|toSorted\(\((\w), (\w)\) => \(?\w\.(name|title|label) </,
						'puts names in an order of its own: use nameOrder or inNameOrder.'
					)
				),
		planted: [file('src/lib/people/queries.server.ts', "db.selectFrom('unit').selectAll().orderBy('unit.nameNn').execute()")]
	}
];
