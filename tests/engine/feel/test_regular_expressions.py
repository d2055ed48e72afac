"""Regular expressions in XPath's flavour."""

from __future__ import annotations

import pytest

from engine.feel import evaluate


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "holds"),
    [
        ("hello world", "hello\\ sworld", "x", True),
        ("helloworld", "hello world", "x", True),
        ("helloworld", "hello[ ]world", "x", False),
        ("hello world", "hello world", "x", False),
        ("hello world", "hello[ ]world", "x", True),
        ("abracadabra", "bra", "", True),
        ("abracadabra", "^a.*a$", "", True),
        ("abracadabra", "^bra", "", False),
        ("a", "\\p{Lu}", "i", False),
        ("a", "[\\p{Lu}b]", "i", False),
        ("B", "[\\p{Ll}b]", "i", True),
        ("A", "[^\\p{Lu}b]", "i", False),
        ("ss", "ß", "i", False),
        ("\u212a", "[A-Z]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("a", "[A-Z-[OI]]", "i", True),
        ("a\rb", "a.b", "", False),
        ("a\rb", "a.b", "s", True),
        ("$", "\\w", "", True),
        (".", "\\w", "", False),
        ("\u00a0", "\\s", "", False),
        ("abc\n", "^$", "m", False),
        ("abc\ndef", "^def$", "m", True),
        ("abc", "a{,3}", "", None),
        ("a{", "a{", "", None),
        ("x", "\\p{Isbad}", "", None),
        ("x", "\\p{lu}", "", None),
        ("aa1", "(a)\\11", "", True),
        ("ab", "[a--b]", "", None),
        ("-", "[a-]", "", True),
        ("-", "[-a]", "", True),
        ("+", "[*-,]", "", True),
        ("a", "[b-a]", "", None),
        ("a", "(?=a)", "", None),
        ("a*b", "a*b", "q", True),
        ("aab", "a*+b", "", None),
        ("é", "\\p{IsLatin-1Supplement}", "", True),
        ("α", "\\p{IsGreek}", "", True),
        ("ab", "a|", "", True),
        ("", "", "", True),
        ("a", "\\b", "", None),
        ("a", "(a\\1)", "", None),
        ("ab", "a(", "", None),
        ("a", "a)", "", None),
        ("foo_bar-1", "[\\i-[:]][\\c-[:]]*", "", True),
        ("a&b", "a[&]b", "", True),
        ("a-z", "[a-z-[m]]+$", "", True),
        ("x", "[^]", "", None),
        ("^", "[\\^]", "", True),
        ("a", "[a^]", "", True),
        ("\t", "[\\t]", "", True),
    ],
)
def test_a_pattern_means_what_xpath_says(text: str, pattern: str, flags: str, holds: bool | None) -> None:
    assert evaluate("matches(i, p, f)", {"i": text, "p": pattern, "f": flags}) is holds
