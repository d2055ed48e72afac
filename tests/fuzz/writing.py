"""Texts made from bytes: what hypothesis or a coverage-guided fuzzer varies becomes FEEL, nearly FEEL, or DMN."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from engine.feel.builtins import BUILTINS

NAMES = ("a", "b", "n", "s", "d", "xs", "c", "f", "x", "y", "item", "partial", "?")
LITERALS = (
    *("0", "1", "-1", "2.50", ".5", "1e9", "99999999999999999999999999999999999", "true", "false", "null"),
    *('""', '"a"', '"中\\uD83D\\uDE00\\n"', '"aaaaaaaaaaaaaaaaaaaa"', '"(a+)+$"', '"2024-02-29"', '"[a-z]{2,}"'),
    *('@"2024-02-29"', '@"9999-12-31"', '@"-99999-01-01"', '@"2024-02-29T23:59:59@Europe/Paris"', '@"10:00:00Z"'),
    *('@"P1Y2M"', '@"-P3DT4H"', '@"P999999999D"', '@"P999999999999Y"', "{}", "[]", "[1..3]", "(< 10)", "1..100000"),
)
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in")
TYPES = ("number", "string", "list<number>", "context<a: string>", "range<date>", "function<Any> -> Any", "Any", "boo")
FUNCTIONS = tuple(sorted(BUILTINS))
WORDS = (
    *("if", "then", "else", "for", "return", "some", "every", "satisfies", "between", "instance of", "function"),
    *("(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "@", "?", "not", "not(", "//", "/*", "*/", '"', "\\", "\n"),
    *("external", "date and time", "_", "é", "\U0001f600", "\x00", "\u2028"),
)
SOUP = NAMES + LITERALS + OPERATORS + TYPES + FUNCTIONS + WORDS
MAX_NESTING = 6


class Writer:
    """Writes what the bytes choose. When they run out, the shortest form is chosen, so that every text ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def number(self, below: int) -> int:
        """The next choice: a number from 0."""
        if self.position >= len(self.data):
            return 0
        self.position += 1
        return self.data[self.position - 1] % below

    def one_of(self, choices: Sequence[str]) -> str:
        return choices[self.number(len(choices))]

    def expression(self, nesting: int = 0) -> str:
        """Well-formed FEEL, whatever its types."""
        form = self.number(len(_FORMS) + 2) if nesting < MAX_NESTING else 0
        if form < 2:
            return self.one_of(LITERALS) if form else self.one_of(NAMES)
        inner = [self.expression(nesting + 1) for _ in range(_FORMS[form - 2].count("%s"))]
        text = _FORMS[form - 2] % tuple(inner)
        return (
            text.replace("OP", self.one_of(OPERATORS))
            .replace("TYPE", self.one_of(TYPES))
            .replace("FUNCTION", self.one_of(FUNCTIONS))
            .replace("NAME", self.one_of(NAMES[:-1]))
        )

    def test(self) -> str:
        """A cell of a decision table."""
        form = self.one_of(
            ("-", "%s", "< %s", ">= %s", "%s, %s", "not(%s)", "[%s..%s)", "not(> %s, %s)", "? > %s", "%s")
        )
        return form % tuple(self.expression(MAX_NESTING - 2) for _ in range(form.count("%s")))

    def soup(self) -> str:
        """Words of the language in any order."""
        words = []
        while self.position < len(self.data):
            words.append(self.one_of(SOUP))
        return " ".join(words)

    def rest(self) -> str:
        """The bytes that are left as text, as they are."""
        return self.data[self.position :].decode("utf-8", "replace")

    def model(self) -> bytes:
        """A DMN file with a table, a boxed expression and a knowledge model that call each other."""
        policy = self.one_of(("UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "BEST"))
        aggregation = self.one_of(("", "", ' aggregation="SUM"', ' aggregation="MAX"', ' aggregation="COUNT"'))
        columns, rules = 1 + self.number(3), self.number(6)
        inputs = "".join(
            f'<input id="i{n}"><inputExpression typeRef="{self.one_of(_REFERENCES)}">{_text(self.one_of(NAMES))}'
            "</inputExpression></input>"
            for n in range(columns)
        )
        rows = "".join(
            f'<rule id="r{n}">{"".join(f"<inputEntry>{_text(self.test())}</inputEntry>" for _ in range(columns))}'
            f"<outputEntry>{_text(self.expression(MAX_NESTING - 1))}</outputEntry></rule>"
            for n in range(rules)
        )
        table = (
            f'<decisionTable id="t" hitPolicy="{policy}"{aggregation}>{inputs}<output id="o" name="o">'
            f"<outputValues>{_text('1, 2, 3')}</outputValues></output>{rows}</decisionTable>"
        )
        boxed = self.one_of(_BOXED).replace(
            "LITERAL", f"<literalExpression>{_text(self.expression(2))}</literalExpression>"
        )
        needs = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
        return (
            f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="m">'
            f'<decision id="top" name="top"><variable name="top" typeRef="{self.one_of(_REFERENCES)}"/>'
            f'<informationRequirement><requiredDecision href="#{self.one_of(("table", "top", "none"))}"/>'
            f"</informationRequirement>{needs}{boxed}</decision>"
            f'<decision id="table" name="table"><variable name="table"/>{table}</decision>'
            '<businessKnowledgeModel id="k" name="f"><encapsulatedLogic><formalParameter name="x"/>'
            f"<literalExpression>{_text(self.expression(2))}</literalExpression></encapsulatedLogic>{needs}"
            "</businessKnowledgeModel></definitions>"
        ).encode("utf-8", "replace")

    def json(self, nesting: int = 0) -> object:
        """JSON as it may stand in the state of a case, tags right and wrong."""
        form = self.number(8) if nesting < 70 else 0
        if form < 3:
            return (None, True, self.one_of(_TEXTS))[form]
        if form == 3:
            return (self.number(256) - 128) * 10 ** self.number(40)
        if form == 4:
            return (0.1, 1e308, float("nan"), float("inf"), -0.0)[self.number(5)]
        if form == 5:
            return [self.json(nesting + 1) for _ in range(self.number(4))]
        keys = _TAGS if form == 6 else _TEXTS
        return {self.one_of(keys): self.json(nesting + 1) for _ in range(1 + self.number(3))}


_TAGS = ("$d", "$date", "$time", "$datetime", "$days", "$months", "$$d", "$", "$x", "a")
_TEXTS = ("", "1.20", "NaN", "1E+999999999", "2024-02-29", "10:00:00", "2024-02-29T10:00:00Z", "P1D", "P1Y", "a", "中")
_REFERENCES = ("", "number", "string", "boolean", "date", "Any", "tPerson", "feel:number")
_BOXED = (
    "LITERAL",
    '<context><contextEntry><variable name="a"/>LITERAL</contextEntry><contextEntry>LITERAL</contextEntry></context>',
    "<list>LITERALLITERAL</list>",
    '<relation><column name="a"/><column name="b"/><row>LITERALLITERAL</row></relation>',
    '<invocation>LITERAL<binding><parameter name="x"/>LITERAL</binding></invocation>',
    '<functionDefinition><formalParameter name="x"/>LITERAL</functionDefinition>',
    "<conditional><if>LITERAL</if><then>LITERAL</then><else>LITERAL</else></conditional>",
    "<filter><in>LITERAL</in><match>LITERAL</match></filter>",
    '<for iteratorVariable="x"><in>LITERAL</in><return>LITERAL</return></for>',
    '<every iteratorVariable="x"><in>LITERAL</in><satisfies>LITERAL</satisfies></every>',
    "<nothing/>",
)
_FORMS = (
    "FUNCTION(%s)",
    "FUNCTION(%s, %s)",
    "FUNCTION(%s, %s, %s)",
    "%s OP %s",
    "(%s) OP (%s)",
    "[%s, %s, %s]",
    "{NAME: %s, b: %s}",
    "if %s then %s else %s",
    "for x in %s return %s",
    "for x in %s, y in xs return %s",
    "for x in %s..%s return %s",
    "some x in %s satisfies %s",
    "every x in %s satisfies %s",
    "%s[%s]",
    "%s.NAME",
    "(%s).b",
    "%s between %s and %s",
    "%s in (< %s, [%s..%s])",
    "%s instance of TYPE",
    "(function(x) %s)(%s)",
    "{g: function(x: TYPE) if x < 1 then %s else g(x - 1), r: g(%s)}.r",
    "-%s",
    "[%s..%s)",
    "f(%s)",
    "sort(%s, function(x, y) %s)",
    "substring(string: %s, start position: %s)",
)


def _text(text: str) -> str:
    """A FEEL text in XML, which knows no control characters."""
    return f"<text>{escape(text.translate(_WITHOUT_CONTROLS))}</text>"


_WITHOUT_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))
