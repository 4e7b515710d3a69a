import fs from 'node:fs';

/** Processes below another one, at any depth, whose command line matches. Linux only. */
export function childrenOf(parent: number, pattern: RegExp): number[] {
  const parents = new Map<number, number>();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // The name in brackets may contain anything; what follows it is regular.
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(Number(name), ppid);
  }
  const isBelow = (pid: number | undefined): boolean => {
    for (let at = pid && parents.get(pid); at; at = parents.get(at)) if (at === parent) return true;
    return false;
  };
  return [...parents.keys()].filter(
    (pid) => isBelow(pid) && pattern.test(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')),
  );
}

/** Processor time of a process so far, over its current threads, in milliseconds (to the nanosecond). */
export function processorMs(pid: number): number {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return (
    threads.reduce((sum, thread) => sum + Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]), 0) / 1e6
  );
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}
