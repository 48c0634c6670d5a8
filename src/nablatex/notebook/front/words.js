/** The words of the live parts, in English and Korean. */

const WORDS = {
  en: {
    answer: "Answer",
    field: "maths field",
    line: "LaTeX of the answer",
    latex: "LaTeX",
    check: "Check",
    another: "Another line",
    keyboard: "Symbols",
    reads: "I read this as",
    empty: "Type a formula; Enter checks it.",
    unfinished: "I cannot read this yet",
    checking: "Checking …",
    changed: "Changed since it was checked.",
    asleep: "The kernel is not running: your answer is in the cell. Run the cell to go on.",
    unsaved: "This page does not let me write into the cell: copy the LaTeX line into it.",
    failed: "The kernel could not answer",
    late: "it took too long",
    gone: "it is not there any more; run the cell again",
    copied: "Copied",
    row: "line",
    blank: "% your answer",
  },
  ko: {
    answer: "답",
    field: "수식 입력란",
    line: "답의 LaTeX",
    latex: "LaTeX",
    check: "확인",
    another: "줄 추가",
    keyboard: "기호",
    reads: "이렇게 읽었습니다",
    empty: "수식을 입력하고 Enter 를 누르면 확인합니다.",
    unfinished: "아직 읽을 수 없습니다",
    checking: "확인하는 중 …",
    changed: "확인한 뒤에 바뀌었습니다.",
    asleep: "커널이 실행되고 있지 않습니다. 답은 셀에 있으니 셀을 다시 실행하세요.",
    unsaved: "이 화면에서는 셀에 쓸 수 없습니다. LaTeX 줄을 셀에 복사하세요.",
    failed: "커널이 답하지 못했습니다",
    late: "너무 오래 걸립니다",
    gone: "커널이 없습니다. 셀을 다시 실행하세요",
    copied: "복사했습니다",
    row: "줄",
    blank: "% 답을 쓰는 곳",
  },
};

/**
 * Return the words of a language.
 * @param {string} lang "en" or "ko"
 */
export function wordsOf(lang) {
  return WORDS[lang] ?? WORDS.en;
}

/** What marks the place for an answer, in every language. */
export const BLANKS = Object.values(WORDS).map((words) => words.blank);
