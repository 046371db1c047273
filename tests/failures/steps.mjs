/*
 * Requests of a day's casework, each of which is tried again and again with one call failed.  A step has
 * make(board): everything before it, as a thing of its own; send(board, thing): the request; there(board,
 * thing): how often its effect is there, which a step that only reads hasn't; prove(board, thing), if
 * something must be done anew before each time it is sent; and isDone(reply), unless that is a 200 or 201.
 */
import { DESK } from './desk.mjs';
import { PAGES } from './pages.mjs';
import { PUBLISHING } from './publishing.mjs';
import { RESIDENTS } from './residents.mjs';

export const STEPS = { ...RESIDENTS, ...DESK, ...PUBLISHING, ...PAGES };
