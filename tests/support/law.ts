import type { Import } from './sources.ts';

/** The nouns in the order of the story: one may use those before it, never those after. */
export const nouns = ['people', 'cycle', 'topics', 'gatherings', 'cafe', 'summaries', 'plan', 'handover', 'privacy'];

/** The part of the house that a path belongs to, in the words of the import table. */
export function partOf(path: string): string {
	if (/^src\/lib\/text\/[^/]+$/.test(path)) return 'ground';
	if (/^src\/lib\/[^/]+\//.test(path)) return path.split('/')[2]!;
	if (path.startsWith('src/routes/')) return 'routes';
	if (path === 'src/settings.ts') return 'settings';
	if (/^src\/lib\/[^/]+$/.test(path)) return 'ground';
	if (/^src\/[^/]+\.ts$/.test(path)) return 'entry';
	if (path.startsWith('db/schema')) return 'schema';
	if (path.startsWith('db/migrations/')) return 'migrations';
	if (path.startsWith('db/')) return 'demo';
	if (path.startsWith('tests/') || path.startsWith('.ci/') || /^[^/]+\.(ts|js)$/.test(path)) return 'workshop';
	return path;
}

const all = ['entry', 'demo', 'workshop'];
/** What every noun and page may use: the ground, words for readers, and the writers of documents. */
const words = ['ground', 'i18n', 'documents', 'pii', 'merkle'];

/** Why this import breaks the table, or undefined. */
export function breachOf(one: Import): string | undefined {
	const from = partOf(one.from);
	const to = partOf(one.to);
	const inHouse = /^(src|db)\/.*\.(ts|svelte)$/.test(one.to);
	if (!inHouse || from === to || all.includes(from)) return undefined;
	const types = one.onlyTypes && ['schema', 'db', 'settings'].includes(to);
	const inTransaction =
		to === 'db' && one.names.every((name) => ['inTransaction', 'command', 'storeValue', 'storedValue', 'forgetPressed'].includes(name));

	if (nouns.includes(from)) return fromNoun(one, from, to, types || (inTransaction && !one.from.endsWith('/model.ts')));
	switch (from) {
		case 'routes':
			if (nouns.includes(to) || [...words, 'ui'].includes(to) || types) return undefined;
			if (to === 'entry') return one.onlyTypes ? undefined : 'a route gets what runs beside it from `locals`';
			// Every page says how its mail is doing in the same words; the outbox is the one whose subject is the mail itself.
			if (/^src\/lib\/mail\/(text|model)\.ts$/.test(one.to)) return undefined;
			if (one.from.startsWith('src/routes/outbox/') && /^src\/lib\/mail\/(outbox|release|queries|mailServer)\.server\.ts$/.test(one.to))
				return undefined;
			// What waits for somebody is also what lies in the outbox until they release it.
			if (one.from === 'src/routes/tasks/waiting.server.ts' && one.to === 'src/lib/mail/queries.server.ts') return undefined;
			// What is about one's own duty is asked for where one's tasks are.
			if (one.from.startsWith('src/routes/tasks/') && one.to === 'src/lib/mail/audience/ownDuty.server.ts') return undefined;
			// The page behind the link at the foot of a mail is about the mail as well.
			if (one.from.startsWith('src/routes/mail/') && one.to === 'src/lib/mail/unsubscribe.server.ts') return undefined;
			if (one.to.startsWith('src/lib/live/client/')) return undefined;
			return `a route calls nouns, not ${to}`;
		case 'live':
			// Whether one board or the whole database refuses decides what is tried again.
			if (one.to === 'src/lib/db/fault.server.ts') return undefined;
			// The log of the boards is put into either database in its own way.
			if (one.to === 'src/lib/db/open.server.ts' && one.names.every((name) => ['Db', 'inTransaction', 'isPostgres'].includes(name)))
				return undefined;
			return to === 'ground' || types ? undefined : `live knows Yjs and sockets, nothing of ${to}`;
		case 'mail':
			// Who releases is a person, and mail is written to the audit trail: the two means that people lends out.
			if (one.to === 'src/lib/people/audit.server.ts' || (one.to === 'src/lib/people/model.ts' && to === 'people')) return undefined;
			return words.includes(to) || types || inTransaction ? undefined : `mail sends what it is given and knows nothing of ${to}`;
		case 'ui':
			return to === 'i18n' || (to === 'ground' && !one.to.includes('.server.'))
				? undefined
				: `a ui component is given what it shows; it may not reach into ${to}`;
		case 'pii':
			return to === 'i18n' || to === 'ground' || types ? undefined : `pii looks at text and knows nothing of ${to}`;
		case 'i18n':
			return to === 'ground' || types ? undefined : `i18n may only use dates, not ${to}`;
		case 'merkle':
			return to === 'ground' || types ? undefined : `the log takes hashes and knows nothing of ${to}`;
		case 'documents':
			return ['ground', 'i18n'].includes(to) ? undefined : `documents writes what it is given and knows nothing of ${to}`;
		case 'ground':
			return words.includes(to) || types ? undefined : `what lies directly in src/lib is used by all nouns and may not use ${to}`;
		case 'db':
			return to === 'schema' || to === 'migrations' || (to === 'ground' && one.onlyTypes)
				? undefined
				: `db opens the database and knows only its schema, not ${to}`;
		case 'migrations':
			return 'a migration is frozen in time: it may import nothing that can change';
		case 'schema':
			return to === 'ground' && one.onlyTypes ? undefined : `the schema is types only and may not use ${to}`;
		case 'settings':
			// Whom a proxy may speak for is read as strictly as it is used.
			if (one.to === 'src/lib/clientAddress.ts' || one.to === 'src/lib/text/mailAddress.ts') return undefined;
			return `the settings are read before anything else and may not use ${to}`;
		default:
			return `${from} has no line in the import table; add it to tests/support/law.ts and src/README.md`;
	}
}

function fromNoun(one: Import, from: string, to: string, types: boolean): string | undefined {
	const model = one.from.endsWith('/model.ts');
	if (model && to !== 'ground' && !types && !(nouns.includes(to) && one.to.endsWith('/model.ts'))) {
		return `a model.ts runs anywhere: it may use other models above it and dates, not ${one.to}`;
	}
	if (nouns.includes(to)) {
		return nouns.indexOf(to) < nouns.indexOf(from)
			? undefined
			: `${from} comes before ${to} in the story and may not know it; let the route bring the two together`;
	}
	if ([...words, 'ui'].includes(to) || types) return undefined;
	if (to === 'mail') {
		const lent =
			one.to.endsWith('/letter.ts') ||
			one.onlyTypes ||
			one.names.every((name) =>
				[
					'enqueue',
					'withdraw',
					'reach',
					'countsOf',
					'unsubscribeTokens',
					'eraseRecipient',
					'moveRecipient',
					'recipientOf',
					'mailWords',
					'letterRule',
					'kindsAboutGathering'
				].includes(name)
			);
		return lent
			? undefined
			: 'a noun writes letters, enqueues, withdraws and counts mail; releasing it is for the outbox page, delivering for the mail';
	}
	// Whose words go, goes on all boards: the last noun asks for it.
	if (one.from.startsWith('src/lib/privacy/') && /live\/(contract\.ts|storage\/redaction\.server\.ts)$/.test(one.to)) return undefined;
	if (to === 'live' && ['cafe', 'summaries'].includes(from)) {
		return one.onlyTypes || /\/live\/(client|document)\/|\/live\/(documentSchema|contract)\.ts$|\/storage\/boards\.server\.ts$/.test(one.to)
			? undefined
			: `${from} may use types of live, the commands of \`boards.server.ts\` and the browser's \`client.ts\`, nothing else`;
	}
	return `a noun may not use ${to}`;
}

/** Packages that only some parts may know: a second place would be a second way. */
export const packages: { name: RegExp; where: RegExp; why: string }[] = [
	{
		name: /^(yjs|y-protocols|y-websocket|lib0|fractional-indexing)$/,
		where: /^(src\/lib\/(live|cafe|summaries)\/|db\/demo\/|tests\/)/,
		why: 'what people write together lives in live, cafe and summaries'
	},
	{
		name: /^kysely$/,
		where: /^(db\/|src\/lib\/db\/|tests\/|src\/app\.d\.ts$|.*\.server\.ts$)/,
		why: 'SQL is written in db and *.server.ts'
	},
	{ name: /^better-sqlite3$/, where: /^(src\/lib\/db\/|tests\/)/, why: 'one place opens the database' },
	{
		name: /^pg$/,
		where: /^(src\/lib\/db\/postgres\.server\.ts$|tests\/)/,
		why: 'one file opens a PostgreSQL, and is loaded only where there is one'
	},
	{ name: /^ws$/, where: /^(src\/lib\/live\/|tests\/)/, why: 'sockets are the live server’s' },
	{ name: /^nodemailer$/, where: /^(src\/lib\/mail\/|tests\/)/, why: 'only mail delivers' },
	{ name: /^unpdf$/, where: /^(src\/lib\/documents\/|tests\/)/, why: 'one place reads PDFs back' },
	{ name: /^(docx|@myriaddreamin\/typst-ts-node-compiler)$/, where: /^(src\/lib\/documents\/|tests\/)/, why: 'one place writes documents' },
	{
		name: /^lucia$/,
		where: /^src\/lib\/people\/auth\/sessions\.server\.ts$/,
		why: 'Lucia has had its last release and stays behind one file'
	},
	{
		name: /^(openid-client|jose)$/,
		where: /^(src\/lib\/people\/sso\/issuer\.server\.ts$|tests\/)/,
		why: 'one file speaks with the issuer'
	},
	{ name: /^otpauth$/, where: /^(src\/lib\/people\/|tests\/)/, why: 'codes of an app are for people' },
	{ name: /^@node-rs\/argon2$/, where: /^(src\/lib\/people\/|tests\/)/, why: 'passwords are for people' }
];
