"""The demo company: two legal entities, its people, and a register in which every approval level can be reached."""

from workflows.demo.company import DEMO_ENTITY, seed_demo

__all__ = ["DEMO_ENTITY", "seed_demo"]
