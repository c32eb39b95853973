/** What the page was answered: which form, and what was refused, typed wrong or done by others meanwhile. */
export type Answer = {
	id: string;
	reason?: string;
	values?: Record<string, unknown>;
	errors?: Record<string, string>;
	/** Others were first: who, what they did, and the revision to go on from. */
	by?: string[];
	changes?: string[];
	revision?: number;
	/** Which version has been published. */
	version?: number;
	/** How many letters were written. */
	count?: number;
};

export function answerOf(form: unknown): Answer | null {
	return form && typeof form === 'object' && 'id' in form ? (form as Answer) : null;
}
