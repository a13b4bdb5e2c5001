// The other side: a program that answers inputs, one per line. See rust/src/main.rs and pympp.py.
import { spawn } from 'node:child_process';

export class Program {
  #child;
  #waiting = [];
  #rest = '';

  constructor(program, args = []) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.setEncoding('utf8');
    this.#child.stdout.on('data', (text) => this.#read(text));
    const failed = (error) => this.#waiting.splice(0).forEach(({ reject }) => reject(error));
    this.#child.on('error', failed);
    this.#child.on('exit', (code) => failed(new Error(`${program} ended with ${code}`)));
    this.#child.stdin.on('error', failed);
  }

  #read(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const asked = this.#waiting[0];
      asked.answers.push(JSON.parse(line));
      if (asked.answers.length === asked.count) this.#waiting.shift().resolve(asked.answers);
    }
  }

  /** Resolves with the answers to the inputs, in order. */
  ask(inputs) {
    if (inputs.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, answers: [], count: inputs.length });
      this.#child.stdin.write(inputs.map((input) => `${JSON.stringify(input)}\n`).join(''));
    });
  }

  close() {
    this.#child.stdin.end();
  }
}
