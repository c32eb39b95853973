import * as v from 'valibot';
import { networksOf } from '#lib/clientAddress.ts';
import { mailField } from '#lib/text/mailAddress.ts';

/** Settings come from the environment only, are read once and are checked before anything else starts. */
const whole = (fallback: number, min: number, max: number) =>
	v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d+$/, 'must be a whole number'),
			v.transform(Number),
			v.minValue(min, `must be at least ${min}`),
			v.maxValue(max, `must be at most ${max}`)
		),
		String(fallback)
	);

/** An instant that the calendar has: Date.parse takes 30 February for 2 March. */
const instant = v.pipe(
	v.string(),
	v.check((text) => {
		const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
		return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 16) === text.slice(0, 16);
	}, 'must be an instant such as 2018-01-15T08:00:00Z'),
	v.transform((text) => new Date(text).toISOString())
);

/** `https://samling.example.no`, as browsers send it in `Origin`. */
const origin = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.parse(text);
		return url !== null && /^https?:$/.test(url.protocol) && text.toLowerCase() === `${url.protocol}//${url.host}`;
	}, 'must be an origin such as https://samling.example.no, without a path and without a slash at its end'),
	v.transform((text) => text.toLowerCase())
);

const networks = v.pipe(
	v.string(),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const read = networksOf(dataset.value);
		if (!read) addIssue({ message: 'must be addresses or networks of proxies, such as 127.0.0.1, 10.0.0.0/8' });
		return read ?? NEVER;
	})
);

const smtpUrl = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.parse(text);
		return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
	}, 'must be an email server such as smtps://user:password@smtp.example.no:465')
);

const databaseUrl = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.parse(text);
		return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
	}, 'must be a PostgreSQL database such as postgres://user:password@db.example.no/samling')
);

const list = (text: string) =>
	text
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '');

const roles = ['administrator', 'leader', 'facilitator', 'staff', 'partner', 'reader'] as const;
type Role = (typeof roles)[number];

/** `group=role, group=role`; what a group is called may hold `=` itself. */
const groups = v.pipe(
	v.string(),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const read = list(dataset.value).map((pair) => [
			pair.slice(0, pair.lastIndexOf('=')).trim(),
			pair.slice(pair.lastIndexOf('=') + 1).trim()
		]);
		const known = read.filter((pair): pair is [string, Role] => pair[0] !== '' && (roles as readonly string[]).includes(pair[1]!));
		if (known.length < read.length || known.length === 0)
			addIssue({ message: `must be pairs such as forum-leaders=leader; the roles are ${roles.join(', ')}` });
		return known.length === read.length ? known : NEVER;
	})
);

const tenants = v.pipe(
	v.string(),
	v.transform((text) => list(text.toLowerCase())),
	v.check(
		(ids) => ids.length > 0 && ids.every((id) => /^[0-9a-f-]{36}$/.test(id)),
		'must be directory (tenant) ids of Entra ID, separated by commas'
	)
);

const issuer = v.pipe(
	v.string(),
	v.check((text) => {
		const url = URL.parse(text);
		return url !== null && (url.protocol === 'https:' || isLoopback(url)) && url.search === '' && url.hash === '' && url.username === '';
	}, 'must be the address of an issuer, such as https://login.microsoftonline.com/<tenant>/v2.0')
);

