// Everything random of a round comes from its seed, so that a round can be run again.
export function chanceOf(seed) {
  let state = seed >>> 0;
  // mulberry32 by Tommy Ettinger, public domain: 32 bits of state are enough to pick what is done next.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (count) => Math.floor(next() * count),
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    shuffle: (list) => list.map((one) => [next(), one]).sort(([a], [b]) => a - b).map(([, one]) => one),
    pick: (list) => list[Math.floor(next() * list.length)],
    // Another sequence, for somebody who acts beside others.
    fork: () => chanceOf(Math.floor(next() * 4294967296)),
  };
}
