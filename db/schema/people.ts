export type Locale = 'nn' | 'nb' | 'en';

/**
 * Standing roles. Hosts have their role for one day only (`cafeTable.hostId`), guests have none.
 * A partner (Husbanken, say) sees only what is shared with them.
 */
export type Role = 'administrator' | 'leader' | 'facilitator' | 'staff' | 'partner' | 'reader';

/** Who: the municipality, its units and people. Ids are text, civil dates `YYYY-MM-DD`, instants UTC ISO text. */
export interface PeopleTables {
	municipality: {
		id: string;
		name: string;
		county: string | null;
		locale: Locale;
		createdAt: string;
	};
	/** What a municipality tells everybody of itself: whom to write to, and what its pages on accessibility and privacy must name. */
	publicNotice: {
		municipalityId: string;
		/** Its statement in the national register, https://uustatus.no/…; '' where it has not been given, as with the others. */
		statementUrl: string;
		accessibilityEmail: string;
		privacyEmail: string;
		officerName: string;
		officerEmail: string;
		processor: string;
		legalBasis: string;
		updatedAt: string;
	};
	/** A unit lives from `validFrom` to `validTo` (both inclusive, open when null); its history stays under its old name. */
	unit: {
		id: string;
		municipalityId: string;
		nameNn: string;
		nameNb: string;
		kind: 'internal' | 'external';
		/** 0–11: colour and pattern together (`ui/UnitMark.svelte`). */
		colour: number;
		validFrom: string | null;
		validTo: string | null;
		successorId: string | null;
	};
	/** Organisational level, `rank` 1 being the highest. */
	level: {
		id: string;
		municipalityId: string;
		nameNn: string;
		nameNb: string;
		rank: number;
	};
	person: {
		id: string;
		municipalityId: string;
		name: string;
		email: string | null;
		unitId: string | null;
		levelId: string | null;
		title: string | null;
		locale: Locale | null;
		createdAt: string;
		disabledAt: string | null;
	};
	roleGrant: {
		id: string;
		municipalityId: string;
		personId: string;
		role: Role;
		grantedAt: string;
		revokedAt: string | null;
	};
	/** What the leader of a unit says of it on a day: how many work there, and how many of them are new since the last time. */
	unitHeadcount: {
		id: string;
		municipalityId: string;
		unitId: string;
		date: string;
		headcount: number;
		newcomers: number;
		enteredBy: string | null;
		enteredAt: string;
	};
	/** A role in a unit, filled by a person from a day to a day (`validTo` inclusive, null: until further notice). */
	position: {
		id: string;
		municipalityId: string;
		unitId: string;
		personId: string;
		/** The leader answers for what nobody else in the unit does. */
		kind: 'leader' | 'other';
		roleNn: string;
		roleNb: string;
		validFrom: string;
		validTo: string | null;
	};
	/** What a person signs in with; `passwordHash` is argon2id in PHC format. */
	account: {
		personId: string;
		municipalityId: string;
		passwordHash: string;
		createdAt: string;
	};
	/** A link by which a person sets a password, once: `tokenHash` is SHA-256. Gone when it is used, and when another one is. */
	passwordLink: {
		tokenHash: string;
		municipalityId: string;
		personId: string;
		/** `invitation`: an administrator asked them in; `reset`: they asked themselves, or the operator of the machine did. */
		kind: 'invitation' | 'reset';
		/** 1: made by who runs the machine; opens also where passwords are off, and signs in then. */
		byOperator: number;
		createdAt: string;
		expiresAt: string;
	};
	/** A code of an app beside the password (RFC 6238), since `confirmedAt`. `lastStep`: the half minute of the last one taken. */
	secondFactor: {
		personId: string;
		municipalityId: string;
		/** Base32; as it is, since codes are computed of it. */
		secret: string;
		confirmedAt: string | null;
		lastStep: number;
		createdAt: string;
	};
	/** For one sign-in without the app; `codeHash` is SHA-256. Gone when it is used. */
	recoveryCode: {
		codeHash: string;
		municipalityId: string;
		personId: string;
	};
	/**
	 * Who signs in at an issuer, and is whom here. Entra ID: `issuer` is the tenant's id (`tid`), `subject` the `oid`; another issuer: its
	 * `iss` and `sub`.
	 */
	identity: {
		issuer: string;
		subject: string;
		municipalityId: string;
		personId: string;
		createdAt: string;
	};
	/** A link by which somebody says that an identity is theirs, once; `tokenHash` is SHA-256. */
	identityLink: {
		tokenHash: string;
		municipalityId: string;
		personId: string;
		issuer: string;
		subject: string;
		createdAt: string;
		expiresAt: string;
	};
	/** What the issuer calls the sign-in behind a session, so that it can end it; goes with the session. */
	issuerSession: {
		sessionId: string;
		iss: string;
		sub: string;
		sid: string | null;
	};
	/** `id` is the SHA-256 of the session id in the cookie: a copy of the database signs nobody in. */
	session: {
		id: string;
		personId: string;
		expiresAt: string;
		/** Hours without a request after which it ends. */
		restHours: number;
	};
	/** Append-only: who did what to what. */
	audit: {
		id: string;
		municipalityId: string;
		at: string;
		actorId: string | null;
		actorName: string;
		verb: string;
		subjectKind: string;
		subjectId: string;
		detail: string | null;
		/** What the person wrote about it. Outside the hash: it may name somebody who is erased later. */
		note: string | null;
		/** Counts from 1 in each municipality. */
		seq: number;
		/** SHA-256 (hex) of the entry and of the hash before it; the name is not in it, since it goes when its person is erased. */
		hash: string;
	};
	/** From one thing to another that was derived from it: the red thread. */
	lineage: {
		municipalityId: string;
		fromKind: string;
		fromId: string;
		toKind: string;
		toId: string;
		at: string;
	};
	/** Facts about this installation itself, such as how far the demo's clock was moved. */
	installation: {
		key: string;
		value: string;
	};
}
