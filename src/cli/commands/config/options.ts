export const CONFIG_ACTIONS = ['list', 'get', 'set', 'unset', 'path'] as const;
