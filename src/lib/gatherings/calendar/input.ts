import * as v from 'valibot';

export const feed = v.object({ kind: v.picklist(['person', 'unit', 'municipality']), subjectId: v.pipe(v.string(), v.minLength(1)) });

export const oneFeed = v.object({ feedId: v.pipe(v.string(), v.minLength(1)) });
