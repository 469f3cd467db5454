// Progressive enhancement: every page works without this script.
import { addCopyButtons } from './copy.js';
import { makeNotebooks } from './generate.js';
import { offerKept } from './kept.js';
import { searchAsTyped } from './search.js';

addCopyButtons();
searchAsTyped();
makeNotebooks();
offerKept();
