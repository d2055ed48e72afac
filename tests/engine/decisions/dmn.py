"""Small DMN files built in code."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*parts: str, namespace: str = NAMESPACE) -> bytes:
    """A file of these decisions and other elements."""
    return f'<definitions xmlns="{namespace}" id="defs" name="test">{"".join(parts)}</definitions>'.encode()


def decision(id_: str, logic: str, *, requires: Sequence[str] = (), knows: Sequence[str] = (), type_: str = "") -> str:
    """A decision whose variable has its id as name."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires
    ) + "".join(f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in knows)
    kind = f' typeRef="{type_}"' if type_ else ""
    return f'<decision id="{id_}" name="{id_}"><variable name="{id_}"{kind}/>{needs}{logic}</decision>'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: str = "",
    default: str = "",
) -> str:
    """A table with the id `table`, rules `r1`, `r2`, ... and cells `r1c1`, ...; `values` go to the first output."""
    columns = "".join(
        f'<input id="in{number}" label={quoteattr(text)}><inputExpression><text>{escape(text)}</text>'
        "</inputExpression></input>"
        for number, text in enumerate(inputs, 1)
    )
    extra = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    extra += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    results = "".join(
        f'<output id="out{number}" name="{name}">{extra if number == 1 else ""}</output>'
        for number, name in enumerate(outputs, 1)
    )
    rows = "".join(_rule(number, cells, len(inputs)) for number, cells in enumerate(rules, 1))
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{aggregated}>{columns}{results}{rows}</decisionTable>'


def _rule(number: int, cells: Sequence[str], inputs: int) -> str:
    entries = "".join(
        f'<{kind} id="r{number}c{column}"><text>{escape(text)}</text></{kind}>'
        for column, text in enumerate(cells, 1)
        for kind in ["inputEntry" if column <= inputs else "outputEntry"]
    )
    return f'<rule id="r{number}">{entries}</rule>'
