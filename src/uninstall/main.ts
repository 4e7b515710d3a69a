/** The editor runs this once the extension has been uninstalled (`vscode:uninstall` in package.json). */
import { removeAsked } from '../core/home/removal.ts';

removeAsked();
