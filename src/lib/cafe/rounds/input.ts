import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { idOrNone, tooLong, whole } from '../input.ts';
import { limits } from '../model.ts';

/** To all tables, or to one. */
export const message = v.object({ message: optionalText(limits.message, tooLong), tableId: idOrNone });
/** Minutes of writing alone before the talk; left out: as the café was set up. */
export const start = v.object({ alone: v.optional(whole(0, limits.roundMinutes)) });

export const handover = v.object({ handover: optionalText(limits.handover, tooLong) });
/** A signal is put up or taken down. */
export const signal = v.object({ up: v.picklist(['yes', 'no']) });
export const minutes = v.object({ minutes: whole(1, 30) });
