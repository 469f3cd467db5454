import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

// As undici's own index does. That also loads fetch, WebSocket, caches and mocks: 260 KB that a first run would parse.
Object.assign(Dispatcher.prototype, api);

export { Agent, type Dispatcher, ProxyAgent };
