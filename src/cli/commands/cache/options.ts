export const CACHE_ACTIONS = ['info', 'clear', 'verify'] as const;
