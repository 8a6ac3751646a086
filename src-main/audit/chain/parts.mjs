// @ts-check
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChainCheck } from './chain-check.mjs';
import { Evidence } from './evidence.mjs';
import { HEAD, HEAD_TYPE, headOf, listClosed, readStatementFile } from './files.mjs';
import { firstSeal } from './first-line.mjs';
import { scanLines } from './scan.mjs';

/*
 * Closed segments can be looked at side by side: each is checked for itself, from what its first record states, and the
 * check of the whole then has only to see that they follow on each other. One in which anything is wrong is left to that
 * check, which names it.
 */

/** More would wait for the disk and for memory. */
const MAX_THREADS = 4;

/**
 * @typedef {{
 *   first: {seq: number, prevHash: string}, last: {seq: number, hash: string}, records: number,
 *   atHead: {count: number, hash: string | null}, evidence: import('./evidence.mjs').EvidenceData,
 * }} Part a segment in which nothing is wrong; `atHead`: the number that the head named, and the hash of that record if it is here
 */
/** @typedef {{dir: string, name: string, countAtHead: number}} PartRequest */
/** @typedef {{
 *   postMessage(request: PartRequest): void,
 *   on(event: 'message', listener: (part: Part | null) => void): unknown,
 *   on(event: 'error', listener: (error: Error) => void): unknown,
 *   terminate(): Promise<number>,
 * }} Thread one that runs `servePart` on every message */

/**
 * @param {PartRequest} request
 * @returns {Part | null} null when anything is wrong with it
 */
export function checkPart({ dir, name, countAtHead }) {
  const chain = new ChainCheck();
  const evidence = new Evidence();
  const fd = fs.openSync(path.join(dir, name), 'r');
  try {
    const first = firstSeal(fd);
    if (!first) return null;
    chain.beginAt(first);
    /** @type {string | null} */
    let hashAtHead = null;
    let clean = true;
    scanLines(fd, fs.fstatSync(fd).size, {
      bytes: (filled) => evidence.newBytes(filled),
      line: (buffer, view, from, to) => {
        if (!chain.line(buffer, view, from, to)) return;
        const { seq, hash } = chain.last;
        if (seq === countAtHead) hashAtHead = hash;
        evidence.line(buffer, from, to, seq, name);
      },
      overlong: () => (clean = false),
      torn: () => (clean = false),
    });
    chain.finish();
    if (!clean || chain.problems.sorted().length > 0) return null;
    const { seq, prevHash } = first;
    return {
      first: { seq, prevHash },
      last: chain.last,
      records: chain.records,
      atHead: { count: countAtHead, hash: hashAtHead },
      evidence: evidence.data(),
    };
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Checks the closed segments of a folder in several threads.
 * @param {string} dir
 * @param {() => Thread} startThread
 * @returns {Promise<Map<string, Part>>} those in which nothing is wrong, by name; empty where it would not be worth it
 */
export async function checkParts(dir, startThread) {
  /** @type {Map<string, Part>} */
  const parts = new Map();
  const names = listClosed(dir).flatMap(({ name, removed }) => (removed ? [] : [name]));
  const count = Math.min(MAX_THREADS, os.availableParallelism(), names.length);
  if (count < 2) return parts;
  const head = readStatementFile(dir, HEAD, HEAD_TYPE);
  const countAtHead = (typeof head === 'object' && headOf(head.body)?.count) || 0;
  const serve = async () => {
    const thread = startThread();
    try {
      /** @type {{resolve: (part: Part | null) => void, reject: (error: Error) => void} | undefined} */
      let waiting;
      thread.on('message', (part) => waiting?.resolve(part));
      thread.on('error', (error) => waiting?.reject(error));
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        const request = { dir, name, countAtHead };
        /** @type {Part | null} */
        const part = await new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          thread.postMessage(request);
        });
        if (part) parts.set(name, part);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: count }, serve));
  return parts;
}

/**
 * What a thread answers with. A file that cannot be read is left to the check of the whole, as all that is wrong.
 * @param {PartRequest} request
 */
export function servePart(request) {
  try {
    return checkPart(request);
  } catch (error) {
    if (typeof (/** @type {NodeJS.ErrnoException} */ (error).code) === 'string') return null;
    throw error;
  }
}
