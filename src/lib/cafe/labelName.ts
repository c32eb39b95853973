import { parted, type Name, type Words } from '#lib/i18n/named.ts';
import { asWritten } from '#lib/ui/show/written.ts';
import { otherUnit } from './model.ts';
import { labelText, signatureText } from './text.ts';

/** `labelText` with its language: a label was stored in the municipality's, "another unit" is said in the reader's. */
export function labelName(label: string): Name {
	return label === otherUnit ? { text: labelText(label) } : asWritten(label);
}

/** `signatureText` with the language of the label in it. */
export function signatureName(by: string, firstText: string | null): Words {
	return typeof firstText === 'string' ? parted(signatureText(by, firstText), [labelName(by)]) : labelName(by);
}
