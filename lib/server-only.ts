// Imported by files that must never reach a browser. package.json maps it to nothing for the browser
// condition, so a client bundle that includes one of them fails to build. (Next's own `server-only`
// marker throws outside Next, where our command line, tests and hot path run.)
export {};
