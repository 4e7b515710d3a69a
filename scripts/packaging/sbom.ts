import type { Component } from './components.ts';

/** The part of package-lock.json that is read: the hashes npm checked each package's archive against. */
export interface Lock {
  packages: Record<string, { integrity?: string }>;
}

/** A file that ships unchanged and belongs to no package: machine code, or a model. */
export interface HashedFile {
  name: string;
  sha256: string;
}

/** A bill of materials in CycloneDX 1.6, without times and serial numbers: the same for the same contents. */
export function sbomOf(
  product: { name: string; version: string; license: string },
  components: Component[],
  files: HashedFile[],
  lock: Lock,
): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...described('application', product), licenses: licensed(product.license) } },
    components: [
      ...components.map(({ name, version, licence }) => ({
        ...described('library', { name, version }),
        licenses: licensed(licence),
        hashes: hashesOf(lock.packages[`node_modules/${name}`]?.integrity),
      })),
      ...files.map(({ name, sha256 }) => ({ type: 'file', name, hashes: [{ alg: 'SHA-256', content: sha256 }] })),
    ],
  };
}

function described(type: string, { name, version }: { name: string; version: string }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, purl };
}

function licensed(id: string) {
  return [{ license: { id } }];
}

/** @param integrity in a package lock's form: `sha512-` and the hash in base64 */
function hashesOf(integrity = '') {
  const hash = /^sha512-(.+)$/.exec(integrity)?.[1];
  return hash === undefined ? [] : [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }];
}
