globalThis.started = new Date(process.env.CLOCK_START.trim());
