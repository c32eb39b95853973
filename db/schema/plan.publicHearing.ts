/** A round of a hearing that everybody may answer to. */
export interface PublicHearingTables {
	/** A round that everybody may answer to, until a last day of its own. */
	publicHearing: {
		hearingId: string;
		municipalityId: string;
		deadline: string;
		openedAt: string;
		openedBy: string;
	};
	/** An input that somebody has sent to a public hearing: it is on no public page before somebody of the municipality has read it. */
	publicRemark: {
		inputId: string;
		municipalityId: string;
		hearingId: string;
		/** '' when they did not say. */
		name: string;
		speaksFor: string;
		/** Null when they gave none, and when it is deleted. */
		email: string | null;
		reviewedAt: string | null;
		reviewedBy: string | null;
		isShown: number;
		/** Why it is not shown publicly, as its author is told. */
		heldReason: string;
	};
	/** A personal link to a remark; each letter has one of its own. `tokenHash` is SHA-256. */
	remarkLink: {
		tokenHash: string;
		municipalityId: string;
		inputId: string;
	};
}
