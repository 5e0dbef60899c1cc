/**
 * Imported first, this makes a program stop when whoever started it is gone. npm passes a SIGTERM on to its shell
 * only, and a shell that dies by it leaves what it runs behind, holding the port.
 */
const parent = process.ppid;

const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, "SIGTERM");
}, 500);
watch.unref();
