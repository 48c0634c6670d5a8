// What the step player says and how its controls are labelled, in both languages.

export const PLAYER_WORDS = {
  en: {
    first: "First", previous: "Previous", next: "Next", last: "Last",
    controls: "Steps of the back-propagation", slider: "Step",
    count: (k, n) => `step ${k} of ${n}`,
    upstream: "upstream", local: "local derivative", downstream: "downstream",
    value: "value", given: "the inputs", inputs: "Change the inputs",
    saidGiven: (list) => `The inputs are given: ${list}.`,
    saidForward: (name, value) => `Forward: ${name} is ${value}.`,
    saidSeed: (of) => `Backward starts at the output: the gradient of ${of} by itself is 1.`,
    saidEdge: (from, to, up, local, down) =>
      `Backward from ${from} to ${to}: upstream ${up} times local ${local} is ${down}.`,
    saidArrays: (from, to, down) => `Backward from ${from} to ${to}: ${down} goes on.`,
    saidTotal: (name, total) => ` The gradient of ${name} so far is ${total}.`,
    saidZero: " Nothing goes on along this edge.",
    moved: (of, value) => `Recomputed: ${of} is ${value}.`,
    noKernel: "The kernel does not answer, so the numbers stay as they are.",
  },
  ko: {
    first: "처음", previous: "이전", next: "다음", last: "끝",
    controls: "역전파의 단계", slider: "단계",
    count: (k, n) => `${n}단계 중 ${k}단계`,
    upstream: "위에서 온 기울기", local: "국소 미분", downstream: "아래로 가는 기울기",
    value: "값", given: "입력", inputs: "입력값 바꾸기",
    saidGiven: (list) => `입력이 주어진다: ${list}.`,
    saidForward: (name, value) => `순방향: ${name} = ${value}.`,
    saidSeed: (of) => `역방향은 출력 ${of}에서 시작한다. 자기 자신에 대한 기울기는 1이다.`,
    saidEdge: (from, to, up, local, down) =>
      `역방향 ${from} → ${to}: 위에서 온 기울기 ${up} × 국소 미분 ${local} = ${down}.`,
    saidArrays: (from, to, down) => `역방향 ${from} → ${to}: ${down} 전달.`,
    saidTotal: (name, total) => ` 지금까지 ${name}의 기울기는 ${total}.`,
    saidZero: " 이 간선으로는 아무것도 전달되지 않는다.",
    moved: (of, value) => `다시 계산했다: ${of} = ${value}.`,
    noKernel: "커널이 응답하지 않아 수를 그대로 둔다.",
  },
};
