// The guide's example for OpenTelemetry, with its own packages: what they would export of a relay.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createRelay } from '../../web/src/relay/index.js';
import { startSimulator } from '../simulator/index.js';
import { telemetry } from './examples/opentelemetry.js';
import { newKey, offer, optionsFor } from './support.js';

/** An app's SDK, which keeps what it would send. */
function startSdk() {
  const spans = new InMemorySpanExporter();
  const figures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: figures });
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(meters);
  return { spans, figures, meters };
}

test('sessions and refusals are counted and stand in the spans of their requests, with nothing secret', async (t) => {
  const { spans, figures, meters } = startSdk();
  t.after(() => meters.shutdown());
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  const [leaseKey, token] = [newKey(), simulator.tokens.issue()];
  const relay = createRelay({
    ...optionsFor(simulator.origin, token, { leaseKey }),
    onEvent: telemetry(),
  });
  /** As the SDK's own instrumentation of HTTP servers does. */
  const ask = (url: string, method: string): Promise<Response> =>
    trace.getTracer('http').startActiveSpan(method, async (span) => {
      const headers = { 'Content-Type': 'application/sdp', 'X-Subject': 'ann' };
      const body = method === 'POST' ? { body: offer } : {};
      const response = await relay(new Request(url, { method, headers, ...body }));
      await response.text();
      span.end();
      return response;
    });
  const door = 'https://app.example/ring/devices/front-door/whep';
  const opened = await ask(door, 'POST');
  const lease = opened.headers.get('Location') ?? '';
  await ask(door.replace('front-door', 'cellar'), 'POST');
  await ask(new URL(lease, door).href, 'DELETE');
  assert.deepEqual(simulator.ledger.violations(), []);

  const notes = spans
    .getFinishedSpans()
    .map(({ name, events }) => [name, ...events.map((event) => [event.name, event.attributes])]);
  const camera = { 'device.id': 'front-door' };
  const refused = { 'http.response.status_code': 403, 'error.type': 'not-authorized' };
  assert.deepEqual(notes, [
    ['POST', ['ring_live.opened', { type: 'opened', ...camera }]],
    ['POST', ['ring_live.refused', { type: 'refused', ...refused, 'device.id': 'cellar' }]],
    ['DELETE', ['ring_live.closed', { type: 'closed', ...camera }]],
  ]);

  await meters.forceFlush();
  const counted = figures
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  assert.deepEqual(
    counted.map(({ descriptor: { name }, dataPoints }) => [
      name,
      ...dataPoints.map(({ attributes, value }) => [attributes, value]),
    ]),
    [
      [
        'ring_live.relay.events',
        [{ type: 'opened' }, 1],
        [{ type: 'refused', ...refused }, 1],
        [{ type: 'closed' }, 1],
      ],
    ],
  );
  const exported = JSON.stringify([notes, counted]);
  for (const secret of [token, leaseKey, lease, new URL(simulator.origin).host, 'ann'])
    assert.ok(!exported.includes(secret), secret);
});
