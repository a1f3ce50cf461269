// What of an H.264 stream has to be known to put it into a file: which parameter sets it uses.

/** NAL unit types of H.264, table 7-1. */
const sequenceSet = 7;
const pictureSet = 8;

/** The sequence and picture parameter sets in an Annex B frame, in order. */
export function parameterSetsOf(frame: Uint8Array): Uint8Array[] {
  return unitsOf(frame).filter((unit) => isParameterSet(unit[0] ?? 0));
}

/** As in RFC 6381: `avc1` where the sample description says it all, `avc3` where the frames do. */
export function codecString(keyFrame: Uint8Array, kind: 'avc1' | 'avc3'): string | null {
  const set = parameterSetsOf(keyFrame).find((unit) => typeOf(unit[0] ?? 0) === sequenceSet);
  if (set === undefined) {
    return null;
  }
  const hex = [...set.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${kind}.${hex}`;
}

const typeOf = (header: number): number => header & 0x1f;

function isParameterSet(header: number): boolean {
  return [sequenceSet, pictureSet].includes(typeOf(header));
}

/** Start codes are 00 00 01, and one more zero may stand before (H.264 annex B). Stops at the picture itself. */
function unitsOf(frame: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let begin = nextUnit(frame, 0);
  while (begin < frame.length) {
    const next = isPicture(frame[begin] ?? 0) ? frame.length : nextUnit(frame, begin);
    const end = next === frame.length ? next : next - (frame[next - 4] === 0 ? 4 : 3);
    units.push(frame.subarray(begin, end));
    begin = next;
  }
  return units;
}

/** Types 1 to 5 are coded slices: nothing that describes the stream comes after them. */
function isPicture(header: number): boolean {
  return typeOf(header) >= 1 && typeOf(header) <= 5;
}

function nextUnit(frame: Uint8Array, from: number): number {
  for (let at = from; at + 3 < frame.length; at += 1) {
    if (frame[at] === 0 && frame[at + 1] === 0 && frame[at + 2] === 1) {
      return at + 3;
    }
  }
  return frame.length;
}
