import { getContext, hasContext, setContext } from 'svelte';

/** What a Form tells the fields and buttons inside it. */
export type FormState = {
	/** Put before the ids of fields, so that two forms on a page can both have a `title`. */
	readonly prefix: string;
	readonly values: Record<string, unknown>;
	readonly errors: Record<string, string>;
	readonly pending: boolean;
};

const key = Symbol('form');
const alone: FormState = { prefix: 'f', values: {}, errors: {}, pending: false };

/** Makes `state` known to what is inside a Form. */
export function provideForm(state: FormState): void {
	setContext(key, state);
}

/** The Form around a field, or an empty one for fields in a plain `<form>`. */
export function useForm(): FormState {
	return hasContext(key) ? getContext<FormState>(key) : alone;
}
