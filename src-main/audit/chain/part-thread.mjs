// @ts-check
import { parentPort } from 'node:worker_threads';
import { servePart } from './parts.mjs';

/* The script of a thread that checks segments, where there is no bundle (see parts.mjs). */
parentPort?.on('message', (request) => parentPort?.postMessage(servePart(request)));
