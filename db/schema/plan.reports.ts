/** Reports in writing and as they were submitted, and who may read one by a link. */
export interface PlanReportTables {
	/** A report that is written (`submittedAt` null) or was submitted: then it does not change, a correction is another one. */
	report: {
		id: string;
		municipalityId: string;
		kind: 'half' | 'final';
		/** `2018-1`; '' of a final report. */
		half: string;
		/** 1-based; one that corrects a submitted one is the next. */
		version: number;
		replacesId: string | null;
		createdAt: string;
		createdBy: string;
		submittedAt: string | null;
		submittedBy: string | null;
		/** Whom it was submitted to, in the submitter's words; '' for a draft. */
		recipient: string;
		/** The document as submitted, canonical JSON, and its SHA-256. */
		content: string | null;
		contentHash: string | null;
		/** When accounts of partners were let in to read it. */
		partnersAt: string | null;
	};
	/** Own words beside a part of a report. */
	reportWords: {
		reportId: string;
		part: string;
		municipalityId: string;
		words: string;
		/** Up by one at every change. */
		edition: number;
		changedBy: string;
		changedAt: string;
	};
	/** A file of a submitted report, made once. As of `planFile`: null `content` when something about a person was taken out since. */
	reportFile: {
		id: string;
		municipalityId: string;
		reportId: string;
		/** `report.pdf`, `report.docx` */
		name: string;
		hash: string;
		size: number;
		content: Uint8Array | null;
		madeAt: string;
		takenOutAt: string | null;
	};
	/** A link to a submitted report for who has no account. `tokenHash` is SHA-256. */
	reportLink: {
		id: string;
		municipalityId: string;
		reportId: string;
		recipient: string;
		tokenHash: string;
		/** The last day that it opens the report. */
		lastDay: string;
		createdBy: string;
		createdAt: string;
		revokedAt: string | null;
		/** How many times it was opened, and when last. */
		opened: number;
		lastOpenedAt: string | null;
	};
}
