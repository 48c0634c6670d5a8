"""The words of the reports, in English and Korean."""

from __future__ import annotations

from nablatex.homework.solution import Message

GIVEN = Message("Given", "주어진 것")
ASKED = Message("Asked", "구할 것")
RESULT = Message("Result", "결과")
STEPS = Message("Steps", "풀이 과정")
DETAILS = Message("Details", "자세히")
KEY = Message("The key says", "정답란")
WARNING = Message("Note", "주의")
SECTION = Message("Section", "부분")
OVERVIEW = Message("Overview", "한눈에 보기")
PROBLEM = Message("Problem", "문제")
VERDICT = Message("Key", "정답 판정")
LAYOUTS = {
    "numerator": Message(
        "Layout: a gradient is a row; a Jacobian has one row for each output; "
        "a matrix variable is flattened row by row.",
        "배치: 그래디언트는 행, 야코비안은 출력마다 한 행, 행렬 변수는 행 순서로 펼친다.",
    ),
    "denominator": Message(
        "Layout: a gradient has the shape of its variable; "
        "a Jacobian has one column for each output.",
        "배치: 그래디언트는 변수와 같은 모양, 야코비안은 출력마다 한 열이다.",
    ),
    "mixed": Message(
        "Layout: a gradient has the shape of its variable; a Jacobian has one row for each output.",
        "배치: 그래디언트는 변수와 같은 모양, 야코비안은 출력마다 한 행이다.",
    ),
}
VERDICTS = {
    "agrees": Message("agrees", "일치"),
    "differs": Message("differs", "불일치"),
    "unreadable": Message("cannot be read", "읽을 수 없음"),
    "nothing-to-check": Message("nothing to check", "확인할 것 없음"),
}
MARKS = {"agrees": "✓", "differs": "✗", "unreadable": "?", "nothing-to-check": "–"}
