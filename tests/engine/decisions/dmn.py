"""Small DMN files built in code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*parts: str, namespace: str = NAMESPACE, own: str = "test") -> bytes:
    """A file of these decisions and other elements; `own` is its own namespace."""
    head = f'<definitions xmlns="{namespace}" namespace="{own}" id="defs" name="test">'
    return f"{head}{''.join(parts)}</definitions>".encode()


def imports(namespace: str, name: str, location: str = "") -> str:
    """An import of another DMN file."""
    where = f' locationURI="{location}"' if location else ""
    return f'<import namespace="{namespace}" name="{name}" importType="{NAMESPACE}"{where}/>'


def decision(
    id_: str,
    logic: str,
    *,
    requires: Sequence[str] = (),
    inputs: Sequence[str] = (),
    knows: Sequence[str] = (),
    type_: str = "",
) -> str:
    """A decision whose variable has its id as name. What it needs is named by id, or by `namespace#id`."""
    needs = _needs("information", "Decision", requires) + _needs("information", "Input", inputs)
    needs += _needs("knowledge", "Knowledge", knows)
    return f'<decision id="{id_}" name="{id_}"><variable name="{id_}"{_typed(type_)}/>{needs}{logic}</decision>'


def input_data(name: str, type_: str = "") -> str:
    """Input data whose name is its id."""
    return f'<inputData id="{name}" name="{name}"><variable name="{name}"{_typed(type_)}/></inputData>'


def knowledge(id_: str, parameters: dict[str, str], logic: str, *, knows: Sequence[str] = (), type_: str = "") -> str:
    """A knowledge model; `parameters` are types by name."""
    given = "".join(f'<formalParameter name="{name}"{_typed(kind)}/>' for name, kind in parameters.items())
    needs = _needs("knowledge", "Knowledge", knows)
    return (
        f'<businessKnowledgeModel id="{id_}" name="{id_}"><variable name="{id_}"{_typed(type_)}/>'
        f"<encapsulatedLogic>{given}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def service(
    id_: str, outputs: Sequence[str], *, decisions: Sequence[str] = (), inputs: Sequence[str] = (), type_: str = ""
) -> str:
    """A decision service: its output decisions, input decisions and input data."""
    parts = [("outputDecision", outputs), ("inputDecision", decisions), ("inputData", inputs)]
    listed = "".join(f'<{kind} href="#{each}"/>' for kind, ids in parts for each in ids)
    return f'<decisionService id="{id_}" name="{id_}"><variable name="{id_}"{_typed(type_)}/>{listed}</decisionService>'


def item(name: str, type_: str = "", *parts: str, allowed: str = "", constraint: str = "", many: bool = False) -> str:
    """An item definition, of a type or of components (`item(...)` made with `component`)."""
    body = f"<typeRef>{type_}</typeRef>" if type_ else ""
    body += f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    body += f"<typeConstraint><text>{escape(constraint)}</text></typeConstraint>" if constraint else ""
    collection = ' isCollection="true"' if many else ""
    return f'<itemDefinition name="{name}"{collection}>{body}{"".join(parts)}</itemDefinition>'


def component(name: str, type_: str, **limits: Any) -> str:
    """A component of an item definition."""
    return item(name, type_, **limits).replace("itemDefinition", "itemComponent")


def _typed(type_: str) -> str:
    return f' typeRef="{type_}"' if type_ else ""


def _needs(requirement: str, kind: str, ids: Sequence[str]) -> str:
    hrefs = (each if "#" in each else f"#{each}" for each in ids)
    return "".join(
        f'<{requirement}Requirement><required{kind} href="{href}"/></{requirement}Requirement>' for href in hrefs
    )


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
