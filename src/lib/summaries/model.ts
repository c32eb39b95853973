import { mayFacilitate, mayLead, type Actor } from '#lib/people/model.ts';

/** A point of the forum: what one table brought, or what several brought together. */
export type ForumPoint = {
	id: string;
	position: number;
	text: string;
	firstAt: string | null;
	starterUnitId: string | null;
	starterRole: string;
	startBy: string | null;
	/** Whether others were merged into it. */
	merged: boolean;
	/** Numbers of the tables it came from, ascending. */
	tables: number[];
	/** Dots on the notes behind it. */
	votes: number;
	notes: number;
};

export type SummaryState = 'none' | 'draft' | 'published' | 'correcting';

/** What a gathering's summary is at: nothing yet, a first draft, published, or published with a correction under way. */
export function summaryState(versions: readonly { publishedAt: string | null }[]): SummaryState {
	const drafting = versions.some((version) => version.publishedAt === null);
	const published = versions.some((version) => version.publishedAt !== null);
	if (drafting) return published ? 'correcting' : 'draft';
	return published ? 'published' : 'none';
}

/** Points are worked on by who leads plenary, until the summary is published, and again while a correction is open. */
export function mayWorkOnPoints(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayFacilitate(actor) && state !== 'published';
}

/** The draft is written together by those who run forums; publishing it is the leader's. */
export function mayWriteDraft(actor: Pick<Actor, 'roles'>): boolean {
	return mayFacilitate(actor);
}

export function mayPublish(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayLead(actor) && (state === 'draft' || state === 'correcting');
}

export function mayMail(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayLead(actor) && (state === 'published' || state === 'correcting');
}

/** What is frozen when a summary is published; readers never see anything else. */
export type SummaryContent = {
	title: string;
	intro: string;
	closing: string;
	/** What a new version corrects; '' in the first. */
	correction: string;
	/** Points that come first stand on top, in no section. */
	sections: { id: string; heading: string; text: string; points: string[] }[];
	points: { id: string; text: string; first: boolean; starter: string; startBy: string | null; tables: number[]; votes: number }[];
	numbers: { attended: number; units: number; tables: number; notes: number; votes: number };
	/** Who was there, by unit, without those too few to name; `others` counts the people of those and of no unit. */
	there: { units: { name: string; colour: number; people: number }[]; others: number };
	/** What earlier gatherings agreed on and is still open. */
	open: { id: string; text: string; starter: string; startBy: string | null; theme: string }[];
	/** `hash` is the SHA-256 of the picture's bytes. */
	pictures: { id: string; type: 'jpg' | 'png'; width: number; height: number; hash: string; alt: string; caption: string }[];
};

/** What was frozen, as it is read today: versions from before there were sections or pictures have none. */
export function contentFrom(json: string): SummaryContent {
	const content = JSON.parse(json) as Omit<SummaryContent, 'correction' | 'sections' | 'there' | 'open' | 'pictures'> &
		Partial<SummaryContent>;
	return { correction: '', sections: [], there: { units: [], others: 0 }, open: [], pictures: [], ...content };
}

/** How the points of a summary are read: what comes first, the points of each section, and the rest. */
export function partsOf({ points, sections }: Pick<SummaryContent, 'points' | 'sections'>) {
	const placed = new Set(sections.flatMap((section) => section.points));
	return {
		first: points.filter((point) => point.first),
		rest: points.filter((point) => !point.first && !placed.has(point.id)),
		inSection: (section: { points: readonly string[] }) => points.filter((point) => section.points.includes(point.id))
	};
}

/** Points as people read them: what comes first on top, otherwise as the leader ordered them. */
export function inReadingOrder<P extends { firstAt: string | null; position: number }>(points: readonly P[]): P[] {
	return points.toSorted((a, b) => Number(b.firstAt !== null) - Number(a.firstAt !== null) || a.position - b.position);
}

/** Whom a summary can go to: who was there, who was invited and was not, who is to be informed. */
export const audiences = ['attended', 'invited', 'informed'] as const;
export type Audience = (typeof audiences)[number];
