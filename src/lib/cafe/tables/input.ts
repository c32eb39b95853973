import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, tooLong } from '../input.ts';
import { limits } from '../model.ts';

const question = line(limits.question, () => m.cafe_question_missing(), tooLong);

/** A table that is added while the café runs. */
export const newTable = v.object({ question });
/** Other words for a table's question. */
export const mended = v.object({ tableId: id, question });
/** A table that is dissolved, and the one that its notes go to. */
export const dissolved = v.object({ tableId: id, intoId: id });
