// Whoever scans looks at the thing, not at the page: a tone and a shake say whether the label was taken.
const TONES = { taken: [880, 0.08], again: [440, 0.12], refused: [196, 0.3] };
const SHAKES = { taken: 40, again: [40, 60, 40], refused: [120, 60, 120] };

let audio = null;

export function signal(kind) {
  navigator.vibrate?.(SHAKES[kind]);
  try {
    audio ??= new AudioContext();
    const [frequency, seconds] = TONES[kind];
    const tone = new OscillatorNode(audio, { frequency });
    const loudness = new GainNode(audio, { gain: 0.15 });
    tone.connect(loudness).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  } catch {
    // no sound here: the page says it too
  }
}
