/** What can be brought along, besides the programme, from the gathering that a new one is to be like. */
export const bringable = ['speakers', 'tasks', 'questions', 'units'] as const;
export type Bring = (typeof bringable)[number];
