// Progressive enhancement: every page works without this script.
import { addCopyButtons } from './copy.js';
import { generateInDialog } from './generate.js';
import { showKept } from './kept.js';
import { searchWhileTyping } from './search.js';

addCopyButtons();
searchWhileTyping();
generateInDialog();
showKept();
