import type { Name } from '#lib/i18n/named.ts';
import { asWritten } from '#lib/ui/show/written.ts';
import { otherUnit } from './model.ts';
import { labelText } from './text.ts';

/** `labelText` with its language: a label was stored in the municipality's, "another unit" is said in the reader's. */
export function labelName(label: string): Name {
	return label === otherUnit ? { text: labelText(label) } : asWritten(label);
}
