import fs from 'node:fs';
import path from 'node:path';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type Message,
} from 'vscode-jsonrpc/node';
import { Engine } from '../../src/core/engine/engine.ts';
import { Handlers } from '../../src/worker/handlers.ts';
import { SERVED } from '../../src/worker/requests/lists.ts';
import { fixture, scratch } from '../unit/tiny.ts';

class Reader extends AbstractMessageReader {
  receive: (message: Message) => void = () => {};

  listen(callback: (message: Message) => void) {
    this.receive = callback;
    return { dispose: () => {} };
  }
}

class Writer extends AbstractMessageWriter {
  readonly written: Message[] = [];
  onWritten: () => void = () => {};

  async write(message: Message): Promise<void> {
    this.written.push(message);
    this.onWritten();
  }

  end(): void {}
}

/** The serve worker's side of the channel, in this process, with a tiny model and three notes. */
export class Wire {
  readonly folder: string;
  readonly note: string;
  readonly #reader = new Reader();
  readonly #writer = new Writer();
  readonly #engine: Engine;

  private constructor(folder: string) {
    this.folder = folder;
    this.note = path.join(folder, 'notes', 'note-0.md');
    this.#engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
    const silent = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };
    const connection = createMessageConnection(this.#reader, this.#writer, silent);
    const handlers = new Handlers(connection);
    handlers.start(this.#engine);
    handlers.serve(SERVED, { onProgress: () => {} });
    connection.listen();
  }

  static async open(): Promise<Wire> {
    const wire = new Wire(scratch());
    process.once('exit', () => fs.rmSync(wire.folder, { recursive: true, force: true }));
    await wire.#engine.addModel(fixture('tiny-llama-gqa-tied'));
    await wire.mineNotes();
    return wire;
  }

  async mineNotes(): Promise<void> {
    const notes = path.dirname(this.note);
    fs.mkdirSync(notes, { recursive: true });
    for (let i = 0; i < 3; i++) {
      const text = Array.from({ length: 10 }, (_, at) => `On day ${at} the kettle${i} was quiet at place${i}x${at}.`);
      const front = `---\ntitle: Note ${i}\ntags: [t${i}]\n---\n\n`;
      fs.writeFileSync(path.join(notes, `note-${i}.md`), front + text.join(' '));
    }
    await this.#engine.mine([notes]);
  }

  /**
   * Sends a message as the IPC channel delivers it.
   * @returns the answer to a request, undefined for anything that needs none
   * @throws if a request is not answered within ten seconds
   */
  async send(message: unknown): Promise<unknown> {
    const id = (message as { id?: unknown } | null)?.id;
    const before = this.#writer.written.length;
    this.#reader.receive(message as Message);
    if (!isRequest(message)) return undefined;
    const answer = () => this.#writer.written.slice(before).find((each) => (each as { id?: unknown }).id === id);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a request was not answered')), 10_000);
      const look = () => {
        if (answer() === undefined) return;
        clearTimeout(timer);
        resolve();
      };
      this.#writer.onWritten = look;
      look();
    });
    const found = answer();
    this.#writer.written.length = 0;
    return found;
  }
}

function isRequest(message: unknown): boolean {
  const { id, method } = (message ?? {}) as { id?: unknown; method?: unknown };
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number');
}
