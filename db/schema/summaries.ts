export type DisclosureKind = 'note' | 'cluster' | 'harvestPoint' | 'forumPoint' | 'summary';

/** Said: what the forum as a whole brought, and the summary everybody gets. */
export interface SummaryTables {
	/** A table's point, or several merged; lineage says which. `firstAt` marks "this comes first". */
	forumPoint: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		position: number;
		text: string;
		firstAt: string | null;
		starterUnitId: string | null;
		starterRole: string;
		startBy: string | null;
		createdAt: string;
		/** Set when it went into another point. */
		mergedIntoId: string | null;
		/** With a starter a point is an action: open until somebody says that it is done, and what came of it. */
		doneAt: string | null;
		doneBy: string | null;
		doneWord: string | null;
		/** Since when plenary has been told of it; null: not yet. */
		arrivedAt: string | null;
	};
	/** Where plenary stands. `turn` counts its moves, so that a press is known that was meant for an earlier one. */
	plenary: {
		gatheringId: string;
		municipalityId: string;
		part: 'tables' | 'first' | 'actions' | 'over';
		/** The table that speaks. */
		cafeTableId: string | null;
		/** The point that is spoken of. */
		pointId: string | null;
		turn: number;
		startedAt: string;
	};
	/** One unpublished row a gathering at most; a published row never changes. */
	summary: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		version: number;
		locale: 'nn' | 'nb' | 'en';
		/** The draft's words as of its beginning or publishing; while it is written they are in its room. */
		title: string;
		intro: string;
		closing: string;
		/** What is published: points and numbers as they were then, JSON; null while a draft. */
		content: string | null;
		contentHash: string | null;
		createdAt: string;
		updatedAt: string;
		publishedAt: string | null;
		publishedBy: string | null;
		/** The room in which the draft is (was) written; null for those from before there were rooms. */
		boardId: string | null;
	};
	/** A photo without what cameras write into it: no place, no time, no device. Its bytes never change. */
	picture: {
		id: string;
		municipalityId: string;
		type: 'jpg' | 'png';
		bytes: Uint8Array;
		/** SHA-256 of the bytes. */
		hash: string;
		width: number;
		height: number;
		addedBy: string;
		addedAt: string;
	};
	/** Which pictures a version shows; changed while it is a draft only. */
	summaryPicture: {
		summaryId: string;
		pictureId: string;
		municipalityId: string;
		position: number;
		alt: string;
		caption: string;
	};
	/** Personal link to the web version; `tokenHash` is SHA-256. */
	summaryReader: {
		summaryId: string;
		personId: string;
		municipalityId: string;
		audience: 'attended' | 'informed';
		tokenHash: string;
		createdAt: string;
	};
	/** What was decided about a text that looks as if it points at one person; `textHash` is of the text it was decided about. */
	disclosure: {
		municipalityId: string;
		gatheringId: string;
		kind: DisclosureKind;
		subjectId: string;
		textHash: string;
		verdict: 'masked' | 'harmless';
		decidedBy: string;
		decidedAt: string;
	};
}
