// Makes the pages livelier; every one works without it.
import { addCopyButtons } from './copy.js';
import { makeNotebooks } from './generate.js';
import { offerKept } from './kept.js';
import { searchAsTyped } from './search.js';

addCopyButtons();
searchAsTyped();
makeNotebooks();
offerKept();
