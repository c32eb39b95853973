/**
 * Characters that nobody sees and that make equal texts unequal or read as something else: controls (but line feed and tab), soft
 * hyphen, zero-width spaces, word joiner, byte order mark, fillers, and what turns the direction of text (Unicode TR 36, UAX 31 §2.3).
 * A joiner is one only after a Latin letter, a digit or a space: emoji and other scripts are written with it.
 */
const unseen =
	// eslint-disable-next-line no-misleading-character-class -- what is looked for is single characters, not what they look like together
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<=^|[\s\p{Script=Latin}\p{N}\p{P}])[\u200c\u200d]+/gu;

/** `text` as it is stored: composed (NFC), and without what nobody sees. Line ends stay as they are when they are `\n`. */
export function seenText(text: string): string {
	return isPlain.test(text) ? text : text.normalize('NFC').replace(unseen, '');
}

/** Whether `seenText` takes something out. */
export function hasUnseen(text: string): boolean {
	return !isPlain.test(text) && text.replace(unseen, '') !== text;
}

const isPlain = /^[\t\n\u0020-\u007e]*$/;
