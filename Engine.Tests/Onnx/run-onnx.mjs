// Runs a model in ONNX Runtime: node run-onnx.mjs RUNTIME-FOLDER MODEL SAMPLES TYPE EXTENT...
// SAMPLES holds the input, raw and row-major; the outputs go to stdout as one JSON array.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [runtime, model, samples, type, ...extents] = process.argv.slice(2);
const ort = createRequire(join(resolve(runtime), 'package.json'))('onnxruntime-web');
ort.env.wasm.numThreads = 1;
const bytes = new Uint8Array(readFileSync(samples));
const data = type === 'float32' ? new Float32Array(bytes.buffer) : bytes;
const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(model)));
const input = new ort.Tensor(type, data, extents.map(Number));
const results = await session.run({ [session.inputNames[0]]: input });
console.log(JSON.stringify(Array.from(results[session.outputNames[0]].data)));
