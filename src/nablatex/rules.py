"""The rules of differentiation by name, in a learner's words, English and Korean.

Only the words stand here; the rule itself is the code that emits a step with it. The rows of
`nablatex.ops` bring the titles of the functions' own derivatives.
"""

from __future__ import annotations

from nablatex.expr import Rule

CHAIN = Rule("chain", "chain rule: one term for each path", "연쇄 법칙: 경로마다 한 항")
CHAIN_ONE = Rule("chain-one", "chain rule", "연쇄 법칙")
CHAIN_INNER = Rule(
    "chain-inner",
    "chain rule: outer derivative times inner derivative",
    "연쇄 법칙: 겉미분 × 속미분",
)
SUM = Rule("sum", "derivative of a sum: term by term", "합의 미분: 항별로")
SUM_OVER_INDEX = Rule(
    "sum-over-index",
    "derivative of a sum over an index: term by term",
    "지표에 대한 합의 미분: 항별로",
)
PRODUCT = Rule("product", "product rule", "곱의 미분법")
CONSTANT_FACTOR = Rule("constant-factor", "a constant factor stays", "상수배는 그대로")
QUOTIENT = Rule("quotient", "quotient rule", "몫의 미분법")
POWER = Rule("power", "power rule", "거듭제곱의 미분")
EXPONENTIAL = Rule("exponential", "derivative of an exponential", "지수함수의 미분")
POWER_OF_VARIABLES = Rule(
    "general-power", "logarithmic differentiation of a power", "거듭제곱의 로그 미분"
)
LINEAR = Rule("linear", "derivative of a term linear in it", "일차항의 미분")
CASES = Rule("cases", "differentiate each branch", "각 구간에서 미분")
ABSTRACT = Rule("abstract", "derivative of an unknown function", "주어지지 않은 함수의 미분")
DEFINITION = Rule("definition", "write out the definition", "정의를 풀어 쓰기")
ELEMENTS = Rule(
    "elements",
    "a derivative by a vector: one partial for each element",
    "벡터에 대한 미분: 원소마다 편미분",
)
JACOBIAN = Rule(
    "jacobian",
    "Jacobian: a row for each output, a column for each input",
    "야코비안: 출력마다 한 행, 입력마다 한 열",
)
HESSIAN = Rule(
    "hessian",
    "Hessian: each first partial differentiated by each element",
    "헤시안: 각 편미분을 다시 원소마다 편미분",
)
SYMMETRY = Rule(
    "symmetry",
    "the order of differentiation does not matter (Schwarz)",
    "편미분의 순서는 바꿀 수 있다 (슈바르츠 정리)",
)
TERM_BY_TERM = Rule(
    "again",
    "differentiate each term again: product rule and chain rule",
    "각 항을 다시 미분: 곱의 미분법과 연쇄 법칙",
)
FACTORED = Rule(
    "factored",
    "chain rule with gradient and Jacobian",
    "그래디언트와 야코비안으로 쓴 연쇄 법칙",
)
DIFFERENTIAL = Rule("differential", "take the differential", "미분을 취한다")
COLUMNS = Rule(
    "columns-of-vec",
    "vec puts the columns of a matrix under one another",
    "vec은 행렬의 열을 차례로 이어 붙인다",
)
BY_ROWS = Rule(
    "softmax-by-rows",
    "the softmax of a matrix is taken row by row",
    "행렬의 softmax는 행마다 취한다",
)
BY_ENTRIES = Rule(
    "function-by-entries",
    "the function of a matrix is taken of each entry",
    "행렬의 함수는 성분마다 취한다",
)
EIGENVALUES = Rule(
    "eigenvalues",
    "eigenvalues are numbered from the smallest; $v_k(A)$ is the unit eigenvector of number k",
    "고윳값은 작은 것부터 세며, $v_k(A)$ 는 k번째 고윳값의 단위 고유벡터이다",
)
HARDMAX = Rule(
    "hardmax",
    r"$\operatorname{hardmax}(x)$ is 1 at the greatest entry of x and 0 elsewhere",
    r"$\operatorname{hardmax}(x)$ 는 x의 가장 큰 성분에서 1, 나머지에서 0이다",
)
POLAR = Rule(
    "polar",
    r"$\operatorname{polar}(X)$ is $U V^\top$ of the singular value decomposition "
    r"$X = U \Sigma V^\top$",
    r"$\operatorname{polar}(X)$ 는 특잇값 분해 $X = U \Sigma V^\top$ 의 $U V^\top$ 이다",
)
DYAD = Rule(
    "dyad",
    r"$\operatorname{dyad}(X)$ is $u_1 v_1^\top$ of the greatest singular value of X",
    r"$\operatorname{dyad}(X)$ 는 X의 가장 큰 특잇값의 $u_1 v_1^\top$ 이다",
)
HELD_FIXED = Rule(
    "held-fixed",
    "one step is differentiated: what it starts from, as $h_{t-1}$, is held fixed",
    "한 단계만 미분한다: $h_{t-1}$ 처럼 그 단계가 시작하는 값은 고정한다",
)
OUTER = Rule(
    "outer",
    r"$x \otimes y$ of two vectors is the matrix $x y^\top$",
    r"두 벡터의 $x \otimes y$ 는 행렬 $x y^\top$ 이다",
)
FIRST = Rule("first", "the first derivative", "일계 도함수")
READ_OFF = Rule(
    "read-off",
    "read the derivative off: what stands beside the differential of the variable",
    "변수의 미분에 곱해진 것을 읽는다",
)
BACKWARDS = Rule(
    "backwards",
    "chain rule, backwards from the output",
    "출력에서 거꾸로 가는 연쇄 법칙",
)
STRUCTURE = Rule(
    "structure",
    "the entries of the variable are not independent: gather those that are one",
    "변수의 성분이 독립이 아니므로 같은 것끼리 모은다",
)
SUBSTITUTE = Rule("substitute", "put the parts in", "구한 것을 대입")
BRANCHES = Rule("branches", "collect by branches", "구간별로 정리")
AT_NUMBERS = Rule("numbers", "put the numbers in", "수를 대입")
BRANCH_HOLDS = Rule("branch-holds", "the branch that holds", "성립하는 구간 선택")
SIMPLIFY = Rule("simplify", "simplify", "정리")
IN_RANGE = Rule(
    "in-range",
    "for an index among those of the sum",
    "합의 지표가 가지는 값에 대하여",
)
UNTRIED = Rule(
    "untried",
    "not tried in numbers: no point was found at which both sides have a value",
    "수치로 확인하지 못함: 양변의 값이 모두 있는 점을 찾지 못하였다",
)
KINK = Rule(
    "relu-at-zero",
    "ReLU has a kink at 0; its derivative there is taken as 0",
    "ReLU는 0에서 꺾이며, 그 점의 미분은 0으로 둔다",
)
