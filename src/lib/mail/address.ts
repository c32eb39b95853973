/** Whether `text` can stand in a header: one line, nothing unseen (a line break would begin a header of its own), not endless. */
export function fitsHeader(text: string): boolean {
	return text.length <= 250 && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text);
}
