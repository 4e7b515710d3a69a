import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Component, readComponents } from './components.ts';
import { noticesOf } from './notices.ts';
import { type HashedFile, type Lock, sbomOf } from './sbom.ts';

/** The built-in model gives its name and licence like a package. */
const MODEL = 'media/models';

/** The extension's page in VS Code. */
export const PAGE = 'media/page/README.md';

/**
 * Outside the bundles: the parts of these packages that ship. The worker and the command find them next to themselves.
 */
const OUTSIDE = { 'onnxruntime-node': 'dist', 'onnxruntime-common': 'dist/cjs' };

/**
 * A folder with the contents of a VSIX. It is outside the repository, so that what runs there finds nothing in the
 * repository, nor the other way round.
 */
export class Stage {
  readonly folder: string;
  readonly #root: string;

  /**
   * Copies what is the same for all platforms.
   * @param root the repository
   * @param folder holds the production build in `dist/`
   */
  constructor(root: string, folder: string) {
    this.#root = root;
    this.folder = folder;
    const listed = fs.readFileSync(path.join(root, '.vscodeignore'), 'utf8').matchAll(/^!((?!dist\/)[^*\n]*[^*/\n])/gm);
    for (const name of ['.vscodeignore', ...[...listed].map((match) => match[1])]) {
      // The notices are made here, once it is known what ships.
      if (fs.existsSync(path.join(root, name))) this.#copy(name, name);
    }
    // The extension's page is for writers; the repository's README speaks to developers as well.
    this.#copy(PAGE, 'README.md');
  }

  /**
   * Replaces another platform's libraries with this one's, and lists everything that ships in the notices and the SBOM.
   */
  take(platform: string): Component[] {
    fs.rmSync(path.join(this.folder, 'dist/node_modules'), { recursive: true, force: true });
    const native = `bin/napi-v6/${platform.replace('-', '/')}`;
    for (const [name, code] of Object.entries(OUTSIDE)) {
      const parts = ['package.json', code, ...(name === 'onnxruntime-node' ? [native] : [])];
      for (const part of parts) this.#copy(`node_modules/${name}/${part}`, `dist/node_modules/${name}/${part}`);
    }
    const bundled = this.#json<string[]>(this.folder, 'dist/packages.json');
    const folders = [...bundled, ...Object.keys(OUTSIDE).map((name) => `node_modules/${name}`)];
    const components = readComponents(folders.map((folder) => path.join(this.#root, folder)));
    const licence = fs.readFileSync(path.join(this.#root, 'LICENSE'), 'utf8');
    const model = readComponents([path.join(this.#root, MODEL)]);
    fs.writeFileSync(path.join(this.folder, 'THIRD_PARTY_NOTICES'), noticesOf([...components, ...model], licence));
    const product = this.#json<{ name: string; version: string; license: string }>(this.#root, 'package.json');
    const lock = this.#json<Lock>(this.#root, 'package-lock.json');
    const sbom = sbomOf(product, components, this.#hashedFiles(native), lock);
    fs.writeFileSync(path.join(this.folder, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
    // Modes go into the archive, and differ with how the repository was checked out.
    for (const entry of fs.readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) fs.chmodSync(path.join(entry.parentPath, entry.name), 0o644);
    }
    return components;
  }

  /** Copies a file or folder, code without its types and source maps. */
  #copy(from: string, to: string): void {
    fs.cpSync(path.join(this.#root, from), path.join(this.folder, to), {
      recursive: true,
      // The Mac's library is there twice, since npm packs no links; it is loaded by the shorter name.
      filter: (file) => !/\.d\.ts$|\.map$|\.\d+\.\d+\.\d+\.dylib$/.test(file),
    });
  }

  /** What is not from a package: ONNX Runtime's libraries for a platform, and the model. */
  #hashedFiles(native: string): HashedFile[] {
    const libraries = path.join(this.folder, 'dist/node_modules/onnxruntime-node', native);
    const models = path.join(this.folder, MODEL);
    const files = [
      ...fs.readdirSync(libraries).map((name) => path.join(libraries, name)),
      ...fs
        .readdirSync(models)
        .filter((name) => name.endsWith('.gguf'))
        .map((name) => path.join(models, name)),
    ];
    return files.sort().map((file) => ({
      name: path.basename(file),
      sha256: createHash('sha256').update(fs.readFileSync(file)).digest('hex'),
    }));
  }

  #json<T>(folder: string, name: string): T {
    return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as T;
  }
}