/** Unencrypted, but nothing leaves the machine. */
function isLoopback(url: URL): boolean {
	return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

const schema = v.object({
	NODE_ENV: v.optional(v.picklist(['production', 'development', 'test'], 'must be production, development or test'), 'development'),
	PORT: whole(3000, 1, 65535),
	HOST: v.optional(v.string(), '127.0.0.1'),
	ORIGIN: v.optional(origin),
	DATA_DIR: v.optional(v.pipe(v.string(), v.minLength(1, 'must name a folder')), 'data'),
	DATABASE_URL: v.optional(databaseUrl),
	INSTALLATION_FILE: v.optional(v.pipe(v.string(), v.minLength(1, 'must name a file'))),
	BACKUP_DIR: v.optional(v.pipe(v.string(), v.minLength(1, 'must name a folder'))),
	SMTP_URL: v.optional(smtpUrl),
	MAIL_FROM: v.optional(
		mailField({ wrong: () => 'must be one email address', tooLong: () => 'must be one email address' }),
		'samling@localhost.example'
	),
	TRUSTED_PROXIES: v.optional(networks, ''),
	OIDC_ISSUER: v.optional(issuer),
	OIDC_CLIENT_ID: v.optional(v.string()),
	OIDC_CLIENT_SECRET: v.optional(v.string()),
	OIDC_NAME: v.optional(v.pipe(v.string(), v.maxLength(40, 'must be at most 40 characters')), 'Microsoft'),
	OIDC_TENANTS: v.optional(tenants),
	OIDC_GROUPS: v.optional(groups),
	PASSWORDS: v.optional(v.picklist(['1', '0'], 'must be 1 or 0'), '1'),
	METRICS_TOKEN: v.optional(v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters'))),
	SAMLING_NOW: v.optional(instant),
	SAMLING_DEMO: v.optional(v.picklist(['1', '0'], 'must be 1 or 0'), '0'),
	LIVE_FRAME_BYTES: whole(64 * 1024, 1024, 16 * 1024 * 1024),
	LIVE_MESSAGES_PER_SECOND: whole(30, 1, 100_000),
	LIVE_BURST: whole(120, 1, 1_000_000),
	LIVE_BYTES_PER_MINUTE: whole(256 * 1024, 1024, 1024 * 1024 * 1024),
	LIVE_CONNECTIONS_PER_BOARD: whole(100, 1, 100_000),
	LIVE_CONNECTIONS_PER_PARTICIPANT: whole(4, 1, 100_000),
	LIVE_CONNECTIONS_PER_ADDRESS: whole(500, 1, 1_000_000),
	LIVE_DOCUMENT_BYTES: whole(4 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
	LIVE_NOTES_PER_HOUR: whole(60, 1, 100_000)
});

export type Settings = ReturnType<typeof readSettings>;

/**
 * Reads and checks the settings in `env`; returns them under the names the code uses.
 * Throws an Error whose message is one sentence a person who runs the server understands.
 */
export function readSettings(env: Record<string, string | undefined>) {
	const given = Object.fromEntries(Object.keys(schema.entries).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
	const parsed = v.safeParse(schema, given);
	if (!parsed.success) {
		const issue = parsed.issues[0];
		throw new Error(`The setting ${issue.path?.[0]?.key} ${issue.message}.`);
	}
	const e = parsed.output;
	const production = e.NODE_ENV === 'production' && e.SAMLING_DEMO !== '1';
	if (production && e.SAMLING_NOW)
		throw new Error('The setting SAMLING_NOW moves the clock and is for demo and tests only; remove it in production.');
	if (production && !e.ORIGIN)
		throw new Error('The setting ORIGIN must say where people reach Samling, such as https://samling.example.no.');
	if (production && !e.INSTALLATION_FILE)
		throw new Error(
			'The setting INSTALLATION_FILE must name a file on another disk than DATA_DIR, such as /etc/samling/installation. ' +
				'It remembers that Samling was set up, so that a disk which is not mounted is not taken for an empty one.'
		);
	if (production && e.SMTP_URL && !env.MAIL_FROM)
		throw new Error('The setting MAIL_FROM must be the address that email comes from, since SMTP_URL is set.');
	return {
		sso: ssoOf(e, production),
		/** Whether people may sign in with a password. */
		passwords: e.PASSWORDS === '1',
		production,
		demo: e.SAMLING_DEMO === '1',
		port: e.PORT,
		host: e.HOST,
		origin: e.ORIGIN ?? `http://localhost:${e.PORT}`,
		dataDir: e.DATA_DIR,
		/** A PostgreSQL; undefined: the SQLite file in `dataDir`. */
		databaseUrl: e.DATABASE_URL,
		backupDir: e.BACKUP_DIR,
		installationFile: e.INSTALLATION_FILE,
		smtpUrl: e.SMTP_URL,
		mailFrom: e.MAIL_FROM,
		trustedProxies: e.TRUSTED_PROXIES,
		metricsToken: e.METRICS_TOKEN,
		startAt: e.SAMLING_NOW,
		live: {
			frameBytes: e.LIVE_FRAME_BYTES,
			messagesPerSecond: e.LIVE_MESSAGES_PER_SECOND,
			burst: e.LIVE_BURST,
			bytesPerMinute: e.LIVE_BYTES_PER_MINUTE,
			connectionsPerBoard: e.LIVE_CONNECTIONS_PER_BOARD,
			connectionsPerParticipant: e.LIVE_CONNECTIONS_PER_PARTICIPANT,
			connectionsPerAddress: e.LIVE_CONNECTIONS_PER_ADDRESS,
			documentBytes: e.LIVE_DOCUMENT_BYTES,
			notesPerHour: e.LIVE_NOTES_PER_HOUR
		}
	};
}

/** Where people sign in (OpenID Connect); undefined when no issuer is named. */
function ssoOf(e: v.InferOutput<typeof schema>, production: boolean) {
	const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_TENANTS, OIDC_GROUPS } = e;
	if (!OIDC_ISSUER) {
		const [more] = Object.entries({ OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_TENANTS, OIDC_GROUPS }).find(([, value]) => value) ?? [];
		if (more) throw new Error(`The setting OIDC_ISSUER must say where people sign in, since ${more} is set.`);
		if (e.PASSWORDS === '0') throw new Error('The setting PASSWORDS is 0, so OIDC_ISSUER must say where people sign in instead.');
		return undefined;
	}
	const url = new URL(OIDC_ISSUER);
	if (production && url.protocol !== 'https:') throw new Error('The setting OIDC_ISSUER must begin with https:// in production.');
	if (!OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET)
		throw new Error(
			'The settings OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be what the issuer has given Samling, since OIDC_ISSUER is set.'
		);
	if (url.hostname === 'login.microsoftonline.com' && !OIDC_TENANTS)
		throw new Error('The setting OIDC_TENANTS must name the directories (tenants) of Entra ID whose people may sign in.');
	return {
		issuer: OIDC_ISSUER,
		clientId: OIDC_CLIENT_ID,
		clientSecret: OIDC_CLIENT_SECRET,
		name: e.OIDC_NAME,
		tenants: OIDC_TENANTS ?? [],
		groups: OIDC_GROUPS ?? []
	};
}
