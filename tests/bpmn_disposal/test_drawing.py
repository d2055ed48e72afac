"""The diagrams can be read: everything is drawn, nothing covers anything else."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.bpmn_disposal.drawing import BUNDLES, CONTAINERS, ROOT, Drawing


@pytest.fixture(params=BUNDLES)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return Drawing(ROOT / request.param / f"{request.param}.bpmn")


def test_both_ends_of_every_flow_exist_and_know_of_it(drawing: Drawing) -> None:
    for flow_id, flow in drawing.flows.items():
        source, target = drawing.nodes[flow.get("sourceRef")], drawing.nodes[flow.get("targetRef")]
        assert flow_id in [e.text for e in source.iter("{*}outgoing")]
        assert flow_id in [e.text for e in target.iter("{*}incoming")]


def test_every_node_and_lane_has_a_shape_and_every_flow_a_line(drawing: Drawing) -> None:
    lanes = {e.get("id") for e in drawing.process.iter("{*}lane")}
    participants = {e.get("id") for e in drawing.root.iter("{*}participant")}
    assert set(drawing.boxes) == set(drawing.nodes) | lanes | participants
    assert set(drawing.lines) == set(drawing.flows)


def test_no_two_shapes_overlap_but_a_boundary_event_and_its_task(drawing: Drawing) -> None:
    for (a, first), (b, second) in combinations(drawing.boxes.items(), 2):
        if {drawing.tag(a), drawing.tag(b)} & CONTAINERS:
            continue
        if drawing.nodes[a].get("attachedToRef") != b and drawing.nodes[b].get("attachedToRef") != a:
            assert not first.overlaps(second), f"{a} covers {b}"


def test_every_shape_lies_in_its_lane(drawing: Drawing) -> None:
    if not list(drawing.process.iter("{*}lane")):
        return
    for node_id in drawing.nodes:
        assert drawing.boxes[drawing.lane_of(node_id)].holds(drawing.boxes[node_id]), node_id


def test_lines_are_straight_begin_and_end_at_their_shapes(drawing: Drawing) -> None:
    for flow_id, line in drawing.lines.items():
        assert drawing.boxes[line.source].touches(line.points[0]), flow_id
        assert drawing.boxes[line.target].touches(line.points[-1]), flow_id
        assert all(piece.left == piece.right or piece.top == piece.bottom for piece in line.pieces), flow_id


def test_no_line_crosses_a_shape_that_it_does_not_join(drawing: Drawing) -> None:
    for flow_id, line in drawing.lines.items():
        own = {line.source, line.target, drawing.nodes[line.source].get("attachedToRef")}
        for node_id, box in drawing.boxes.items():
            if node_id not in own and drawing.tag(node_id) not in CONTAINERS:
                assert not any(piece.overlaps(box) for piece in line.pieces), f"{flow_id} crosses {node_id}"


def test_no_label_covers_a_shape_a_line_or_another_label(drawing: Drawing) -> None:
    for (a, first), (b, second) in combinations(drawing.labels.items(), 2):
        assert not first.overlaps(second), f"the labels of {a} and {b}"
    for label_id, label in drawing.labels.items():
        for node_id, box in drawing.boxes.items():
            if drawing.tag(node_id) not in CONTAINERS:
                assert not label.overlaps(box), f"the label of {label_id} covers {node_id}"
        for flow_id, line in drawing.lines.items():
            assert not any(piece.overlaps(label) for piece in line.pieces), f"the label of {label_id} on {flow_id}"
