import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Runs git to make repositories that tests read: with no configuration but the repository's own. */
export function gitIn(folder: string, args: string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: path.join(folder, 'none'), ...env },
  });
}

/**
 * Makes a folder of writing into a repository that gets whoever runs git in it to run a program, in each known way: the
 * program leaves `mark` behind. Its clone lacks the trees, which git would also fetch with such a program.
 * @returns the folders to mine
 */
export function makeHostile(folder: string, mark: string): string[] {
  const program = path.join(path.dirname(mark), 'program.sh');
  fs.writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 1\n`, { mode: 0o755 });
  gitIn(folder, ['init', '-q']);
  gitIn(folder, ['add', '.']);
  gitIn(folder, ['commit', '-qm', 'first']);
  const head = gitIn(folder, ['cat-file', 'commit', 'HEAD']);
  // A signature, which `log.showSignature` makes a program look at.
  const signed = head.replace(
    '\n\n',
    '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n',
  );
  const file = path.join(path.dirname(mark), 'commit');
  fs.writeFileSync(file, signed);
  gitIn(folder, ['update-ref', 'HEAD', gitIn(folder, ['hash-object', '-t', 'commit', '-w', file]).trim()]);

  const clone = `${folder}-clone`;
  gitIn(folder, ['config', 'uploadpack.allowFilter', 'true']);
  gitIn(path.dirname(folder), ['clone', '-q', '--filter=tree:0', '--no-checkout', `file://${folder}`, clone]);
  for (const name of fs.readdirSync(folder)) {
    if (name !== '.git') fs.cpSync(path.join(folder, name), path.join(clone, name), { recursive: true });
  }
  for (const place of [folder, clone]) {
    const hooks = path.join(place, '.git', 'hooks');
    fs.mkdirSync(hooks, { recursive: true });
    for (const hook of ['post-index-change', 'post-checkout', 'reference-transaction', 'fsmonitor-watchman']) {
      fs.copyFileSync(program, path.join(hooks, hook));
    }
    fs.writeFileSync(path.join(place, '.gitattributes'), '* diff=odd filter=odd textconv=odd\n');
    fs.writeFileSync(path.join(place, '.git', 'more'), `[core]\n\tsshCommand = ${program}\n`);
    fs.appendFileSync(path.join(place, '.git', 'config'), hostileConfig(program));
    // And a program with git's name where a search could begin.
    for (const name of ['git', 'git.exe', 'gpg']) fs.copyFileSync(program, path.join(place, name));
  }
  fs.appendFileSync(path.join(clone, '.git', 'config'), '[remote "origin"]\n\turl = ssh://nowhere.invalid/x\n');
  return [folder, clone];
}

function hostileConfig(program: string): string {
  return `[log]
	showSignature = true
[gpg]
	program = ${program}
[core]
	fsmonitor = ${program}
	pager = ${program}
	sshCommand = ${program}
	gitProxy = ${program}
	editor = ${program}
	askPass = ${program}
	alternateRefsCommand = ${program}
[pager]
	log = ${program}
[credential]
	helper = !${program}
[diff]
	external = ${program}
[diff "odd"]
	textconv = ${program}
	command = ${program}
[filter "odd"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
[include]
	path = more
[includeIf "gitdir:/"]
	path = more
[alias]
	log = !${program}
	rev-parse = !${program}
`;
}
