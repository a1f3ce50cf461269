import { metrics, trace, type Attributes } from '@opentelemetry/api';
import type { RelayEvent } from 'ring-live/relay';

/** For `onEvent`: counts what happens, and notes it in the span of its request. Call it when the SDK has been started. */
export function telemetry(): (event: RelayEvent) => void {
  const events = metrics.getMeter('ring-live').createCounter('ring_live.relay.events');
  return ({ type, status, code, deviceId }) => {
    const kind: Attributes = { type };
    if (status !== undefined) kind['http.response.status_code'] = status;
    if (code !== undefined) kind['error.type'] = code;
    events.add(1, kind);
    // In figures each camera would be a series of its own, and a visitor's name belongs in neither.
    const where: Attributes = deviceId === undefined ? {} : { 'device.id': deviceId };
    trace.getActiveSpan()?.addEvent(`ring_live.${type}`, { ...kind, ...where });
  };
}
