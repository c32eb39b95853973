/*
 * An answer brings the page's data anew, and with it what the server knows of each field. What the reader has typed or chosen in another
 * form of the page, and not sent, stays.
 */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Fields whose form has not been sent since the reader wrote or chose something in them. */
const unsent = new Set<Field>();

/** Notes what the reader fills in: `<form {@attach notesTyped}>`. */
export function notesTyped(form: HTMLFormElement): () => void {
	const note = ({ target }: Event) => isField(target) && unsent.add(target);
	form.addEventListener('input', note);
	return () => form.removeEventListener('input', note);
}

/** What was filled in in this form has been taken. */
export function forgetTyped(form: HTMLFormElement): void {
	for (const field of unsent) if (field.form === form) unsent.delete(field);
}

/** Keeps what stands unsent in the page's other forms; gives what puts it back where the page has taken it away. */
export function keepTypedElsewhere(form: HTMLFormElement): () => void {
	for (const field of unsent) if (!field.isConnected) unsent.delete(field);
	const kept = [...unsent].filter((field) => field.form !== form).map((field) => ({ field, ...valueOf(field) }));
	const page = location.pathname;
	return () => {
		if (location.pathname !== page) return;
		const lost = kept.flatMap(({ field, value, checked }) => {
			const again = field.isConnected ? field : document.getElementById(field.id);
			if (!isField(again) || (again.value === value && valueOf(again).checked === checked)) return [];
			again.value = value;
			if (again instanceof HTMLInputElement) again.checked = checked;
			return [again];
		});
		// The page follows its fields when all of them say again what the reader said.
		for (const field of lost) for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
	};
}

const valueOf = (field: Field) => ({ value: field.value, checked: field instanceof HTMLInputElement && field.checked });

function isField(target: EventTarget | null): target is Field {
	if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && target.type !== 'file';
}
