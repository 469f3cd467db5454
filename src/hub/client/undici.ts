import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

// Does the same as undici's index, which also loads fetch, WebSocket, caches and mocks: 260 KB that a first run would
// have to parse.
Object.assign(Dispatcher.prototype, api);

export { Agent, type Dispatcher, ProxyAgent };
