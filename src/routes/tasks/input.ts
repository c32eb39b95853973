import * as v from 'valibot';

/** Whether letters about one's own duty leave by themselves. */
export const ownDuty = v.object({ leaves: v.picklist(['yes', 'no']) });
