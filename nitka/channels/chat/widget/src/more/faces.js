/** Five faces of look/icons.svg, told apart by the mouth; colour only repeats it. 24 px grid. */
const HEAD = "M12 2.4a9.6 9.6 0 1 0 0 19.2 9.6 9.6 0 0 0 0-19.2";
const EYES = [
  "M8.9 9.9v1.3M15.1 9.9v1.3M7.3 8.3l2.3-1M16.7 8.3l-2.3-1", "M8.9 8.9v1.5M15.1 8.9v1.5", "M8.9 8.9v1.5M15.1 8.9v1.5",
  "M8.9 8.9v1.5M15.1 8.9v1.5", "M7.9 10.2c.5-1 1.5-1 2 0M14.1 10.2c.5-1 1.5-1 2 0",
];
const MOUTHS = [
  "M7.6 17.2c1.1-2.5 2.5-3.4 4.4-3.4s3.3.9 4.4 3.4", "M8.2 16.3c2.3-1.6 5.3-1.6 7.6 0", "M8.2 15.4h7.6",
  "M8.2 14.6c2.3 1.7 5.3 1.7 7.6 0", "M7.2 13.6c.8 2.7 2.5 4 4.8 4s4-1.3 4.8-4z",
];

/** A face from 1 to 5; paths(viewBox, classes, [d, class]…) draws. */
export const face = (paths, n) => paths(24, `face m${n}`, [HEAD], [EYES[n - 1], "o"], [MOUTHS[n - 1], n < 5 ? "o" : "f"]);
