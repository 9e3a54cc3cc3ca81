// Required by mocha: its process ends by a signal, and with the process that started it, and what it
// has started ends with it.
import { endWithParent, exitOnSignals } from './children';

exitOnSignals();
endWithParent();
